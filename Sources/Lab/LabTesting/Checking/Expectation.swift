import Topology
import Wire

extension Check {
  /// What must come of the check, in words, as `dropped by fw1`.
  var expectation: String {
    var text = subject.expectation
    if let because { text += " by \(because)" }
    if let reason { text += " (\(reason))" }
    if let within { text += " within \(within.text)" }
    return text
  }
}

extension CheckSubject {
  /// What must come of it, without what is tried.
  fileprivate var expectation: String {
    switch self {
    case .ping(let ping):
      list(
        ping.expect.rawValue, bound("loss", ping.loss), bound("latency", ping.latency),
        bound("max-latency", ping.maxLatency))
    case .tcp(let tcp):
      list(
        tcp.expect.rawValue, tcp.receive.map { "receiving \"\($0)\"" }, bound("rate", tcp.rate),
        bound("latency", tcp.latency))
    case .udp(let udp):
      list(udp.expect.rawValue, udp.receive.map { "with \"\($0)\"" }, bound("latency", udp.latency))
    case .http(let http):
      list(
        "status \(http.status)", http.contains.map { "containing \"\($0)\"" }, http.body.map { "being \"\($0)\"" },
        bound("latency", http.latency))
    case .dns(let dns):
      list(
        dns.answer.map { $0.map(\.description).joined(separator: ", ") } ?? dns.expect.rawValue,
        bound("latency", dns.latency))
    case .traceroute(let way):
      list(
        way.path.map { $0.joined(separator: ", ") } ?? "\(way.destination) reached",
        way.via.isEmpty ? nil : "via " + way.via.joined(separator: ", "))
    case .capture(let capture): "\(capture.packets) packets"
    case .counter(let counter): "\(counter.bound) \(counter.unit.rawValue)"
    case .flow(let flow): "\(flow.packets) packets"
    }
  }

  private func list(_ parts: String?...) -> String { parts.compactMap { $0 }.joined(separator: ", ") }

  private func bound(_ name: String, _ bound: Bound?) -> String? { bound.map { "\(name) \($0)" } }
}
