/// The text of a file, by lines, with the name the user gave it.
///
/// Lines end where YAML 1.1 ends them: at LF, CR, CR LF, and the Unicode breaks U+0085, U+2028 and U+2029.
public struct SourceText: Sendable {
  /// The file, as the user named it.
  public let file: String
  private let lines: [Substring.UnicodeScalarView]

  /// Splits `text` into lines.
  public init(_ text: String, file: String) {
    self.file = file
    var lines: [Substring.UnicodeScalarView] = []
    let scalars = text.unicodeScalars
    var start = scalars.startIndex
    var index = start
    while index < scalars.endIndex {
      let scalar = scalars[index]
      var next = scalars.index(after: index)
      if SourceText.isBreak(scalar) {
        lines.append(scalars[start..<index])
        if scalar == "\r", next < scalars.endIndex, scalars[next] == "\n" { next = scalars.index(after: next) }
        start = next
      }
      index = next
    }
    lines.append(scalars[start...])
    self.lines = lines
  }

  /// How many lines there are, at least 1.
  public var lineCount: Int { lines.count }

  /// The text of a line, which counts from 1, without its break. Empty where there is no such line.
  public func line(_ number: Int) -> String {
    guard lines.indices.contains(number - 1) else { return "" }
    return String(Substring(lines[number - 1]))
  }

  /// The scalars of a line, which counts from 1.
  func scalars(ofLine number: Int) -> Substring.UnicodeScalarView {
    lines.indices.contains(number - 1) ? lines[number - 1] : Substring.UnicodeScalarView()
  }

  /// The scalars of `mark`'s line, from its column on.
  func scalars(from mark: SourceMark) -> Substring.UnicodeScalarView {
    scalars(ofLine: mark.line).dropFirst(mark.column - 1)
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
