import Foundation
import Lab
import LabTesting
import Testing

/// A lab whose rule drops what it should let through, run for real in virtual time: the message must lead to the rule.
@Suite("a broken rule")
struct BrokenRuleTests {
  @Test("the message shows the rule and its line, word by word")
  func golden() throws {
    let file = try LabFile(path: ReportGolden.folder.appending(path: "office.weft.yml").path)
    let report = try TestRun(file: file, options: TestOptions()).simulated { _ in }
    // The file is named by where the tests lie, which is another place on each machine.
    let text = report.text().replacing(ReportGolden.folder.path + "/", with: "")
    try ReportGolden.expect(text, equals: "broken-rule.txt")
    let decision = try #require(report.results.first { $0.verdict == .failed }?.decision)
    #expect(decision.rule == "priority=200,tcp,tp_dst=443,actions=drop")
    #expect(decision.place?.line == 22)
  }
}
