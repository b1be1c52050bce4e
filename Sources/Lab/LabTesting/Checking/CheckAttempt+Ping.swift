import Hosts
import Lab
import Topology

extension CheckAttempt {
  /// Echo requests: an answer to each, or within the bound on loss.
  func attempt(_ ping: PingCheck) async throws -> Finding {
    var probe = PingProbe(ping.destination.address)
    probe.count = ping.count
    probe.interval = ping.interval
    probe.payloadLength = ping.size
    probe.dontFragment = ping.dontFragment
    if let timeout = check.timeout { probe.timeout = timeout }
    let (result, story) = try await watch(Hosts.Probe.ping(probe), .icmp, from: ping.source, to: ping.destination)
    guard case .ping(let outcome) = result else { preconditionFailure("a ping has the outcome of a ping") }
    let isAnswered = outcome.received > 0 && (ping.loss != nil || outcome.received >= outcome.sent)
    if ping.expect == .reachable, isAnswered || ping.loss != nil {
      return judge(outcome, ping, story)
    }
    let fate: Fate =
      if outcome.received > 0 { .answered } else { outcome.rejections.last.map { .rejected($0) } ?? .silent }
    let blame = await blame(fate, from: ping.source, to: ping.destination, story)
    switch (ping.expect, fate) {
    case (.unreachable, .rejected), (.unreachable, .silent), (.dropped, .silent), (.rejected, .rejected):
      return Finding(true, blame, fate, of: check, story)
    case (_, .answered):
      return Finding(false, text(outcome), outcome: "answered", story: story)
    default: return Finding(false, blame, fate, of: check, story)
    }
  }

  private func judge(_ outcome: PingOutcome, _ ping: PingCheck, _ story: FlowStory) -> Finding {
    var finding = Finding(true, text(outcome), outcome: "answered", story: story)
    let lost = outcome.sent > 0 ? (outcome.sent - outcome.received) * 1_000_000_000 / outcome.sent : 0
    finding.require(ping.loss, "loss") { $0.contains(lost) }
    if outcome.received == 0, ping.loss?.contains(1_000_000_000) != true { finding.holds = false }
    finding.require(ping.latency, "latency") { bound in outcome.meanRoundTrip.map { bound.contains($0) } ?? false }
    finding.require(ping.maxLatency, "max-latency") { bound in
      outcome.roundTrips.max().map { bound.contains($0) } ?? false
    }
    return finding
  }

  private func text(_ outcome: PingOutcome) -> String {
    guard let mean = outcome.meanRoundTrip else { return "0 of \(outcome.sent) answered" }
    if outcome.sent == 1 { return "answered in \(mean.text)" }
    return "\(outcome.received) of \(outcome.sent) answered, round trip \(mean.text) in the mean"
  }
}

extension PingOutcome {
  /// The mean round trip; `nil` without an answer.
  var meanRoundTrip: Duration? {
    roundTrips.isEmpty ? nil : roundTrips.reduce(.zero, +) / roundTrips.count
  }
}
