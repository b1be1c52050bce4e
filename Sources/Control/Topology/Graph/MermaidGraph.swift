/// A drawing of a lab in Mermaid's flowchart language, which many places show as a picture.
public enum MermaidGraph {
  /// The text of a flowchart: a box a node with its addresses, a line a link with its interfaces.
  public static func text(of lab: ResolvedLab) -> String {
    var identifiers: [String: String] = [:]
    var text = "flowchart LR\n"
    for (index, node) in lab.nodes.enumerated() {
      // Names may be words of the language, so nodes are numbered.
      identifiers[node.name] = "n\(index)"
      let label = ([node.name] + node.addressLines).map(escaped).joined(separator: "<br/>")
      let (open, close) = brackets(of: node.kind)
      text += "  n\(index)\(open)\"\(label)\"\(close)\n"
    }
    for link in lab.links {
      guard let first = identifiers[link.first.node], let second = identifiers[link.second.node] else { continue }
      text += "  \(first) ---|\"\(escaped(link.first.interface)) - \(escaped(link.second.interface))\"| \(second)\n"
    }
    return text
  }

  private static func brackets(of kind: NodeKind) -> (String, String) {
    switch kind {
    case .host: ("[", "]")
    case .hub: ("{", "}")
    case .learningSwitch: ("[[", "]]")
    case .flowSwitch: ("[/", "/]")
    case .router: ("(", ")")
    case .nat: ("([", "])")
    case .tap, .interface: (">", "]")
    }
  }

  private static func escaped(_ text: String) -> String {
    text.map { $0 == "\"" ? "#quot;" : $0 == "<" ? "#lt;" : $0 == "#" ? "#35;" : String($0) }.joined()
  }
}
