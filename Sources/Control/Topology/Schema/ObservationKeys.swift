/// Keys of a capture check.
enum CaptureCheckKeys {
  static let capture = SchemaKey(
    "capture", .text(.portPattern), "Where packets are counted; `*` stands for every node or interface.",
    example: "\"r1:eth0\"", isRequired: true)
  static let filter = SchemaKey(
    "filter", .text(.any), "Counts what this expression of libpcap's language matches.", default: "every packet",
    example: "icmp")

  static let object = SchemaObject(
    "capture-check", "a capture check", "How many packets of a kind pass a port.",
    [capture, filter, CheckKeys.packets, CheckKeys.during] + CheckKeys.common)
}

/// Keys of a counter check.
enum CounterKeys {
  static let counter = SchemaKey(
    "counter", .text(.counter), "A port and one of its counters: received, sent, unsent.",
    example: "\"sw1:eth1 received\"", isRequired: true)
  static let packets = SchemaKey(
    "packets", CheckKeys.packets.type, "How many packets there must be; or `bytes`.", example: "\">= 3\"")
  static let bytes = SchemaKey(
    "bytes", .either(.integer(0...Int.max), .text(.countBound)), "How many bytes there must be; or `packets`.",
    example: "\">= 1000\"")

  static let object = SchemaObject(
    "counter-check", "a counter check", "What a counter of a port must say.",
    [counter, packets, bytes, CheckKeys.during] + CheckKeys.common)
}

/// Keys of a check of drops.
enum DropsKeys {
  static let drops = SchemaKey(
    "drops", .text(.drops), "A node, and perhaps the reason for which it drops.", example: "r1 noRoute",
    isRequired: true)

  static let object = SchemaObject(
    "drops-check", "a drops check", "How many packets a node must have dropped.",
    [drops, CheckKeys.packets, CheckKeys.during] + CheckKeys.common)
}

/// Keys of a flow check.
enum FlowKeys {
  static let flow = SchemaKey("flow", .text(.any), "The flow switch.", example: "of1", isRequired: true)
  static let rule = SchemaKey(
    "rule", .text(.any), "Which of its flows: parts of the flow's text, or the line it is on, as `line 12`.",
    example: "\"priority=100,tcp\"", isRequired: true)

  static let object = SchemaObject(
    "flow-check", "a flow check", "How many packets a flow must have matched.",
    [flow, rule, CheckKeys.packets, CheckKeys.during] + CheckKeys.common)
}
