import Lab

extension TestSession {
  /// The session as JUnit XML, as continuous integration reads it: a suite for each file and engine, a test case for each
  /// check, the packet's story as its output. The shape is that of `junit-10.xsd` of the Jenkins xUnit plugin, so a
  /// check's place is in its text, not in an attribute.
  public var junit: String {
    let suites = reports.map(JUnitSuite.init) + comparisons.map(JUnitSuite.init) + problems.map(JUnitSuite.init)
    let tests = suites.reduce(0) { $0 + $1.cases.count }
    let failures = suites.reduce(0) { $0 + $1.failures }
    let errors = suites.reduce(0) { $0 + $1.errors }
    let time = suites.reduce(Duration.zero) { $0 + $1.time }
    let tag = XMLText.tag(
      "testsuites",
      [
        ("name", "weft"), ("time", JUnitSuite.seconds(time)), ("tests", "\(tests)"), ("failures", "\(failures)"),
        ("errors", "\(errors)"),
      ])
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<\(tag)>\n" + suites.map(\.text).joined() + "</testsuites>\n"
  }
}

/// One suite.
private struct JUnitSuite {
  var name: String
  var file: String
  var time = Duration.zero
  var properties: [(String, String)] = []
  var notes = ""
  var cases: [JUnitCase]

  init(_ report: TestReport) {
    name = "\(report.lab) (\(report.engine.rawValue))"
    file = report.file
    time = report.duration
    properties = [("engine", report.engine.rawValue), ("seed", "\(report.seed)")]
    if let digest = report.digest { properties.append(("digest", digest)) }
    if let lateness = report.lateness { properties.append(("lateness", lateness.summary)) }
    notes = report.notes.joined(separator: "\n")
    cases = report.results.map { JUnitCase($0, suite: "\(report.lab).\(report.engine.rawValue)") }
  }

  init(_ comparison: EngineComparison) {
    name = "\(comparison.lab) (both)"
    file = comparison.file
    cases = comparison.rows.map { JUnitCase($0, suite: "\(comparison.lab).both") }
  }

  init(_ problem: RunProblem) {
    name = problem.file
    file = problem.file
    var only = JUnitCase(name: "can be run", suite: problem.file)
    only.outcome = .error(type: problem.kind.rawValue, message: problem.headline, text: problem.message)
    cases = [only]
  }

  var failures: Int { cases.count { if case .failure = $0.outcome { true } else { false } } }
  var errors: Int { cases.count { if case .error = $0.outcome { true } else { false } } }

  var text: String {
    let tag = XMLText.tag(
      "testsuite",
      [
        ("name", name), ("tests", "\(cases.count)"), ("failures", "\(failures)"), ("errors", "\(errors)"),
        ("skipped", "0"), ("time", JUnitSuite.seconds(time)), ("file", file),
      ])
    var text = "  <\(tag)>\n"
    if !properties.isEmpty {
      text += "    <properties>\n"
      for (name, value) in properties {
        text += "      <\(XMLText.tag("property", [("name", name), ("value", value)]))/>\n"
      }
      text += "    </properties>\n"
    }
    text += cases.map(\.text).joined()
    if !notes.isEmpty { text += "    <system-err>\(XMLText.content(notes))</system-err>\n" }
    return text + "  </testsuite>\n"
  }

  /// Seconds with three decimals: the schema takes no more for a suite.
  static func seconds(_ duration: Duration) -> String { seconds(duration, decimals: 3, of: 1_000_000) }

  /// Seconds with so many decimals, the last of which stands for `unit` nanoseconds.
  static func seconds(_ duration: Duration, decimals: Int, of unit: Int64) -> String {
    let perSecond = 1_000_000_000 / unit
    let units = max(0, duration.wholeNanoseconds) / unit
    let fraction = String(units % perSecond)
    return "\(units / perSecond)." + String(repeating: "0", count: decimals - fraction.count) + fraction
  }
}

/// One test case.
private struct JUnitCase {
  enum Outcome {
    case passed
    case failure(message: String, text: String)
    case error(type: String, message: String, text: String)
  }

  var name: String
  var suite: String
  var time = Duration.zero
  var outcome = Outcome.passed
  var output = ""

  init(name: String, suite: String) {
    self.name = name
    self.suite = suite
  }

  init(_ result: CheckResult, suite: String) {
    self.init(name: result.title, suite: suite)
    time = result.duration
    let text = CheckText(result: result, style: ReportStyle()).text
    switch result.verdict {
    case .passed: break
    case .failed: outcome = .failure(message: result.summary, text: text)
    case .undecided: outcome = .error(type: "undecided", message: result.summary, text: text)
    }
    if let story = result.story {
      let lines = StoryText(story: story, decision: result.decision, style: ReportStyle(isVerbose: true)).lines
      output = ([story.packet.printable] + lines + [story.verdict.printable]).joined(separator: "\n")
    }
    if let remark = result.lateRemark, result.verdict == .passed { output += (output.isEmpty ? "" : "\n") + remark }
  }

  init(_ row: EngineComparison.Row, suite: String) {
    self.init(name: "simulated and live agree: \(row.title)", suite: suite)
    if !row.agrees { outcome = .failure(message: row.disagreement, text: row.place.lineDescription) }
  }

  var text: String {
    let tag = XMLText.tag(
      "testcase", [("name", name), ("classname", suite), ("time", JUnitSuite.seconds(time, decimals: 6, of: 1000))])
    var inside = ""
    switch outcome {
    case .passed: break
    case .failure(let message, let text): inside = element("failure", type: "failed", message: message, text: text)
    case .error(let type, let message, let text):
      inside = element("error", type: type, message: message, text: text)
    }
    if !output.isEmpty { inside += "      <system-out>\(XMLText.content(output))</system-out>\n" }
    return inside.isEmpty ? "    <\(tag)/>\n" : "    <\(tag)>\n\(inside)    </testcase>\n"
  }

  private func element(_ name: String, type: String, message: String, text: String) -> String {
    let tag = XMLText.tag(name, [("type", type), ("message", message)])
    return "      <\(tag)>\(XMLText.content(text))</\(name)>\n"
  }
}
