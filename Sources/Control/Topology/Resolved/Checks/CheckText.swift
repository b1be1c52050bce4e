import Wire

extension Check: CustomStringConvertible {
  /// The check on one line: what is tried and what must come of it, as `tcp guest -> web:443 dropped by fw1`.
  public var description: String {
    var text = subject.description
    if let because { text += " by \(because)" }
    if let reason { text += " (\(reason))" }
    return text
  }

  /// The title of the file, or ``description``.
  public var heading: String { title ?? description }
}

extension CheckSubject: CustomStringConvertible {
  /// What is tried and what must come of it, on one line.
  public var description: String {
    switch self {
    case .ping(let ping):
      joined(
        "ping \(ping.source) -> \(ping.destination)", version(ping.destination),
        ping.expect == .reachable ? nil : ping.expect.rawValue,
        bound("loss", ping.loss), bound("latency", ping.latency), bound("max-latency", ping.maxLatency))
    case .tcp(let tcp):
      joined(
        "tcp \(tcp.source) -> \(tcp.destination.description(port: tcp.port))", version(tcp.destination),
        tcp.expect.rawValue,
        tcp.receive.map { "receiving \"\($0)\"" }, bound("rate", tcp.rate), bound("latency", tcp.latency))
    case .udp(let udp):
      joined(
        "udp \(udp.source) -> \(udp.destination.description(port: udp.port))", version(udp.destination),
        udp.expect.rawValue,
        udp.receive.map { "\"\($0)\"" }, bound("latency", udp.latency))
    case .http(let http):
      joined(
        "http \(http.source) -> \(http.destination.description(port: http.port))\(http.path)",
        version(http.destination), "\(http.status)",
        bound("latency", http.latency))
    case .dns(let dns):
      joined(
        "dns \(dns.source) -> \(dns.destination) \(dns.name) \(dns.type.rawValue)",
        version(dns.destination),
        dns.answer.map { $0.map(\.description).joined(separator: ", ") } ?? dns.expect.rawValue,
        bound("latency", dns.latency))
    case .traceroute(let way):
      joined(
        "traceroute \(way.source) -> \(way.destination)", version(way.destination),
        way.path.map { "path \($0.joined(separator: ", "))" },
        way.via.isEmpty ? nil : "via \(way.via.joined(separator: ", "))")
    case .capture(let capture):
      joined(
        "capture \(capture.ports)", capture.filter.map { "'\($0)'" }, "packets \(capture.packets)",
        during(capture.during))
    case .counter(let counter):
      joined("\(counter.counter)", "\(counter.unit.rawValue) \(counter.bound)", during(counter.during))
    case .flow(let flow):
      joined("flow \(flow.node) '\(flow.rule)'", "packets \(flow.packets)", during(flow.during))
    }
  }

  /// Which version of IP is meant, where the name of the destination leaves it open and it is not the common one.
  private func version(_ target: CheckTarget) -> String? {
    target.address.version == .v6 && IPAddress(target.name) == nil ? "over IPv6" : nil
  }

  private func joined(_ parts: String?...) -> String { parts.compactMap { $0 }.joined(separator: " ") }

  private func bound(_ name: String, _ bound: Bound?) -> String? { bound.map { "\(name) \($0)" } }

  private func during(_ check: Check?) -> String? { check.map { "during \($0)" } }
}

extension CounterCheck.Counter: CustomStringConvertible {
  /// The counter as the file names it, with its key.
  public var description: String {
    switch self {
    case .port(let endpoint, let counter): "counter \(endpoint) \(counter.rawValue)"
    case .drops(let node, let reason): "drops \(node)\(reason.map { " \($0)" } ?? "")"
    }
  }
}
