extension Diagnostic {
  /// The diagnostic as a person reads it: place and message, the source line with a caret, and the hint.
  ///
  /// ```
  /// lab.yml:5:14: error: unknown key 'adress' in host 'alice'
  ///    5 |     alice: { adress: 10.1.0.10/24 }
  ///      |              ^~~~~~
  ///      = hint: did you mean 'address'?
  /// ```
  ///
  /// - Parameter colour: True to emphasise with the terminal's colours (ECMA-48 select graphic rendition).
  /// - Returns: Lines that end with a line break.
  public func text(colour: Bool = false) -> String {
    let style = DiagnosticStyle(isColoured: colour)
    var text =
      style.bold("\(file):\(line):\(column): ") + style.severity(severity) + style.bold(printable(message)) + "\n"
    let number = String(line)
    let gutter = String(repeating: " ", count: max(4, number.utf8.count))
    let excerpt = SourceExcerpt(line: sourceLine, mark: mark)
    if !excerpt.text.isEmpty {
      text += String(gutter.dropLast(number.utf8.count)) + number + " | " + excerpt.text + "\n"
      text += gutter + " | " + excerpt.indent + style.caret(excerpt.underline) + "\n"
    }
    if let hint { text += gutter + " = " + style.bold("hint: ") + printable(hint) + "\n" }
    return text
  }

  /// Text of the file may be quoted in a message: nothing of it moves the cursor or changes colours.
  private func printable(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { $0.isTerminalSafe ? $0 : "\u{fffd}" }))
  }
}

extension Sequence where Element == Diagnostic {
  /// All of them as a person reads them, one after the other.
  public func text(colour: Bool = false) -> String { map { $0.text(colour: colour) }.joined() }

  /// How many there are of each severity, as `2 errors, 1 warning`; empty where there are none.
  public var summary: String {
    Severity.allCases.compactMap { severity in
      let count = self.filter { $0.severity == severity }.count
      return count == 0 ? nil : "\(count) \(severity.rawValue)\(count == 1 ? "" : "s")"
    }.joined(separator: ", ")
  }
}

/// A window on a source line, wide enough for a person, and the underline that goes below it.
struct SourceExcerpt {
  /// Characters shown of a line.
  static let widthMax = 160

  private(set) var text: String
  private(set) var indent: String
  private(set) var underline: String

  init(line: String, mark: SourceMark) {
    let count = line.unicodeScalars.count
    let column = min(max(0, mark.column - 1), count)
    let start = column < SourceExcerpt.widthMax - 20 ? 0 : column - SourceExcerpt.widthMax / 2
    let end = min(count, start + SourceExcerpt.widthMax)
    let window = line.unicodeScalars.dropFirst(start).prefix(end - start)
    text = start > 0 ? "..." : ""
    indent = start > 0 ? "   " : ""
    for scalar in window { text.unicodeScalars.append(scalar == "\t" || scalar.isTerminalSafe ? scalar : "\u{fffd}") }
    if end < count { text += "..." }
    while text.last == " " || text.last == "\r" { text.removeLast() }
    for scalar in window.prefix(column - start) { indent += scalar == "\t" ? "\t" : " " }
    let length = max(1, min(mark.length, max(1, end - column)))
    underline = "^" + String(repeating: "~", count: length - 1)
  }
}

extension Unicode.Scalar {
  /// False for control characters and for those that reorder text, which a message must not pass on to a terminal.
  var isTerminalSafe: Bool {
    switch value {
    case 0..<0x20, 0x7f..<0xa0, 0x200b...0x200f, 0x2028...0x202e, 0x2066...0x2069, 0xfeff: false
    default: true
    }
  }
}

/// The terminal's colours, or none.
struct DiagnosticStyle {
  var isColoured: Bool

  func bold(_ text: String) -> String { wrap(text, "1") }

  func caret(_ text: String) -> String { wrap(text, "1;32") }

  func severity(_ severity: Severity) -> String {
    let colour =
      switch severity {
      case .error: "1;31"
      case .warning: "1;35"
      case .note: "1;36"
      }
    return wrap(severity.rawValue + ":", colour) + " "
  }

  private func wrap(_ text: String, _ code: String) -> String { isColoured ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text }
}
