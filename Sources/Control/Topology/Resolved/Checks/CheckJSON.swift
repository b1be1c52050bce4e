import Wire

extension Check {
  /// The check for a program, with the keys of the file; what has its default is left out.
  public var json: JSONValue {
    var members = subject.members
    members.add("because", because)
    members.add("reason", reason)
    members.add("name", title)
    members.add("at", at?.text)
    if after != nil || wait != nil {
      members.append(
        .init("after", .object((after?.members ?? []) + (wait.map { [.init("time", .string($0.text))] } ?? []))))
    }
    members.add("within", within?.text)
    if let retry {
      members.append(.init("retry", ["times": .integer(retry.times), "every": .string(retry.every.text)]))
    }
    members.add("timeout", timeout?.text)
    return .object(members)
  }
}

extension CheckSubject {
  fileprivate var members: [JSONValue.Member] {
    switch self {
    case .ping(let ping): ping.members
    case .tcp(let tcp): tcp.members
    case .udp(let udp): udp.members
    case .http(let http): http.members
    case .dns(let dns): dns.members
    case .traceroute(let way): way.members
    case .capture(let capture): capture.members
    case .counter(let counter): counter.members
    case .flow(let flow): flow.members
    }
  }
}

extension PingCheck {
  fileprivate var members: [JSONValue.Member] {
    let plain = PingCheck(from: source, to: destination)
    var members = JSONValue.probe("ping", source, destination.name, destination)
    members.append(.init("expect", .string(expect.rawValue)))
    if count != plain.count { members.append(.init("count", .integer(count))) }
    if interval != plain.interval { members.add("interval", interval.text) }
    if size != plain.size { members.append(.init("size", .integer(size))) }
    if dontFragment { members.append(.init("df", true)) }
    members.add("loss", loss?.text)
    members.add("latency", latency?.text)
    members.add("max-latency", maxLatency?.text)
    return members
  }
}

extension TCPCheck {
  fileprivate var members: [JSONValue.Member] {
    var members = JSONValue.probe("tcp", source, destination.description(port: port), destination)
    members.append(.init("expect", .string(expect.rawValue)))
    members.add("send", send)
    members.add("receive", receive)
    if octets > 0 { members.add("bytes", QuantityText.size(octets)) }
    members.add("rate", rate?.text)
    members.add("latency", latency?.text)
    return members
  }
}

extension UDPCheck {
  fileprivate var members: [JSONValue.Member] {
    var members = JSONValue.probe("udp", source, destination.description(port: port), destination)
    members.append(.init("expect", .string(expect.rawValue)))
    members.add("send", send)
    members.add("receive", receive)
    members.add("latency", latency?.text)
    return members
  }
}

extension HTTPCheck {
  fileprivate var members: [JSONValue.Member] {
    var members = JSONValue.probe("http", source, destination.description(port: port) + path, destination)
    members.append(.init("status", .integer(status)))
    members.add("contains", contains)
    members.add("body", body)
    members.add("latency", latency?.text)
    return members
  }
}

extension DNSCheck {
  fileprivate var members: [JSONValue.Member] {
    var members = JSONValue.probe("dns", source, destination.description(port: port), destination)
    members.add("query", name)
    members.add("type", type.rawValue)
    members.append(.init("expect", .string(expect.rawValue)))
    if let answer { members.append(.init("answer", .strings(answer))) }
    members.add("latency", latency?.text)
    return members
  }
}

extension TracerouteCheck {
  fileprivate var members: [JSONValue.Member] {
    var members = JSONValue.probe("traceroute", source, destination.name, destination)
    if let path { members.append(.init("path", .strings(path))) }
    if !via.isEmpty { members.append(.init("via", .strings(via))) }
    return members
  }
}

extension CaptureCheck {
  fileprivate var members: [JSONValue.Member] {
    var members: [JSONValue.Member] = [.init("capture", .string(ports.description))]
    members.add("filter", filter)
    members.add("packets", packets.text)
    if let during { members.append(.init("during", during.json)) }
    return members
  }
}

extension CounterCheck {
  fileprivate var members: [JSONValue.Member] {
    var members: [JSONValue.Member] = []
    switch counter {
    case .port(let endpoint, let counter): members.add("counter", "\(endpoint) \(counter.rawValue)")
    case .drops(let node, let reason): members.add("drops", node + (reason.map { " \($0)" } ?? ""))
    }
    members.add(unit.rawValue, bound.text)
    if let during { members.append(.init("during", during.json)) }
    return members
  }
}

extension FlowCheck {
  fileprivate var members: [JSONValue.Member] {
    var members: [JSONValue.Member] = [.init("flow", .string(node)), .init("rule", .string(rule))]
    members.add("packets", packets.text)
    if let during { members.append(.init("during", during.json)) }
    return members
  }
}

extension JSONValue {
  /// A probe's first key, and the address that its destination stands for.
  fileprivate static func probe(
    _ key: String, _ source: String, _ destination: String, _ target: CheckTarget
  ) -> [Member] {
    var members = [
      Member(key, .string("\(source) -> \(destination)")), Member("address", .string(target.address.description)),
    ]
    if target.address.version == .v6, IPAddress(target.name) == nil { members.append(Member("ipv6", true)) }
    return members
  }
}

extension [JSONValue.Member] {
  /// Adds text where there is any.
  mutating func add(_ name: String, _ text: String?) {
    if let text { append(.init(name, .string(text))) }
  }
}
