/// The text of a file, by lines, with the name the user gave it.
///
/// Lines end where YAML 1.1 ends them: at LF, CR, CR LF, and the Unicode breaks U+0085, U+2028 and U+2029.
public struct SourceText: Sendable {
  /// The file, as the user named it.
  public let file: String
  private let scalars: [Unicode.Scalar]
  private let lines: [Range<Int>]

  /// Splits `text` into lines.
  public init(_ text: String, file: String) {
    self.file = file
    scalars = Array(text.unicodeScalars)
    var lines: [Range<Int>] = []
    var start = 0
    var index = 0
    while index < scalars.count {
      let scalar = scalars[index]
      index += 1
      guard SourceText.isBreak(scalar) else { continue }
      lines.append(start..<index - 1)
      if scalar == "\r", index < scalars.count, scalars[index] == "\n" { index += 1 }
      start = index
    }
    lines.append(start..<scalars.count)
    self.lines = lines
  }

  /// How many lines there are, at least 1.
  public var lineCount: Int { lines.count }

  /// The text of a line, which counts from 1, without its break. Empty where there is no such line.
  public func line(_ number: Int) -> String {
    guard lines.indices.contains(number - 1) else { return "" }
    var text = ""
    text.unicodeScalars.append(contentsOf: scalars[lines[number - 1]])
    return text
  }

  /// The scalars of `mark`'s line, from its column on.
  func scalars(from mark: SourceMark) -> ArraySlice<Unicode.Scalar> {
    guard lines.indices.contains(mark.line - 1) else { return [] }
    return scalars[lines[mark.line - 1]].dropFirst(mark.column - 1)
  }

  /// A diagnostic about this file.
  public func diagnostic(
    _ severity: Severity, _ code: DiagnosticCode, _ message: String, at mark: SourceMark, hint: String? = nil
  ) -> Diagnostic {
    Diagnostic(severity, code, message, file: file, mark: mark, sourceLine: line(mark.line), hint: hint)
  }

  /// True for a character that ends a line.
  static func isBreak(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": true
    default: false
    }
  }
}
