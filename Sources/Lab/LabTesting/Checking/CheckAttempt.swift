import Hosts
import Lab
import Services
import Topology
import Wire

/// One attempt at a check in a running lab.
struct CheckAttempt {
  let lab: RunningLab
  let check: Check
  /// Counts that began when the lab came up, for checks that count from there.
  let counts: StandingCounts

  /// Tries or looks at what the check says.
  func run() async throws -> Finding {
    switch check.subject {
    case .ping(let ping): try await attempt(ping)
    case .tcp(let tcp): try await attempt(tcp)
    case .udp(let udp): try await attempt(udp)
    case .http(let http): try await attempt(http)
    case .dns(let dns): try await attempt(dns)
    case .traceroute(let way): try await attempt(way)
    case .capture(let capture): try await attempt(capture)
    case .counter(let counter): try await attempt(counter)
    case .flow(let flow): try await attempt(flow)
    }
  }

  /// Runs a probe while its packets are watched.
  func watch(
    _ probe: Hosts.Probe, _ transport: FlowTransport, from source: String, to target: CheckTarget, port: UInt16? = nil
  ) async throws -> (outcome: ProbeOutcome, story: FlowStory) {
    let (result, story) = try await lab.watching(transport, from: source, to: target.address, port: port) {
      try await lab.run(probe, from: source)
    }
    return (result, story)
  }

  func blame(_ fate: Fate, from source: String, to target: CheckTarget, _ story: FlowStory?) async -> Blame {
    Blame(fate, from: source, to: target, story, in: await lab.lab)
  }
}
