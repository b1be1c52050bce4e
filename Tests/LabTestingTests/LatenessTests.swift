import Foundation
import Lab
import LabTesting
import Testing

@Suite("how late a live lab runs")
struct LatenessTests {
  private func figures(_ p99: UInt64, max: UInt64) -> LatenessStatus.Figures {
    LatenessStatus.Figures(count: 1000, p50: 10_000, p99: p99, max: max)
  }

  @Test("a lab is behind where more than one in a hundred is later than a millisecond")
  func tolerance() {
    let edge = LatenessStatus(timers: figures(1_000_000, max: 50_000_000), turns: figures(1_000_000, max: 2_000_000))
    #expect(!edge.isBehind && edge.complaint == nil)
    let timers = LatenessStatus(timers: figures(1_000_001, max: 3_200_000), turns: figures(0, max: 0))
    #expect(timers.complaint == "the machine fell behind: timers up to 3.20 ms late")
    let turns = LatenessStatus(timers: figures(0, max: 0), turns: figures(2_000_000, max: 61_440_000))
    #expect(turns.complaint == "the machine fell behind: packets waiting up to 61.4 ms")
    let both = LatenessStatus(timers: figures(2_000_000, max: 9_996_000), turns: figures(2_000_000, max: 123_400_000))
    #expect(both.complaint == "the machine fell behind: timers up to 10.0 ms late, packets waiting up to 123 ms")
  }

  @Test(
    "nanoseconds are told in milliseconds, rounded",
    arguments: [
      (0, "0.00 ms"), (4_999, "0.00 ms"), (5_000, "0.01 ms"), (1_234_567, "1.23 ms"), (9_994_999, "9.99 ms"),
      (9_995_000, "10.0 ms"), (99_949_999, "99.9 ms"), (99_950_000, "100 ms"), (68_719_476_735, "68719 ms"),
    ] as [(UInt64, String)])
  func text(_ nanoseconds: UInt64, _ text: String) { #expect(LatenessStatus.text(nanoseconds) == text) }

  @Test("figures that were never taken are told as none, and everything comes back from JSON")
  func coding() throws {
    let none = LatenessStatus.Figures(count: 0, p50: 0, p99: 0, max: 0)
    let status = LatenessStatus(timers: none, turns: figures(300_000, max: 400_000))
    #expect(status.summary == "timers none; turns p50 0.01 ms, p99 0.30 ms, max 0.40 ms")
    #expect(try JSONDecoder().decode(LatenessStatus.self, from: JSONEncoder().encode(status)) == status)
  }

  @Test("a run whose checks fell behind says so, and so does one that fell behind as a whole")
  func remarks() {
    func report(_ results: [CheckResult], _ lateness: LatenessStatus?) -> TestReport {
      TestReport(
        lab: "l", file: "f", engine: .live, seed: 1, duration: .zero, results: results, lateness: lateness)
    }
    var late = ReportSamples.ping
    late.lateness = ReportSamples.late
    #expect(late.isLate)
    #expect(report([ReportSamples.ping], ReportSamples.punctual).notes == [])
    #expect(
      report([ReportSamples.ping], ReportSamples.late).notes == [
        "the machine fell behind: timers up to 3.20 ms late; the results may not be trusted"
      ])
    #expect(
      report([late], ReportSamples.punctual).notes.first?.contains("results marked * came about meanwhile") == true)
  }
}
