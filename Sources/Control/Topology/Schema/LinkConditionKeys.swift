/// Keys for what a link does to packets: of a link, of one of its directions, and of a scenario's step.
enum ConditionKeys {
  static let down = SchemaKey("down", .boolean, "Whether nothing passes.", default: "false", example: "true")
  static let delay = SchemaKey(
    "delay", .text(.duration), "Time a packet spends on the link.", default: "0s", example: "20ms")
  static let jitter = SchemaKey(
    "jitter", .either(.text(.duration), .object(JitterKeys.object)),
    "By how much the delay varies: at most so much, each value as likely as the other, or as a mapping says.",
    default: "0s", example: "2ms")
  static let loss = SchemaKey(
    "loss", .either(.text(.percentage), .object(LossKeys.object)),
    "Packets that are lost: each with this probability, or as a mapping says.", default: "0%", example: "0.1%")
  static let duplicate = chance("duplicate", "Packets that arrive twice.")
  static let corrupt = chance("corrupt", "Packets that arrive with one bit inverted.")
  static let reorder = chance("reorder", "Packets that skip the delay, and so overtake those in front of them.")
  static let rate = SchemaKey(
    "rate", .text(.linkRate), "Bits a second that the link carries; `none` takes the limit away.", default: "none",
    example: "100Mbit/s")
  static let queue = SchemaKey(
    "queue", .either(.text(.queue), .object(QueueKeys.object)),
    "Where packets wait for the rate: how many packets or bytes fit, `codel` for a queue managed as RFC 8289 says, or a mapping.",
    default: "1000 packets", example: "100 packets")

  static let all = [down, delay, jitter, loss, duplicate, corrupt, reorder, rate, queue]

  /// The conditions of one direction.
  static let object = SchemaObject(
    "link-direction", "one direction of a link", "What happens to packets that come from one end of a link.", all)

  static let from = SchemaKey(
    "from", .map(.object(object)),
    "Conditions for one direction alone: those of packets that come from this node, or from this 'node:interface'.",
    example: "{ h1: { loss: 5%, rate: 10Mbit/s } }")

  private static func chance(_ name: String, _ text: String) -> SchemaKey {
    SchemaKey(
      name, .either(.text(.percentage), .object(ChanceKeys.object)), text, default: "0%", example: "0.1%")
  }
}

/// Keys of a chance in the long form.
enum ChanceKeys {
  static let probability = SchemaKey(
    "probability", .text(.percentage), "How likely it happens to a packet.", example: "1%", isRequired: true)
  static let correlation = SchemaKey(
    "correlation", .text(.percentage),
    "How much it depends on whether it happened to the packet before; less than 100%.", default: "0%", example: "25%")

  static let object = SchemaObject(
    "chance", "a chance", "How likely something happens to a packet.", [probability, correlation])
}

/// Keys of a jitter in the long form.
enum JitterKeys {
  /// Distributions that links have.
  static let supported: [Jitter.Distribution] = [.uniform, .normal]

  static let by = SchemaKey(
    "by", .text(.duration),
    "By how much: uniform, at most; normal, the standard deviation.", example: "2ms",
    isRequired: true)
  static let distribution = SchemaKey(
    "distribution", .choice(supported.map(\.rawValue)), "The shape of the variation.",
    default: "uniform", example: "normal")

  static let object = SchemaObject(
    "jitter", "a jitter", "How the delay varies from packet to packet.", [by, distribution, ChanceKeys.correlation])
}

/// Keys of a loss in the long form.
enum LossKeys {
  static let probability = SchemaKey(
    "probability", .text(.percentage), "How likely a packet is lost.", example: "1%")
  static let bursts = SchemaKey(
    "bursts", .object(BurstKeys.object), "Loss in bursts, after Gilbert and Elliott.",
    example: "{ enter: 1%, leave: 25% }")

  static let object = SchemaObject(
    "loss", "a loss", "Which packets are lost: by `probability`, or in `bursts`.",
    [probability, ChanceKeys.correlation, bursts])
}

/// Keys of a loss in bursts.
enum BurstKeys {
  static let enter = SchemaKey(
    "enter", .text(.percentage), "How likely a packet begins a burst.", example: "1%", isRequired: true)
  static let leave = SchemaKey(
    "leave", .text(.percentage), "How likely a packet in a burst ends it.", example: "25%", isRequired: true)
  static let lossy = SchemaKey(
    "lossy", .text(.percentage), "Packets lost inside a burst.", default: "100%", example: "80%")
  static let otherwise = SchemaKey(
    "otherwise", .text(.percentage), "Packets lost outside of bursts.", default: "0%", example: "0.1%")

  static let object = SchemaObject(
    "bursts", "a loss in bursts", "A chain of two states, in one of which packets are lost.",
    [enter, leave, lossy, otherwise])
}

/// Keys of a queue in the long form.
enum QueueKeys {
  static let size = SchemaKey(
    "size", .text(.queueSize), "How many packets or bytes fit.", default: "1000 packets", example: "64kB")
  static let codel = SchemaKey(
    "codel", .object(CoDelKeys.object), "Drops what waits too long, as RFC 8289 says.",
    default: "only what does not fit is dropped",
    example: "{ target: 5ms, interval: 100ms }")

  static let object = SchemaObject("queue", "a queue", "Where packets wait for a link's rate.", [size, codel])
}

/// Keys of a queue's `codel`.
enum CoDelKeys {
  static let target = SchemaKey(
    "target", .text(.duration), "The wait that is acceptable.", default: "5ms", example: "5ms")
  static let interval = SchemaKey(
    "interval", .text(.duration), "How long a longer wait is borne.", default: "100ms", example: "100ms")

  static let object = SchemaObject("codel", "the constants of CoDel", "When CoDel drops.", [target, interval])
}
