import Foundation
import LabTesting
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite("JUnit XML")
struct JUnitReportTests {
  @Test("a session, word by word")
  func golden() throws { try ReportGolden.expect(ReportSamples.session.junit, equals: "report-session.junit.xml") }

  @Test("the document has the shape that readers of JUnit expect")
  func shape() throws {
    let root = try JUnitDocument(ReportSamples.session.junit).root
    #expect(JUnitShape.violations(in: root) == [])
    #expect(root.children.count == 4)
    let simulated = try #require(root.children.first)
    #expect(simulated.attributes["name"] == "office (simulated)")
    #expect(simulated.attributes["tests"] == "4")
    #expect(simulated.attributes["failures"] == "1")
    #expect(simulated.attributes["errors"] == "1")
    #expect(simulated.attributes["time"] == "6.100")
    let broken = try #require(simulated.children.first { $0.attributes["name"] == "tcp alice -> web:443" })
    let failure = try #require(broken.children.first { $0.name == "failure" })
    #expect(failure.attributes["message"]?.contains("(office.weft.yml:22)") == true)
    #expect(failure.text.contains("^~~~"))
    #expect(broken.children.last?.name == "system-out")
  }

  @Test("whatever stands in names comes back from a parser, but for what XML cannot hold")
  func escaping() throws {
    var result = ReportSamples.broken
    result.title = "<tcp> & \"a\" 'b' ]]> \t\n\r é\u{1f600}"
    result.observed = "nul \u{0} and \u{1b} and \u{fffe}"
    result.decision = nil
    let report = TestReport(
      lab: "a<b>&\"", file: "x&y.yml", engine: .live, seed: 1, duration: .zero, results: [result])
    let root = try JUnitDocument(TestSession(reports: [report]).junit).root
    #expect(JUnitShape.violations(in: root) == [])
    let suite = try #require(root.children.first)
    #expect(suite.attributes["name"] == "a<b>&\" (live)")
    let test = try #require(suite.children.last)
    #expect(test.attributes["name"] == result.title)
    #expect(
      test.children.first?.attributes["message"] == "expected open: observed nul \u{fffd} and \u{fffd} and \u{fffd}")
  }

  @Test("no checks are a document, too")
  func empty() throws {
    let root = try JUnitDocument(TestSession().junit).root
    #expect(JUnitShape.violations(in: root) == [])
    #expect(root.attributes["tests"] == "0")
  }

  @Test("the check of the shape reports what it is there to report")
  func canary() throws {
    let bad = """
      <testsuites><testsuite name="a" tests="1" failures="0" errors="0" time="1 s"><testcase line="3"><failed/></testcase>
      </testsuite><testcase name="b"/></testsuites>
      """
    #expect(
      JUnitShape.violations(in: try JUnitDocument(bad).root) == [
        "testsuite: time is '1 s'", "testcase: no name", "testcase: unknown attribute line",
        "testcase: unknown child failed", "testsuites: unknown child testcase",
      ])
  }
}
