/// Keys that say what happens to a lab: before a check, or at a time.
enum EventKeys {
  static let linkDown = SchemaKey(
    "link-down", .text(.link), "Takes a link down: either of its ends, or both as 'a:eth1 -- b:eth1'.",
    example: "\"h1:eth1\"")
  static let linkUp = SchemaKey("link-up", .text(.link), "Brings a link up.", example: "\"h1:eth1\"")
  static let ruleAdded = SchemaKey(
    "rule-added", .map(.either(.text(.any), .mapping)), "Adds a flow to a flow switch.",
    example: "{ of1: \"priority=200,tcp,actions=drop\" }")
  static let restart = SchemaKey(
    "restart", .text(.any), "Begins a node anew, with nothing learned.", example: "r1")
  static let apply = SchemaKey(
    "apply", .text(.any), "Makes the lab that of another file, relative to this one.", example: "other.weft.yml")
  static let time = SchemaKey("time", .text(.duration), "Lets time pass, behind the event.", example: "300s")

  /// Keys of what happens before a check.
  static let after = SchemaObject(
    "after", "an event", "What happens right before a check: one event at most, and time that passes.",
    [time, linkDown, linkUp, ruleAdded, restart, apply])
}

/// Keys of a scenario's step.
enum StepKeys {
  static let at = SchemaKey(
    "at", .text(.duration), "When, since the lab is up; never before the step in front of it.", example: "10s",
    isRequired: true)
  static let link = SchemaKey(
    "link", .text(.link), "Changes the conditions of a link: those that the step names, and no others.",
    example: "\"h1:eth1\"")
  static let send = SchemaKey(
    "send", .object(TrafficKeys.object), "Lets a host send, whatever comes of it.",
    example: "{ ping: h1 -> h2, count: 5 }")
  static let check = SchemaKey(
    "check", .oneOf(CheckKeys.objects), "Begins a check.", example: "{ ping: h1 -> h2 }")

  static let actions = [
    EventKeys.linkDown, EventKeys.linkUp, link, EventKeys.ruleAdded, EventKeys.restart, EventKeys.apply, send, check,
  ]

  static let object = SchemaObject(
    "step", "a step", "Something that happens at a time: one action, and for `link` the conditions that change.",
    [at] + actions + ConditionKeys.all + [ConditionKeys.from])
}

/// Keys of a step's `send`.
enum TrafficKeys {
  static let ping = SchemaKey("ping", .text(.probe), "Sends echo requests.", example: "h1 -> h2")
  static let tcp = SchemaKey("tcp", .text(.probe), "Opens TCP connections.", example: "h1 -> h2:80")
  static let udp = SchemaKey("udp", .text(.probe), "Sends datagrams.", example: "h1 -> h2:53")
  static let count = SchemaKey("count", .integer(1...1_000_000), "How often.", default: "1", example: "5")
  static let interval = SchemaKey("interval", .text(.duration), "From one to the next.", default: "1s", example: "10ms")
  static let bytes = SchemaKey("bytes", .text(.size), "Bytes of data in each.", default: "56B", example: "1kB")

  static let object = SchemaObject(
    "traffic", "traffic", "What a host sends: `ping`, `tcp` or `udp`.",
    [ping, tcp, udp, count, interval, bytes, CheckKeys.ipv6])
}

/// Keys of the file's `test`.
enum TestKeys {
  /// The most events that a bound may allow.
  static let eventsMax = 1_000_000_000_000

  static let seed = SchemaKey(
    "seed", .integer(0...Int.max), "The number that all chance of a simulated run comes from.", default: "1",
    example: "7")
  static let timeMax = SchemaKey(
    "time-max", .text(.duration), "The virtual time at which a run is ended that has not ended by itself.",
    default: "an hour after the last step", example: "1h")
  static let events = SchemaKey(
    "events-max", .integer(1...eventsMax), "The events after which a run is ended that has not ended by itself.",
    default: "\(TestSettings.eventsDefault)", example: "10000000")

  static let object = SchemaObject("test", "test settings", "How a test is bounded.", [seed, timeMax, events])
}
