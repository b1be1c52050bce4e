/// What names may look like.
enum NameRules {
  /// Characters of a lab's name: with the runtime folder in front it must fit a socket's path of 108 bytes (unix(7)).
  static let labNameMax = 48
  /// Characters of a node's name, a label of the DNS (RFC 1035, 2.3.4).
  static let nodeNameMax = 63
  /// Bytes of an interface's name: Linux's IFNAMSIZ without the final zero.
  static let interfaceNameMax = 15
  /// Names that containerlab's links give a meaning of their own.
  static let reservedNodes = ["mgmt-net", "macvlan"]

  static func problem(inLabName name: String) -> String? { problem(in: name, max: labNameMax) }

  static func problem(inNodeName name: String) -> String? {
    reservedNodes.contains(name) ? "it is reserved" : problem(in: name, max: nodeNameMax)
  }

  static func problem(inInterfaceName name: String) -> String? {
    if name.isEmpty { return "it is empty" }
    if name.utf8.count > interfaceNameMax {
      return "it has \(name.utf8.count) bytes, and Linux allows \(interfaceNameMax)"
    }
    if name == "." || name == ".." || name == "lo" || name == "all" || name == "default" { return "it is reserved" }
    if let bad = name.unicodeScalars.first(where: { !isName($0) && $0 != "@" && $0 != "+" }) {
      return "it has the character '\(bad)'"
    }
    return nil
  }

  /// True for what Linux takes as an interface's name; anything else is reported.
  static func checkInterfaceName(_ name: Marked<String>, _ report: inout DiagnosticReport) -> Bool {
    guard let problem = problem(inInterfaceName: name.value) else { return true }
    report.error(
      "bad-interface-name", "'\(name.value)' cannot be an interface's name: \(problem)", at: name.mark,
      hint: "use letters, digits, '-', '_' and '.', at most \(interfaceNameMax) of them, as eth1")
    return false
  }

  private static func problem(in name: String, max: Int) -> String? {
    guard let first = name.unicodeScalars.first else { return "it is empty" }
    if let bad = name.unicodeScalars.first(where: { !isName($0) }) { return "it has the character '\(bad)'" }
    if ["-", "_", "."].contains(first) { return "it begins with '\(first)'" }
    if name.utf8.count > max { return "it has \(name.utf8.count) characters" }
    return nil
  }

  private static func isName(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", "-", "_", ".": true
    default: false
    }
  }
}
