import Hosts
import Lab
import Topology

extension CheckAttempt {
  /// How long a transfer may take where the check does not say.
  private static var transferPatience: Duration { .seconds(120) }

  /// A TCP connection: opened or not, with or without data.
  func attempt(_ tcp: TCPCheck) async throws -> Finding {
    var probe = TCPProbe(tcp.destination.address, port: tcp.port)
    probe.payload = Array((tcp.send ?? "").utf8)
    probe.fillingLength = tcp.octets
    if let receive = tcp.receive {
      probe.end = .octets(receive.utf8.count)
    } else if tcp.octets > 0 || tcp.send != nil {
      probe.end = .sent
    }
    if tcp.octets > 0 { probe.timeout = CheckAttempt.transferPatience }
    if let timeout = check.timeout { probe.timeout = timeout }
    let (outcome, story) = try await connect(probe, from: tcp.source, to: tcp.destination)
    if case .open(let after) = outcome.opening {
      guard tcp.expect == .open else {
        return Finding(false, "open after \(after.text)", outcome: "open", story: story)
      }
      return judge(outcome, tcp, after, story)
    }
    let fate = outcome.fate
    let blame = await blame(fate, from: tcp.source, to: tcp.destination, story)
    let isExpected =
      switch (tcp.expect, fate) {
      case (.closed, _), (.refused, .refused), (.dropped, .silent), (.rejected, .rejected): true
      case (.open, _), (.refused, _), (.dropped, _), (.rejected, _): false
      }
    return Finding(isExpected, blame, fate, of: check, story)
  }

  /// Runs a TCP probe while its packets are watched.
  func connect(_ probe: TCPProbe, from source: String, to target: CheckTarget) async throws -> (TCPOutcome, FlowStory) {
    let (result, story) = try await watch(.tcp(probe), .tcp, from: source, to: target, port: probe.port)
    guard case .tcp(let outcome) = result else { preconditionFailure("a connection has the outcome of one") }
    return (outcome, story)
  }

  private func judge(_ outcome: TCPOutcome, _ tcp: TCPCheck, _ opening: Duration, _ story: FlowStory) -> Finding {
    var finding = Finding(true, "open after \(opening.text)", outcome: "open", story: story)
    finding.require(tcp.latency, "latency") { $0.contains(opening) }
    if let receive = tcp.receive {
      let text = String(decoding: outcome.received, as: UTF8.self)
      if !text.contains(receive) {
        finding.holds = false
        finding.observed += text.isEmpty ? ", and nothing came" : ", and what came was \(text.excerpt)"
      }
    }
    let sent = (tcp.send?.utf8.count ?? 0) + tcp.octets
    if sent > 0, tcp.receive == nil {
      let duration = outcome.duration - opening
      let rate = duration > .zero ? Double(outcome.acknowledgedCount) * 8 / (duration / .seconds(1)) : 0
      if outcome.acknowledgedCount < sent {
        finding.holds = false
        finding.observed += ", \(outcome.acknowledgedCount) of \(sent) octets acknowledged"
      } else if tcp.octets > 0 {
        finding.observed += ", \(sent) octets at \(rate.bitRate)"
      }
      finding.require(tcp.rate, "rate") { $0.contains(Int(rate)) }
    }
    return finding
  }
}

extension TCPOutcome {
  /// What became of opening the connection.
  var fate: Fate {
    switch opening {
    case .open: .answered
    case .refused: .refused
    case .rejected(let rejection): .rejected(rejection)
    case .timedOut: .silent
    }
  }
}
