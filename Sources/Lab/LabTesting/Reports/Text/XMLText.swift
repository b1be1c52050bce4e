/// Text in XML 1.0.
enum XMLText {
  /// The text as character data: `&`, `<` and `>` escaped, and what XML 1.0 cannot hold (2.2, Char) as U+FFFD.
  static func content(_ text: String) -> String { escaped(text, isAttribute: false) }

  /// The text as the value of an attribute in double quotes; line breaks and tabs are kept by references, which would
  /// otherwise be read as blanks (3.3.3).
  static func attribute(_ text: String) -> String { escaped(text, isAttribute: true) }

  private static func escaped(_ text: String, isAttribute: Bool) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"" where isAttribute: result += "&quot;"
      case "\n" where isAttribute, "\t" where isAttribute: result += "&#\(scalar.value);"
      // A carriage return would be read as a line break (2.11).
      case "\r": result += "&#13;"
      case let other: result.unicodeScalars.append(isAllowed(other) ? other : "\u{fffd}")
      }
    }
    return result
  }

  /// Production 2 of XML 1.0.
  private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x9, 0xa, 0xd, 0x20...0xd7ff, 0xe000...0xfffd, 0x10000...0x10ffff: true
    default: false
    }
  }

  /// A start tag's inside: `name key="value" …`, in the order given.
  static func tag(_ name: String, _ attributes: [(String, String)]) -> String {
    attributes.reduce(name) { $0 + " \($1.0)=\"\(attribute($1.1))\"" }
  }
}
