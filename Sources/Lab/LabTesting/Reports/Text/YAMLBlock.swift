import Topology

/// Members as a YAML block: a key a line, lists and mappings indented below it. Texts are always in double quotes with
/// JSON's escapes, which YAML 1.2 reads alike, so that no text can be taken for anything else.
enum YAMLBlock {
  /// The lines, each with `indent` before it and a line break after it.
  static func text(_ members: [JSONValue.Member], indent: String) -> String {
    members.map { member in indent + member.name + ":" + value(member.value, indent: indent + "  ") }.joined()
  }

  private static func value(_ value: JSONValue, indent: String) -> String {
    switch value {
    case .null, .boolean, .integer, .string: return " \(scalar(value))\n"
    case .array(let items):
      // What stands in a list is on one line each: JSON's own notation is YAML's flow style.
      return items.isEmpty ? " []\n" : "\n" + items.map { "\(indent)- \(scalar($0))\n" }.joined()
    case .object(let members): return members.isEmpty ? " {}\n" : "\n" + text(members, indent: indent)
    }
  }

  private static func scalar(_ value: JSONValue) -> String {
    // YAML takes fewer characters than JSON in quotes (YAML 1.2.2, 5.1): those that it does not are not printed.
    if case .string(let text) = value { return JSONValue.string(yamlSafe(text)).text }
    return value.text
  }

  private static func yamlSafe(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { String($0).printable }.joined(separator: "\n")
  }
}
