/// Keys that checks of every kind, or of several kinds, have; and the kinds.
enum CheckKeys {
  static let name = SchemaKey(
    "name", .text(.any), "A title, which reports show.", default: "what the check tries",
    example: "the web server answers")
  static let at = SchemaKey(
    "at", .text(.duration), "When the check begins, since the lab is up; never before the check in front of it.",
    default: "as soon as the check in front of it has ended", example: "10s")
  static let after = SchemaKey(
    "after", .object(EventKeys.after),
    "What is brought about right before the check; it stays so for the checks that follow.",
    example: "{ link-down: \"h1:eth1\", time: 5s }")
  static let within = SchemaKey(
    "within", .text(.duration), "Tries again, a second apart, until it holds or this time has passed.",
    default: "one attempt", example: "5s")
  static let retry = SchemaKey(
    "retry", .either(.integer(1...1000), .object(RetryKeys.object)),
    "Tries again so often: a number, or a mapping that says how far apart too.", default: "one attempt", example: "3")
  static let timeout = SchemaKey(
    "timeout", .text(.duration), "How long one attempt waits for an answer.", default: "2s", example: "500ms")

  /// Keys of every check.
  static let common = [name, at, after, within, retry]

  static let ipv6 = SchemaKey(
    "ipv6", .boolean, "Whether the destination's IPv6 address is meant where it has both.", default: "false",
    example: "false")
  static let because = SchemaKey(
    "because", .text(.any), "The node that must be the one that drops or rejects.", default: "any", example: "r1")
  static let reason = SchemaKey(
    "reason", .text(.any), "Why it must be dropped or rejected: a reason as reports name it.", default: "any",
    example: "noRoute")
  static let latency = SchemaKey(
    "latency", .text(.timeBound), "Bounds on the time from question to answer; for several, on the mean.",
    example: "\"<= 45ms\"")
  static let packets = SchemaKey(
    "packets", .either(.integer(0...Int.max), .text(.countBound)), "How many packets there must be.",
    example: "\">= 3\"", isRequired: true)
  static let during = SchemaKey(
    "during", .oneOf(probes), "A check that is made meanwhile, and must hold too: what it causes is counted.",
    default: "what has come since the lab is up is counted", example: "{ ping: h1 -> h2 }")

  /// Checks by a host of the lab that tries something.
  static let probes = [
    PingKeys.object, TCPKeys.object, UDPKeys.object, HTTPKeys.object, DNSCheckKeys.object, TracerouteKeys.object,
  ]
  /// All checks.
  static let objects = probes + [CaptureCheckKeys.object, CounterKeys.object, DropsKeys.object, FlowKeys.object]

  static func expect(_ words: [String], _ text: String) -> SchemaKey {
    SchemaKey("expect", .choice(words), text, default: words[0], example: words[0])
  }

  /// A probe's first key.
  static func probe(_ name: String, _ form: TextForm, _ text: String, _ example: String) -> SchemaKey {
    SchemaKey(name, .text(form), text, example: example, isRequired: true)
  }
}

/// Keys of a check's `retry`.
enum RetryKeys {
  static let times = SchemaKey(
    "times", .integer(1...1000), "Attempts after the first.", example: "3", isRequired: true)
  static let every = SchemaKey("every", .text(.duration), "From one to the next.", default: "1s", example: "1s")

  static let object = SchemaObject("retry", "a retry", "How often a check is tried again.", [times, every])
}

/// Keys of a ping.
enum PingKeys {
  static let ping = CheckKeys.probe(
    "ping", .probe, "Which host sends echo requests, and to whom: a node or an address.", "h1 -> h2")
  static let expect = CheckKeys.expect(
    PingCheck.Expectation.allCases.map(\.rawValue),
    "What must come of it; `unreachable` is `dropped` or `rejected`.")
  static let count = SchemaKey(
    "count", .integer(1...1_000_000), "How many requests are sent.", default: "1", example: "5")
  static let interval = SchemaKey(
    "interval", .text(.duration), "From one request to the next.", default: "1s", example: "200ms")
  static let size = SchemaKey(
    "size", .integer(0...65_507), "Bytes of data in a request.", default: "56", example: "1400")
  static let df = SchemaKey(
    "df", .boolean, "Whether requests must not be fragmented.", default: "false", example: "true")
  static let loss = SchemaKey(
    "loss", .text(.percentageBound), "Bounds on the share of requests without an answer.", default: "\"== 0%\"",
    example: "\"<= 1%\"")
  static let maxLatency = SchemaKey(
    "max-latency", .text(.timeBound), "Bounds on the longest time from request to answer.", example: "\"<= 60ms\"")

  static let object = SchemaObject(
    "ping-check", "a ping check", "Echo requests, and what must come of them.",
    [ping, expect, CheckKeys.because, CheckKeys.reason, count, interval, size, df, loss, CheckKeys.latency, maxLatency]
      + [CheckKeys.ipv6, CheckKeys.timeout] + CheckKeys.common)
}

/// Keys of a TCP check.
enum TCPKeys {
  static let tcp = CheckKeys.probe(
    "tcp", .probe, "Which host connects, and to which port of whom.", "h1 -> h2:443")
  static let expect = CheckKeys.expect(
    TCPCheck.Expectation.allCases.map(\.rawValue),
    "What must come of it; `closed` is anything but `open`, and `refused` an answer that says no.")
  static let send = SchemaKey("send", .text(.any), "Text to send.", example: "\"hello\"")
  static let receive = SchemaKey("receive", .text(.any), "Text that must be in what comes back.", example: "\"hello\"")
  static let bytes = SchemaKey(
    "bytes", .text(.size), "How much to send, all of which must arrive.", example: "10MB")
  static let rate = SchemaKey(
    "rate", .text(.rateBound), "Bounds on the rate at which `bytes` arrive.", example: "\">= 90Mbit/s\"")

  static let object = SchemaObject(
    "tcp-check", "a tcp check", "A TCP connection, and what must come of it.",
    [tcp, expect, CheckKeys.because, CheckKeys.reason, send, receive, bytes, rate, CheckKeys.latency]
      + [CheckKeys.ipv6, CheckKeys.timeout] + CheckKeys.common)
}

/// Keys of a UDP check.
enum UDPKeys {
  static let udp = CheckKeys.probe(
    "udp", .probe, "Which host sends a datagram, and to which port of whom.", "h1 -> h2:53")
  static let expect = CheckKeys.expect(
    UDPCheck.Expectation.allCases.map(\.rawValue),
    "What must come of it; `unanswered` is anything but an answer.")
  static let receive = SchemaKey("receive", .text(.any), "Text that must be in the answer.", example: "\"hello\"")

  static let object = SchemaObject(
    "udp-check", "a udp check", "A datagram, and what must come of it.",
    [udp, expect, CheckKeys.because, CheckKeys.reason, TCPKeys.send, receive, CheckKeys.latency]
      + [CheckKeys.ipv6, CheckKeys.timeout] + CheckKeys.common)
}

/// Keys of an HTTP check.
enum HTTPKeys {
  static let http = CheckKeys.probe(
    "http", .webProbe, "Which host asks, and for which page: a URL, or 'node:port/path'.", "h1 -> http://h2/")
  static let status = SchemaKey(
    "status", .integer(100...599), "The status that must come back.", default: "200", example: "404")
  static let contains = SchemaKey("contains", .text(.any), "Text that must be in the body.", example: "\"h2\"")
  static let body = SchemaKey("body", .text(.any), "What the body must be, exactly.", example: "\"hello\"")

  static let object = SchemaObject(
    "http-check", "an http check", "A page, and what it must be.",
    [http, status, contains, body, CheckKeys.latency, CheckKeys.ipv6, CheckKeys.timeout] + CheckKeys.common)
}

/// Keys of a DNS check.
enum DNSCheckKeys {
  static let dns = CheckKeys.probe("dns", .probe, "Which host asks which name server.", "h1 -> h2")
  static let query = SchemaKey(
    "query", .text(.any), "The name that is asked for.", example: "web.example.net", isRequired: true)
  static let type = SchemaKey(
    "type", .choice(DNSCheck.RecordType.allCases.map(\.rawValue)), "The records that are asked for.", default: "A",
    example: "AAAA")
  static let answer = SchemaKey(
    "answer", .oneOrMany(.text(.address)), "The addresses that must be answered, these and no others.",
    default: "any", example: "[10.1.0.10]")
  static let expect = CheckKeys.expect(
    DNSCheck.Expectation.allCases.map(\.rawValue),
    "What must come of it; `nxdomain` says that there is no such name, `no-data` that it has no such records.")

  static let object = SchemaObject(
    "dns-check", "a dns check", "A question to a name server, and what the answer must be.",
    [dns, query, type, answer, expect, CheckKeys.latency, CheckKeys.ipv6, CheckKeys.timeout] + CheckKeys.common)
}

/// Keys of a traceroute check.
enum TracerouteKeys {
  static let traceroute = CheckKeys.probe(
    "traceroute", .probe, "Which host looks for the way, and to whom.", "h1 -> h2")
  static let path = SchemaKey(
    "path", .list(.text(.any)), "The nodes that answer, in order, the destination last; \"*\" where nobody does.",
    default: "any", example: "[r1, h2]")
  static let via = SchemaKey(
    "via", .oneOrMany(.text(.any)), "Nodes that must be on the way, in this order.", default: "none", example: "[r1]")

  static let object = SchemaObject(
    "traceroute-check", "a traceroute check", "The routers on the way to a destination that must be reached.",
    [traceroute, path, via, CheckKeys.ipv6, CheckKeys.timeout] + CheckKeys.common)
}
