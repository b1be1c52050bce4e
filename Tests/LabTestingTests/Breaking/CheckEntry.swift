/// A check as a topology file writes it, `  - { ping: h1 -> h2, count: 5 }`, taken apart into keys and values so that one
/// can be replaced. It knows no more of YAML than mappings on one line.
struct CheckEntry {
  typealias Field = (key: String, value: String)

  /// Everything up to the brace.
  let start: Substring
  private(set) var fields: [Field]

  /// Takes a line apart; `nil` for one that holds no mapping in braces.
  init?(_ line: Substring) {
    guard let open = line.firstIndex(of: "{"), let close = line.lastIndex(of: "}") else { return nil }
    start = line[..<open]
    var fields: [Field] = []
    for part in CheckEntry.parts(of: line[line.index(after: open)..<close]) {
      guard let colon = part.firstRange(of: ": ") else { return nil }
      let (key, value) = (part[..<colon.lowerBound], part[colon.upperBound...])
      fields.append((String(key.drop { $0 == " " }), String(value)))
    }
    self.fields = fields
  }

  /// The line again.
  var line: String { start + "{ " + fields.map { "\($0.key): \($0.value)" }.joined(separator: ", ") + " }" }

  /// Which kind of check it is.
  var kind: String { fields[0].key }

  /// The value of a key as it is written; to give it `nil` takes the key out.
  subscript(key: String) -> String? {
    get { fields.first { $0.key == key }?.value }
    set {
      guard let index = fields.firstIndex(where: { $0.key == key }) else {
        if let newValue { fields.append((key, newValue)) }
        return
      }
      if let newValue { fields[index].value = newValue } else { fields.remove(at: index) }
    }
  }

  /// The same with another value for a key, and without some others.
  func with(_ key: String, _ value: String?, without others: [String] = []) -> CheckEntry {
    var entry = self
    entry[key] = value
    for other in others { entry[other] = nil }
    return entry
  }

  /// What commas separate, but for those within quotes, braces and brackets.
  static func parts(of text: Substring) -> [Substring] {
    var parts: [Substring] = []
    var begin = text.startIndex
    var depth = 0
    var isQuoted = false
    for index in text.indices {
      switch text[index] {
      case "\"": isQuoted.toggle()
      case "{", "[": depth += isQuoted ? 0 : 1
      case "}", "]": depth -= isQuoted ? 0 : 1
      case "," where depth == 0 && !isQuoted:
        parts.append(text[begin..<index])
        begin = text.index(after: index)
      default: break
      }
    }
    return (parts + [text[begin...]]).map { part in
      let head = part.drop { $0 == " " }
      return head.dropLast(head.reversed().prefix { $0 == " " }.count)
    }
  }
}
