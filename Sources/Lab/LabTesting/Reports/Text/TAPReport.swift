import Lab
import Topology

extension TestSession {
  /// The session as TAP version 14 (the Test Anything Protocol): one test point a check, numbered through all files, and
  /// a YAML block below each that does not pass. https://testanything.org/tap-version-14-specification.html
  public var tap: String {
    var points: [TAPPoint] = []
    let needsLab = reports.count + problems.count > 1
    for report in reports {
      let prefix = needsLab ? "\(report.lab) (\(report.engine.rawValue)): " : ""
      points += report.results.map { TAPPoint($0, in: report, prefix: prefix) }
    }
    for comparison in comparisons { points += comparison.rows.map { TAPPoint($0, lab: comparison.lab) } }
    points += problems.map(TAPPoint.init)
    var text = "TAP version 14\n1..\(points.count)\n"
    for report in reports {
      if let lateness = report.lateness { text += "# lateness of \(report.lab.printable): \(lateness.summary)\n" }
      for note in report.notes { text += "# \(note.printable)\n" }
    }
    for (index, point) in points.enumerated() { text += point.text(number: index + 1) }
    return text
  }
}

/// One test point.
private struct TAPPoint {
  var isOK: Bool
  var description: String
  var details: [JSONValue.Member] = []

  init(_ result: CheckResult, in report: TestReport, prefix: String) {
    isOK = result.verdict == .passed
    description = prefix + result.title + (result.lateRemark.map { " (\($0))" } ?? "")
    guard !isOK else { return }
    details = [
      .init("message", .string(result.summary)), .init("severity", result.verdict == .failed ? "fail" : "error"),
      .init("expected", .string(result.expected)), .init("observed", .string(result.observed)),
      .init("at", TAPPoint.place(result.place)), .init("engine", .string(report.engine.rawValue)),
      .init("seed", .string("\(report.seed)")), .init("attempts", .integer(result.attempts)),
      .init("duration_ms", .integer(Int(result.duration.wholeNanoseconds / 1_000_000))),
    ]
    if let problem = result.problem { details.append(.init("problem", .string(problem))) }
    if let decision = result.decision { details.append(.init("decision", TAPPoint.value(decision))) }
    if let story = result.story {
      let lines = StoryText(story: story, decision: result.decision, style: ReportStyle()).lines
      details.append(.init("packet", .string(story.packet)))
      details.append(.init("story", .array(lines.map(JSONValue.string))))
    }
  }

  init(_ row: EngineComparison.Row, lab: String) {
    isOK = row.agrees
    description = "\(lab) (both): simulated and live agree: \(row.title)"
    guard !isOK else { return }
    details = [.init("message", .string(row.disagreement)), .init("at", TAPPoint.place(row.place))]
  }

  init(_ problem: RunProblem) {
    isOK = false
    description = "\(problem.file) can be run"
    details = [
      .init("message", .string(problem.headline)), .init("severity", "error"),
      .init("problem", .string(problem.message)),
    ]
  }

  private static func place(_ place: SourcePlace) -> JSONValue {
    [
      "file": .string(place.file), "line": .integer(place.line), "column": .integer(place.column),
      "source": .string(place.text),
    ]
  }

  private static func value(_ decision: Decision) -> JSONValue {
    var members: [JSONValue.Member] = [
      .init("kind", .string(decision.kind.rawValue)), .init("element", .string(decision.element)),
    ]
    if let rule = decision.rule { members.append(.init("rule", .string(rule))) }
    if let reason = decision.reason { members.append(.init("reason", .string(reason))) }
    if let place = decision.place { members.append(.init("at", TAPPoint.place(place))) }
    return .object(members)
  }

  func text(number: Int) -> String {
    var text = "\(isOK ? "ok" : "not ok") \(number) - \(TAPPoint.escaped(description))\n"
    if !details.isEmpty { text += "  ---\n" + YAMLBlock.text(details, indent: "  ") + "  ...\n" }
    return text
  }

  /// A description must not be taken for one with a directive: `#` and `\` are escaped.
  private static func escaped(_ text: String) -> String {
    text.printable.replacing("\\", with: "\\\\").replacing("#", with: "\\#")
  }
}
