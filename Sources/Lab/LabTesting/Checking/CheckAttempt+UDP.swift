import Hosts
import Lab
import Topology

extension CheckAttempt {
  /// A datagram, and its answer.
  func attempt(_ udp: UDPCheck) async throws -> Finding {
    var probe = UDPProbe(asking: udp.destination.address, port: udp.port)
    if let send = udp.send { probe.payload = Array(send.utf8) }
    if let timeout = check.timeout { probe.timeout = timeout }
    let (outcome, story) = try await exchange(probe, from: udp.source, to: udp.destination)
    let fate: Fate
    switch outcome {
    case .answered(let answer, let after):
      guard udp.expect == .answered else {
        return Finding(false, "answered in \(after.text)", outcome: "answered", story: story)
      }
      var finding = Finding(true, "answered in \(after.text)", outcome: "answered", story: story)
      let text = String(decoding: answer, as: UTF8.self)
      if let receive = udp.receive, !text.contains(receive) {
        finding.holds = false
        finding.observed += " with \(text.excerpt)"
      }
      finding.require(udp.latency, "latency") { $0.contains(after) }
      return finding
    case .rejected(let rejection): fate = .rejected(rejection)
    case .unanswered: fate = .silent
    }
    let blame = await blame(fate, from: udp.source, to: udp.destination, story)
    let isExpected =
      switch (udp.expect, fate) {
      case (.unanswered, _), (.rejected, .rejected): true
      case (.dropped, .silent): blame.node != nil
      case (.answered, _), (.dropped, _), (.rejected, _): false
      }
    return Finding(isExpected, blame, fate, of: check, story)
  }

  /// Runs a UDP probe while its packets are watched.
  func exchange(_ probe: UDPProbe, from source: String, to target: CheckTarget) async throws -> (UDPOutcome, FlowStory)
  {
    let (result, story) = try await watch(.udp(probe), .udp, from: source, to: target, port: probe.port)
    guard case .udp(let outcome) = result else { preconditionFailure("a datagram has the outcome of one") }
    return (outcome, story)
  }
}
