import Foundation
import Topology

/// Writing for people: colours where the terminal has them, diagnostics, tables.
enum Terminal {
  /// True where standard error is a terminal that takes colours (https://no-color.org is respected).
  static let errorHasColour = isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
  /// True where standard output is a terminal.
  static let outputIsTerminal = isatty(STDOUT_FILENO) == 1

  /// Writes a line to standard error.
  static func complain(_ text: String) {
    let line = text.hasSuffix("\n") ? text : text + "\n"
    FileHandle.standardError.write(Data(line.utf8))
  }

  /// Writes diagnostics to standard error, with a count at the end.
  static func show(_ diagnostics: [Diagnostic]) {
    guard !diagnostics.isEmpty else { return }
    complain(diagnostics.text(colour: errorHasColour) + diagnostics.summary)
  }

  /// Rows in columns as wide as their widest cell, two spaces apart; the last column is not padded.
  static func table(_ rows: [[String]]) -> String {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in rows.map { $0.count > column ? $0[column].count : 0 }.max() ?? 0 }
    return rows.map { row in
      var line = ""
      for (column, cell) in row.enumerated() {
        line += cell
        if column < row.count - 1 { line += String(repeating: " ", count: widths[column] - cell.count + 2) }
      }
      while line.last == " " { line.removeLast() }
      return line
    }.joined(separator: "\n")
  }

  /// A value as indented JSON.
  static func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}
