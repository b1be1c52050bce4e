import Foundation
import LabTesting
import Testing

@Suite("reports for people")
struct TextReportTests {
  @Test("a failure shows the guilty rule, its line and the packet's path")
  func failure() throws {
    let text = ReportSamples.simulated.text()
    try ReportGolden.expect(text, equals: "report-failure.txt")
    #expect(text.contains("dropped at of1 by rule priority=200,tcp,tp_dst=443,actions=drop (office.weft.yml:22)"))
    #expect(text.contains("  22 |     - priority=200,tcp,tp_dst=443,actions=drop  # meant for the guests alone"))
  }

  @Test("checks that hold take a line each")
  func holding() throws { try ReportGolden.expect(ReportSamples.holding.text(), equals: "report-holds.txt") }

  @Test("a verbose report tells the path of what passed, with the packet at each port")
  func verbose() throws {
    try ReportGolden.expect(
      ReportSamples.holding.text(ReportStyle(isVerbose: true)), equals: "report-verbose.txt")
  }

  @Test("colours add nothing but escape sequences")
  func colours() throws {
    let coloured = ReportSamples.session.text(ReportStyle(isColoured: true))
    #expect(coloured.contains("\u{1b}[1;31mFAIL\u{1b}[0m"))
    let plain = coloured.replacing(#/\u{1b}\[[0-9;]*m/#, with: "")
    #expect(plain == ReportSamples.session.text())
  }

  @Test("a whole session: both engines, where they disagree, and what could not be run")
  func session() throws { try ReportGolden.expect(ReportSamples.session.text(), equals: "report-session.txt") }

  @Test("engines that agree take one line")
  func agreement() {
    let comparison = EngineComparison(simulated: ReportSamples.holding, live: ReportSamples.holding)
    #expect(comparison.text() == "simulated and live agree on all 2 checks\n")
    #expect(comparison.disagreements.isEmpty)
  }

  @Test("a check that one engine did not run is a disagreement")
  func missing() {
    var live = ReportSamples.holding
    live.results.removeFirst()
    let comparison = EngineComparison(simulated: ReportSamples.holding, live: live)
    #expect(comparison.disagreements.map(\.title) == ["ping alice -> web"])
    #expect(comparison.rows.count == 2)
  }

  @Test("the same verdict for another outcome is a disagreement; figures are not")
  func outcomes() {
    var live = ReportSamples.holding
    live.results[0].observed = "answered after 3 ms"
    #expect(EngineComparison(simulated: ReportSamples.holding, live: live).disagreements.isEmpty)
    live.results[0].outcome = "rejected"
    #expect(EngineComparison(simulated: ReportSamples.holding, live: live).disagreements.count == 1)
    live.results[0].outcome = nil
    #expect(EngineComparison(simulated: ReportSamples.holding, live: live).disagreements.isEmpty)
  }

  @Test("names and packets cannot move the cursor")
  func escapes() {
    var report = ReportSamples.simulated
    report.lab = "off\u{1b}[2Jice"
    report.results[1].title = "tcp \u{202e}alice\n-> web"
    report.results[1].observed = "\u{7}"
    report.results[3].problem = "\r\u{9b}K"
    report.notes = ["a\u{1b}b"]
    let session = TestSession(reports: [report])
    for text in [report.text(), session.text(), session.tap] {
      #expect(!text.unicodeScalars.contains { $0 != "\n" && ($0.value < 0x20 || (0x7f..<0xa0).contains($0.value)) })
      #expect(!text.unicodeScalars.contains("\u{202e}"))
    }
  }

  @Test("a long story is cut in its middle, and keeps the step that decided")
  func longStory() {
    let steps = (0..<500).map { ("n\($0)", "in  eth0") } + [("fw", "no rule admits it"), ("fw", "dropped: denied")]
    let rest = (0..<500).map { ("m\($0)", "in  eth0") }
    let story = ReportSamples.trace("a packet", steps + rest, verdict: "lost", isDelivered: false)
    var result = ReportSamples.broken
    result.story = story
    result.decision = ReportSamples.decision(story)
    #expect(result.decision?.sentence == "dropped at fw: no rule admits it")
    let report = TestReport(
      lab: "l", file: "f", engine: .simulated, seed: 1, duration: .zero, results: [result])
    let lines = report.text().split(separator: "\n")
    #expect(lines.count < 60)
    #expect(lines.contains { $0.contains("> fw") && $0.hasSuffix("no rule admits it") })
    #expect(lines.contains { $0.contains(">     ") && $0.hasSuffix("dropped: denied") })
    #expect(lines.contains { $0.contains("… 962 steps …") })
  }
}
