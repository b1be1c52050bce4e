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
    TraceReport(
      packet: packet,
      steps: steps.map { node, event in
        let moves = event.hasPrefix("in ") || event.hasPrefix("out ")
        return TraceStep(node: node, event: event, packet: moves ? packet : nil)
      }, verdict: verdict, isDelivered: isDelivered)
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
    problem: "the run reached 1000000 events; busiest: of1 (612345)", at: .milliseconds(6022))

  /// One of each verdict.
  static let simulated = TestReport(
    lab: "office", file: "office.weft.yml", engine: .simulated, seed: 7, digest: "9f86d081884c7d65",
    duration: .milliseconds(6100), results: [ping, broken, because, undecided])

  /// An engine whose timers were late for a while.
  static let late = LatenessStatus(
    timers: LatenessStatus.Figures(count: 40, p50: 52_000, p99: 3_204_095, max: 3_204_095),
    turns: LatenessStatus.Figures(count: 900, p50: 8_100, p99: 90_111, max: 412_671))
  /// One that kept up.
  static let punctual = LatenessStatus(
    timers: LatenessStatus.Figures(count: 4000, p50: 21_000, p99: 310_271, max: 3_204_095),
    turns: LatenessStatus.Figures(count: 90_000, p50: 7_900, p99: 88_063, max: 12_345_343))

  /// The live run of it, on which one check went otherwise, and another failed while the machine fell behind.
  static let live: TestReport = {
    var results = [ping, broken, because, undecided]
    results[1].verdict = .passed
    results[1].observed = "open after 1.2 ms"
    results[1].outcome = "open"
    results[1].lateness = late
    results[2].verdict = .failed
    results[2].observed = "open after 61 ms"
    results[2].outcome = "open"
    results[2].lateness = late
    return TestReport(
      lab: "office", file: "office.weft.yml", engine: .live, seed: 7, duration: .milliseconds(6100), results: results,
      lateness: punctual)
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
