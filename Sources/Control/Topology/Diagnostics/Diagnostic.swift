/// One thing to say about a file: what, where, and what to do about it.
public struct Diagnostic: Hashable, Sendable {
  /// How much it matters.
  public var severity: Severity
  /// A stable name for the kind of problem, for programs.
  public var code: DiagnosticCode
  /// What is wrong, on one line, without a full stop.
  public var message: String
  /// The file, as the user named it.
  public var file: String
  /// Where in the file.
  public var mark: SourceMark
  /// The line of the file that `mark` is in, without its line break.
  public var sourceLine: String
  /// What to do about it, or `nil`.
  public var hint: String?

  /// Makes a diagnostic of its parts; ``SourceText/diagnostic(_:_:_:at:hint:)`` fills in file and source line.
  public init(
    _ severity: Severity, _ code: DiagnosticCode, _ message: String, file: String, mark: SourceMark,
    sourceLine: String, hint: String? = nil
  ) {
    self.severity = severity
    self.code = code
    self.message = message
    self.file = file
    self.mark = mark
    self.sourceLine = sourceLine
    self.hint = hint
  }

  /// The line, from 1.
  public var line: Int { mark.line }
  /// The column, from 1, counted in Unicode scalars.
  public var column: Int { mark.column }
  /// Characters underlined, at least 1.
  public var length: Int { mark.length }
}

/// How much a diagnostic matters.
public enum Severity: String, Hashable, Sendable, CaseIterable, Comparable {
  /// The file is wrong; nothing is started.
  case error
  /// The file can be used, but probably does not mean what was meant.
  case warning
  /// Something to know, such as a key that is read and not used.
  case note

  /// Orders the graver first.
  public static func < (left: Severity, right: Severity) -> Bool {
    (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
  }
}

/// A stable name for a kind of problem, in words joined by hyphens.
public struct DiagnosticCode: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral {
  /// The name.
  public let rawValue: String

  /// Makes a code of its name.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// Makes a code of its name.
  public init(stringLiteral value: String) { rawValue = value }
}

extension Diagnostic: Comparable {
  /// Orders by place, then the graver first, then by text, so that a report is the same in every run.
  public static func < (left: Diagnostic, right: Diagnostic) -> Bool {
    if (left.line, left.column) != (right.line, right.column) {
      return (left.line, left.column) < (right.line, right.column)
    }
    if left.severity != right.severity { return left.severity < right.severity }
    return (left.message, left.length) < (right.message, right.length)
  }
}

extension Sequence where Element == Diagnostic {
  /// True where one of them is an error.
  public var hasErrors: Bool { contains { $0.severity == .error } }
}
