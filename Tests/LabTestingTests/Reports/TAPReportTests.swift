import Foundation
import LabTesting
import Testing

@Suite("TAP")
struct TAPReportTests {
  @Test("a session, word by word")
  func golden() throws { try ReportGolden.expect(ReportSamples.session.tap, equals: "report-session.tap") }

  @Test("the plan counts the test points, which are numbered through")
  func plan() throws {
    let lines = ReportSamples.session.tap.split(separator: "\n")
    #expect(lines.prefix(2) == ["TAP version 14", "1..13"])
    let numbers = lines.compactMap { $0.wholeMatch(of: #/(?:not )?ok ([0-9]+) - .*/#).flatMap { Int($0.output.1) } }
    #expect(numbers == Array(1...13))
  }

  @Test("a description is not taken for a directive")
  func directive() {
    var result = ReportSamples.ping
    result.title = #"ping # skip \ all"#
    let report = TestReport(lab: "l", file: "f", engine: .simulated, seed: 1, duration: .zero, results: [result])
    #expect(TestSession(reports: [report]).tap == "TAP version 14\n1..1\nok 1 - ping \\# skip \\\\ all\n")
  }

  @Test("texts in a YAML block are JSON texts, on one line each")
  func texts() throws {
    var result = ReportSamples.broken
    result.observed = "a\n\"b\": - #\u{1b} ..."
    let report = TestReport(lab: "l", file: "f", engine: .simulated, seed: 1, duration: .zero, results: [result])
    let lines = TestSession(reports: [report]).tap.split(separator: "\n")
    let line = try #require(lines.first { $0.hasPrefix("  observed: ") })
    let value = try JSONDecoder().decode(String.self, from: Data(line.dropFirst("  observed: ".count).utf8))
    #expect(value == "a\n\"b\": - #\u{fffd} ...")
    #expect(lines.filter { $0.drop { $0 == " " } == "..." }.count == 1)
  }
}
