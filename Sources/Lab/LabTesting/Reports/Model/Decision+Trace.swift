import Foundation
public import Lab
public import Topology

extension Decision {
  /// Finds in a trace what decided the packet's fate: the last drop where it was not delivered, a drop that was answered
  /// with an error wherever the error went, else the last rule that was met; `nil` where the trace shows none of them.
  ///
  /// A rule shows itself by a note that ends in its place, as `table 0: priority=200,tcp → drop (office.weft.yml:31)`,
  /// and an error by one that begins with `answers`.
  ///
  /// - Parameters:
  ///   - trace: What the packet met.
  ///   - source: The text of a file that a place names, where it is at hand.
  public init?(in trace: TraceReport, source: (String) -> SourceText?) {
    let steps = trace.steps
    let drops = steps.indices.reversed().lazy.filter { steps[$0].event.hasPrefix(Decision.dropPrefix) }
    for drop in drops {
      let element = steps[drop].node
      let reason = String(steps[drop].event.dropFirst(Decision.dropPrefix.count))
      // What was noted last at that element, since the packet came in there, is why.
      let visit = steps[..<drop].reversed().prefix { $0.node == element && !$0.event.hasPrefix("in ") }
      let noted = visit.map(\.event).filter { !$0.hasPrefix("out ") }
      let isRejected = noted.contains { $0.hasPrefix(Decision.errorPrefix) }
      guard isRejected || !trace.isDelivered else { continue }
      let kind: Kind = isRejected ? .rejected : .dropped
      if let rule = noted.lazy.compactMap({ RuleNote($0) }).first {
        self.init(kind, by: element, rule: rule.rule, reason: reason, place: rule.place(source), step: drop)
      } else {
        let cause = noted.first { !$0.hasPrefix(Decision.errorPrefix) }
        self.init(kind, by: element, reason: cause ?? noted.first ?? reason, step: drop)
      }
      return
    }
    for (index, step) in steps.enumerated().reversed() {
      guard let rule = RuleNote(step.event) else { continue }
      self.init(.forwarded, by: step.node, rule: rule.rule, place: rule.place(source), step: index)
      return
    }
    return nil
  }

  private static var dropPrefix: String { "dropped: " }
  private static var errorPrefix: String { "answers " }
}

/// A note of an element that names a rule and where it is written.
private struct RuleNote {
  var rule: String
  var file: String
  var line: Int

  init?(_ note: String) {
    guard note.last == ")", let open = note.range(of: " (", options: .backwards) else { return nil }
    let origin = note[open.upperBound...].dropLast()
    guard let colon = origin.lastIndex(of: ":"), let line = Int(origin[origin.index(after: colon)...]), line > 0,
      colon > origin.startIndex
    else { return nil }
    file = String(origin[..<colon])
    self.line = line
    rule = RuleNote.notation(note[..<open.lowerBound])
  }

  /// `table 0: priority=200,tcp → drop` in the notation of flow rules; any other text as it is.
  private static func notation(_ text: Substring) -> String {
    guard text.hasPrefix("table "), let colon = text.range(of: ": "), let arrow = text.range(of: " → ") else {
      return String(text)
    }
    let table = text[..<colon.lowerBound].dropFirst("table ".count)
    let match = text[colon.upperBound..<arrow.lowerBound]
    return (table == "0" ? "" : "table=\(table),") + "\(match),actions=\(text[arrow.upperBound...])"
  }

  func place(_ source: (String) -> SourceText?) -> SourcePlace {
    guard let text = source(file), line <= text.lineCount else {
      return SourcePlace(file: file, line: line, column: 1, text: "")
    }
    return SourcePlace(line: line, in: text)
  }
}
