public import Topology

/// A stretch of a line of a file, with the line itself, so that it can be shown without the file.
public struct SourcePlace: Codable, Hashable, Sendable {
  /// The file, as the user named it.
  public var file: String
  /// The line, from 1.
  public var line: Int
  /// The column of the first character, from 1, counted in Unicode scalars.
  public var column: Int
  /// Characters covered, at least 1.
  public var length: Int
  /// The line, without its break.
  public var text: String

  /// Makes a place of its parts.
  public init(file: String, line: Int, column: Int, length: Int = 1, text: String) {
    self.file = file
    self.line = line
    self.column = column
    self.length = max(1, length)
    self.text = text
  }

  /// The place of `mark` in `source`.
  public init(_ mark: SourceMark, in source: SourceText) {
    self.init(
      file: source.file, line: mark.line, column: mark.column, length: mark.length, text: source.line(mark.line))
  }

  /// What is written on `line` of `source`, without the dash of a list, blanks around it and a comment after it.
  public init(line: Int, in source: SourceText) {
    let text = source.line(line)
    var scalars = Array(text.unicodeScalars)[...]
    scalars = scalars.drop { $0 == " " || $0 == "\t" || $0 == "-" }
    let column = scalars.startIndex + 1
    if let comment = SourcePlace.comment(in: scalars) { scalars = scalars[..<comment] }
    while let last = scalars.last, last == " " || last == "\t" { scalars.removeLast() }
    self.init(file: source.file, line: line, column: column, length: scalars.count, text: text)
  }

  /// Where a comment begins: at a `#` after a blank (YAML 1.2.2, 6.6).
  private static func comment(in scalars: ArraySlice<Unicode.Scalar>) -> Int? {
    scalars.indices.first { index in
      scalars[index] == "#" && index > scalars.startIndex && scalars[index - 1] == " "
    }
  }

  /// The place as `office.weft.yml:31`.
  public var lineDescription: String { "\(file):\(line)" }

  /// The place as a note about it, with the line and a caret.
  func note(_ message: String) -> Diagnostic {
    Diagnostic(
      .note, "check", message, file: file, mark: SourceMark(line: line, column: column, length: length),
      sourceLine: text)
  }
}
