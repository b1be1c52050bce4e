import Lab
import Topology

/// Counts that begin when the lab comes up, for the checks that count from there on.
struct StandingCounts: Sendable {
  private var counts: [(check: Check, count: PacketCount)] = []

  /// Begins the counts that these checks need.
  init(for checks: [Check], in lab: RunningLab) async throws {
    for check in checks {
      guard case .capture(let capture) = check.subject, capture.during == nil else { continue }
      counts.append((check, try await lab.beginCount(at: capture.ports, filter: capture.filter)))
    }
  }

  /// Ends the counts.
  func end(in lab: RunningLab) async {
    for (_, count) in counts { await lab.endCount(count) }
  }

  /// Packets counted so far for a check; `nil` where none are.
  func count(of check: Check) -> Int? {
    counts.first { $0.check == check && $0.check.mark == check.mark }?.count.packets
  }
}
