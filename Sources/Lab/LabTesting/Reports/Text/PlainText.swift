extension String {
  /// The text on one line that is safe to print: control characters, line breaks and characters that reorder text,
  /// which names from a file or bytes from a packet may hold, are shown as U+FFFD.
  var printable: String {
    String(String.UnicodeScalarView(unicodeScalars.map { $0.isPrintable ? $0 : "\u{fffd}" }))
  }

  /// The text with `prefix` before each line that is not empty; without a line break at the end.
  func indented(by prefix: String) -> String {
    var lines = split(separator: "\n", omittingEmptySubsequences: false)
    while lines.last?.isEmpty == true { lines.removeLast() }
    return lines.map { $0.isEmpty ? "" : prefix + $0 }.joined(separator: "\n")
  }

  /// The text, filled up with blanks to `width` characters.
  func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }

  /// The text, with blanks before it up to `width` characters.
  func aligned(to width: Int) -> String { String(repeating: " ", count: max(0, width - count)) + self }
}

extension Unicode.Scalar {
  fileprivate var isPrintable: Bool {
    switch value {
    case 0..<0x20, 0x7f..<0xa0, 0x200b...0x200f, 0x2028...0x202e, 0x2066...0x2069, 0xfeff: false
    default: true
    }
  }
}

/// `1 check`, `3 checks`.
func counted(_ count: Int, _ what: String) -> String { "\(count) \(what)\(count == 1 ? "" : "s")" }

/// Rows in columns as wide as their widest cell, two spaces apart; nothing follows the last cell of a row.
func columns(_ rows: [[String]]) -> [String] {
  let count = rows.map(\.count).max() ?? 0
  let widths = (0..<count).map { column in rows.map { $0.count > column ? $0[column].count : 0 }.max() ?? 0 }
  return rows.map { row in
    var line = row.enumerated().map { $1.padded(to: widths[$0]) }.joined(separator: "  ")
    while line.last == " " { line.removeLast() }
    return line
  }
}
