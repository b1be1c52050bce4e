import Foundation
import Lab
import LabTesting
import Topology

/// Results as runs of `Goldens/office.weft.yml` give them: its rule on line 22 drops what it should let through.
enum ReportSamples {
  static let source = SourceText(
    (try? String(contentsOf: ReportGolden.folder.appending(path: "office.weft.yml"), encoding: .utf8)) ?? "",
    file: "office.weft.yml")

  /// The place of a check on a line of the file.
  static func place(_ line: Int) -> SourcePlace { SourcePlace(line: line, in: source) }

  /// A trace of steps as `node: event`.
  static func trace(_ packet: String, _ steps: [(String, String)], verdict: String, isDelivered: Bool) -> TraceReport {
    struct Report: Encodable {
      struct Step: Encodable {
        var node: String
        var event: String
        var packet: String?
      }
      var packet: String
      var steps: [Step]
      var verdict: String
      var isDelivered: Bool
    }
    let report = Report(
      packet: packet,
      steps: steps.map {
        let moves = $0.1.hasPrefix("in ") || $0.1.hasPrefix("out ")
        return Report.Step(node: $0.0, event: $0.1, packet: moves ? packet : nil)
      }, verdict: verdict, isDelivered: isDelivered)
    do {
      return try JSONDecoder().decode(TraceReport.self, from: JSONEncoder().encode(report))
    } catch { preconditionFailure("a trace is coded as it is read: \(error)") }
  }

  static let packet = "10.1.0.10:49152 → 203.0.113.80:443 TCP SYN"

  /// What became of the packet that the rule on line 22 dropped.
  static let dropped = trace(
    packet,
    [
      ("alice", "out eth0"), ("of1", "in  eth1"),
      ("of1", "table 0: priority=200,tcp,tp_dst=443 → drop (office.weft.yml:22)"),
      ("of1", "dropped: dropped by a rule"),
    ], verdict: "dropped by of1: dropped by a rule", isDelivered: false)

  /// What became of a packet that arrived.
  static let delivered = trace(
    "10.1.0.10 → 203.0.113.80 ICMP echo request",
    [
      ("alice", "out eth0"), ("of1", "in  eth1"), ("of1", "table 0: priority=0 → normal (office.weft.yml:23)"),
      ("of1", "out eth3"), ("r1", "in  eth0"), ("r1", "route 203.0.113.0/24 dev eth1"), ("r1", "out eth1"),
      ("web", "in  eth0"), ("web", "delivered"),
    ], verdict: "delivered to web", isDelivered: true)

  static func decision(_ trace: TraceReport) -> Decision? { Decision(in: trace) { $0 == source.file ? source : nil } }

  static let ping = CheckResult(
    "ping alice -> web", place: place(25), verdict: .passed, expected: "reachable", observed: "answered after 412 µs",
    outcome: "answered", story: delivered, decision: decision(delivered), at: .milliseconds(1),
    duration: .microseconds(412))

  /// The check that the broken rule breaks.
  static let broken = CheckResult(
    "tcp alice -> web:443", place: place(26), verdict: .failed, expected: "open", observed: "no answer",
    outcome: "dropped", story: dropped, decision: decision(dropped), at: .milliseconds(2),
    duration: .milliseconds(3020), attempts: 3)

  static let because = CheckResult(
    "tcp guest -> web:443", place: place(27), verdict: .passed, expected: "dropped by of1",
    observed: "dropped by of1", outcome: "dropped", at: .milliseconds(3022), duration: .seconds(3), attempts: 3)

  static let undecided = CheckResult(
    "udp alice -> web:53", place: place(28), verdict: .undecided, expected: "open", observed: "",
    problem: "the run reached 1000000 events; busiest: of1 (612345)", at: .milliseconds(6022), isLate: true)

  /// One of each verdict.
  static let simulated = TestReport(
    lab: "office", file: "office.weft.yml", engine: .simulated, seed: 7, digest: "9f86d081884c7d65",
    duration: .milliseconds(6100), results: [ping, broken, because, undecided])

  /// The live run of it, on which one check went otherwise.
  static let live: TestReport = {
    var report = simulated
    report.engine = .live
    report.digest = nil
    report.results[1].verdict = .passed
    report.results[1].observed = "open after 1.2 ms"
    report.results[1].outcome = "open"
    report.results[1].isLate = true
    report.notes = ["the live engine fell behind: p99 3 ms; results marked '*' may not be trusted"]
    return report
  }()

  /// All checks hold.
  static let holding = TestReport(
    lab: "office", file: "office.weft.yml", engine: .simulated, seed: 1, duration: .milliseconds(3100),
    results: [ping, because])

  static let problem = RunProblem(
    file: "site.weft.yml", engine: .live, kind: .environment,
    message: "a lab needs root, or a user namespace, and none may be made\nhint: run it simulated")

  /// Everything at once.
  static let session = TestSession(
    reports: [simulated, live], comparisons: [EngineComparison(simulated: simulated, live: live)],
    problems: [problem])
}
