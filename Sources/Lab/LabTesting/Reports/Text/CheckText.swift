import Lab
import Topology

/// What a person reads about one check: one line where it passed, and where not what was expected and observed, what
/// decided it with the rule's line of the file, the check's line, and the packet's path.
struct CheckText {
  /// Columns before the details of a check.
  static let indent = "        "

  let result: CheckResult
  let style: ReportStyle
  /// Columns that titles take where what was observed is to stand in a column of its own.
  var titleWidth = 0

  var text: String {
    var lines = [headline]
    if result.verdict != .passed || style.isVerbose { lines += details }
    return lines.joined(separator: "\n")
  }

  private var headline: String {
    var line = "  " + style.paint(result.verdict.label, result.verdict.role) + "  " + result.title.printable
    if result.isLate { line += " *" }
    if result.verdict == .passed, !result.observed.isEmpty {
      let length = result.title.printable.count + (result.isLate ? 2 : 0)
      line += String(repeating: " ", count: max(0, titleWidth - length))
      line += style.paint("  " + result.observed.printable, .faint)
    }
    return line
  }

  private var details: [String] {
    var lines: [String] = []
    if result.verdict != .passed {
      lines.append("expected  " + result.expected.printable)
      if !result.observed.isEmpty || result.problem == nil { lines.append("observed  " + observed) }
      if let problem = result.problem { lines.append("undecided " + problem.printable) }
    }
    if let remark = result.lateRemark { lines.append(style.paint("* " + remark, .doubtful)) }
    if let decision = result.decision {
      lines.append(style.paint(decision.sentence.printable, result.verdict == .passed ? .heading : .bad))
      if let place = decision.place, !place.text.isEmpty { lines += excerpt(place, ruleNote(decision)) }
    }
    if result.verdict != .passed { lines += excerpt(result.place, "the check") }
    if let story = result.story {
      lines.append("the packet: " + story.packet.printable)
      lines += StoryText(story: story, decision: result.decision, style: style).lines
      if !StoryText.tellsEnd(story) { lines.append("  " + story.verdict.printable) }
    }
    return lines.map { CheckText.indent + $0 }
  }

  private var observed: String {
    var text = result.observed.isEmpty ? "nothing" : result.observed.printable
    if result.attempts > 1 { text += ", in \(result.attempts) attempts" }
    if result.attempts > 1, result.duration > .zero { text += " and \(result.duration.text)" }
    return text
  }

  private func ruleNote(_ decision: Decision) -> String {
    "\(decision.kind.rawValue) by this rule of \(decision.element)"
  }

  private func excerpt(_ place: SourcePlace, _ message: String) -> [String] {
    let text = place.note(message).text(colour: style.isColoured)
    return text.split(separator: "\n").map(String.init)
  }
}
