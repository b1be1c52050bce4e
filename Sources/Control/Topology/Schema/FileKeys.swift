/// Keys of the file itself.
enum FileKeys {
  static let name = SchemaKey(
    "name", .text(.labName), "The lab's name. Commands use it to find the running lab.", example: "branch-office",
    isRequired: true)
  static let topology = SchemaKey(
    "topology", .object(TopologyKeys.object), "The network.", example: "{ nodes: { h1: { kind: host } } }",
    isRequired: true)
  static let flows = SchemaKey(
    "flows", .map(.list(.either(.text(.any), .mapping))),
    "For each flow switch the flows that the lab's controller keeps in it, in Open vSwitch's notation or as mappings.",
    example: "{ of1: [\"priority=0,actions=normal\"] }")
  static let captures = SchemaKey(
    "captures", .list(.object(CaptureKeys.object)), "Captures that start with the lab.",
    example: "[{ at: \"r1:*\", file: lab.pcapng }]")
  static let checks = SchemaKey(
    "checks", .list(.oneOf(CheckKeys.objects)),
    "What must hold in the lab, tried in this order by `weft test`. The first key says what is tried.",
    example: "[{ ping: h1 -> h2 }]")
  static let scenario = SchemaKey(
    "scenario", .list(.object(StepKeys.object)),
    "What happens to the lab while it is tested, in the order of time.",
    example: "[{ at: 10s, link-down: \"h1:eth1\" }]")
  static let test = SchemaKey(
    "test", .object(TestKeys.object), "How a test of the lab is bounded.", example: "{ seed: 7, time-max: 1h }")

  static let object = SchemaObject(
    "file", "a topology file", "A lab: a network, its flows, what to capture and what must hold.",
    [name, topology, flows, captures, checks, scenario, test]
      + ["prefix", "mgmt", "settings", "debug"].map(SchemaKey.ignored),
    isExtensible: true)
}

/// Keys of `topology`.
enum TopologyKeys {
  static let nodes = SchemaKey(
    "nodes", .map(.node), "The nodes, by name.", example: "{ h1: { kind: host, address: 10.0.0.1/24 } }",
    isRequired: true)
  static let links = SchemaKey(
    "links", .list(.object(LinkKeys.object)), "The links between interfaces of the nodes.",
    example: "[{ endpoints: [\"h1:eth1\", \"h2:eth1\"] }]")
  static let defaults = SchemaKey(
    "defaults", .anyNode, "Keys for every node that has no value of its own, of its group or of its kind.",
    example: "{ kind: host }")
  static let kinds = SchemaKey(
    "kinds", .kinds, "Keys for every node of a kind.", example: "{ host: { gateway: 10.0.0.254 } }")
  static let groups = SchemaKey(
    "groups", .map(.anyNode), "Keys for every node that names the group.", example: "{ servers: { listen: [tcp/80] } }")

  static let object = SchemaObject(
    "topology", "a topology", "The network: nodes, links, and keys that nodes share.",
    [nodes, links, defaults, kinds, groups])
}

/// Keys of a capture.
enum CaptureKeys {
  static let at = SchemaKey(
    "at", .oneOrMany(.text(.portPattern)), "Where packets are recorded; `*` stands for every node or interface.",
    example: "[\"r1:*\"]", isRequired: true)
  static let filter = SchemaKey(
    "filter", .text(.any), "Records what this expression of libpcap's language matches.", default: "every packet",
    example: "tcp port 80")
  static let file = SchemaKey(
    "file", .text(.any), "The file to write, relative to the topology file.", example: "lab.pcapng", isRequired: true)
  static let snaplen = SchemaKey(
    "snaplen", .integer(1...262_144), "Bytes kept of each packet.", default: "whole packets", example: "128")
  static let format = SchemaKey(
    "format", .choice(CaptureFormat.allCases.map(\.rawValue)), "The file's format.", default: "pcapng",
    example: "pcapng")
  static let rotate = SchemaKey(
    "rotate", .object(RotateKeys.object), "Begins a new file now and then.", default: "one file",
    example: "{ size: 64MB, count: 4 }")

  static let object = SchemaObject(
    "capture", "a capture", "Records the packets at some ports.", [at, filter, file, snaplen, format, rotate])
}

/// Keys of a capture's `rotate`.
enum RotateKeys {
  static let size = SchemaKey(
    "size", .text(.size), "The size at which the next file begins.", example: "64MB", isRequired: true)
  static let count = SchemaKey(
    "count", .integer(1...10_000), "Files kept; the oldest is removed.", default: "all", example: "4")

  static let object = SchemaObject("rotate", "a rotation", "When a capture begins a new file.", [size, count])
}
