import Foundation
import Lab
import LabTesting
import Testing

/// The matrix tries all pairs in one run of the lab, and tries again what was not answered. What it finds must be what
/// single checks find, each in a lab of its own that was just brought up.
@Suite("the matrix against single checks")
struct MatrixOracleTests {
  /// What came of a probe, and who stopped it.
  fileprivate struct Outcome: Equatable {
    var kind: Reach.Kind
    var element: String?
  }

  private static let probes: [Probe] = [.ping, .tcp(80), .tcp(443), .udp(53), .udp(7)]

  /// A file of the topologies without its checks.
  private static func text(_ name: String) throws -> String {
    let text = try SimulatedLabTests.topology(name).text.text
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    return lines.prefix { $0 != "checks:" && $0 != "scenario:" }.joined(separator: "\n") + "\n"
  }

  /// The outcome of one probe: a file with one check, run by itself.
  private func outcome(_ text: String, _ from: String, _ to: String, _ probe: Probe, in folder: TestFolder) throws
    -> Outcome
  {
    let check =
      switch probe {
      case .ping: "{ ping: \(from) -> \(to) }"
      case .tcp(let port): "{ tcp: \"\(from) -> \(to):\(port)\", expect: open }"
      case .udp(let port): "{ udp: \"\(from) -> \(to):\(port)\", expect: answered }"
      }
    let path = try folder.write(text + "checks:\n  - \(check)\n", as: "one.yml")
    let report = try TestRun(file: LabFile(path: path), options: TestOptions()).simulated { _ in }
    let result = try #require(report.results.first)
    let element = result.observed.firstMatch(of: #/by ([^:]+): /#).map { String($0.1) }
    switch result.outcome {
    case "answered", "open": return Outcome(kind: .reachable)
    case "refused": return Outcome(kind: .refused)
    case "rejected" where result.observed.hasSuffix(": port unreachable"): return Outcome(kind: .refused)
    case "rejected": return Outcome(kind: .rejected, element: element)
    case "silent": return Outcome(kind: .dropped, element: element)
    default: return Outcome(kind: .undecided)
    }
  }

  private func matrix(_ text: String, in folder: TestFolder) throws -> ReachabilityMatrix {
    let path = try folder.write(text, as: "all.yml")
    return try MatrixRun(file: LabFile(path: path), options: MatrixOptions(probes: MatrixOracleTests.probes))
      .simulated { _ in }
  }

  @Test(
    "of two versions the same differs, pair by pair",
    arguments: [
      (
        "quickstart", "priority=0,actions=normal",
        "priority=0,actions=normal\n    - priority=9,tcp,tp_dst=80,actions=drop"
      ),
      ("quickstart-locked", "nw_src=10.1.0.66,tp_dst=80", "nw_src=10.1.0.10,tp_dst=443"),
      ("quickstart", "to: default, via: 198.51.100.1", "to: 192.0.2.0/24, via: 198.51.100.1"),
    ])
  func compared(_ name: String, _ old: String, _ new: String) throws {
    let folder = try TestFolder()
    let before = try MatrixOracleTests.text(name)
    let after = before.replacing(old, with: new)
    #expect(before != after)
    let comparison = MatrixComparison(before: try matrix(before, in: folder), after: try matrix(after, in: folder))
    let hosts = ["alice", "guest", "web"]
    var differences: [String] = []
    var compared = 0
    for from in hosts {
      for to in hosts where to != from {
        for probe in MatrixOracleTests.probes {
          compared += 1
          let first = try outcome(before, from, to, probe, in: folder)
          let second = try outcome(after, from, to, probe, in: folder)
          if first != second { differences.append("\(from) -> \(to) \(probe): \(first) → \(second)") }
        }
      }
    }
    #expect(comparison.compared == compared)
    #expect(!differences.isEmpty)
    #expect(
      comparison.differences.map { difference in
        let (first, second) = (Outcome(of: difference.before), Outcome(of: difference.after))
        return "\(difference.from) -> \(difference.to) \(difference.probe): \(first) → \(second)"
      } == differences)
  }
}

extension MatrixOracleTests.Outcome {
  fileprivate init(of reach: Reach) {
    self.init(kind: reach.kind, element: reach.kind == .refused ? nil : reach.decision?.element)
  }
}
