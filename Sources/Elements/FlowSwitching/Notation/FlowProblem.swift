/// One thing to say about a flow's text: what, where, and what to do about it.
public struct FlowProblem: Error, Hashable, Sendable {
  /// How much it matters.
  public enum Severity: Hashable, Sendable {
    /// There is no rule.
    case error
    /// There is a rule, but it probably does not do what was meant.
    case warning
  }

  /// How much it matters.
  public var severity: Severity
  /// Which of the texts that were read, by the number it was given; 0 where there was one.
  public var piece: Int
  /// Where in that text, counted in Unicode scalars from 0.
  public var range: Range<Int>
  /// What is wrong, on one line, without a full stop.
  public var message: String
  /// What to do about it, or `nil`.
  public var hint: String?

  /// Makes a problem of its parts.
  public init(_ severity: Severity, piece: Int, range: Range<Int>, _ message: String, hint: String? = nil) {
    self.severity = severity
    self.piece = piece
    self.range = range
    self.message = message
    self.hint = hint
  }
}

/// What came of reading a flow: a rule, unless one of the problems is an error.
public struct FlowReading: Hashable, Sendable {
  /// The rule, or `nil`.
  public var rule: FlowRule?
  /// Everything there is to say, in the order of the text.
  public var problems: [FlowProblem]

  /// True where nothing stands against the rule.
  public var isClean: Bool { rule != nil && problems.isEmpty }
}

extension FlowProblem: CustomStringConvertible {
  /// The problem on one line, with its place: `column 5: …`.
  public var description: String {
    "column \(range.lowerBound + 1): \(message)" + (hint.map { " (\($0))" } ?? "")
  }
}
