import Foundation
import LabTesting
import Testing

@Suite("reports for programs")
struct ReportJSONTests {
  @Test("a session, word by word")
  func golden() throws { try ReportGolden.expect(ReportSamples.session.json() + "\n", equals: "report-session.json") }

  @Test("what is written is read back the same")
  func roundTrip() throws {
    let text = try ReportSamples.session.json()
    let session = try JSONDecoder().decode(TestSession.self, from: Data(text.utf8))
    #expect(try session.json() == text)
    #expect(session.reports[0].duration == .milliseconds(6100))
    #expect(session.text() == ReportSamples.session.text())
  }

  @Test("durations beyond what is counted become the largest")
  func durations() throws {
    let report = TestReport(
      lab: "l", file: "f", engine: .simulated, seed: .max, duration: .seconds(Int64.max), results: [])
    let read = try JSONDecoder().decode(TestReport.self, from: JSONEncoder().encode(report))
    #expect(read.duration == .nanoseconds(Int64.max))
    #expect(read.seed == .max)
  }

  @Test("the exit code is the worst of all files")
  func exitCodes() {
    #expect(TestSession().exitCode == 0)
    #expect(TestSession(reports: [ReportSamples.holding]).exitCode == 0)
    #expect(TestSession(reports: [ReportSamples.holding, ReportSamples.simulated]).exitCode == 1)
    var undecided = ReportSamples.holding
    undecided.results[0].verdict = .undecided
    #expect(TestSession(reports: [undecided]).exitCode == 1)
    let wrong = RunProblem(file: "a", kind: .invalidFile, message: "")
    #expect(TestSession(reports: [ReportSamples.simulated], problems: [wrong]).exitCode == 2)
    #expect(TestSession(problems: [ReportSamples.problem, wrong]).exitCode == 3)
    var other = ReportSamples.holding
    other.results[0].outcome = "rejected"
    let comparison = EngineComparison(simulated: ReportSamples.holding, live: other)
    #expect(TestSession(reports: [ReportSamples.holding], comparisons: [comparison]).exitCode == 1)
  }
}
