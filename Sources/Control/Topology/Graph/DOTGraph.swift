/// A drawing of a lab in Graphviz's DOT language.
public enum DOTGraph {
  /// The text of an undirected graph: a box a node with its addresses, a line a link with its interfaces at the ends.
  public static func text(of lab: ResolvedLab) -> String {
    var text = "graph \(quoted(lab.name)) {\n"
    text += "  layout=neato; overlap=false; splines=true;\n"
    text += "  node [fontname=\"sans-serif\", style=filled, fillcolor=white];\n"
    text += "  edge [fontname=\"sans-serif\", fontsize=9];\n"
    for node in lab.nodes {
      let lines = [node.name] + node.addressLines
      let label = lines.map(escaped).joined(separator: "\\n")
      text += "  \(quoted(node.name)) [label=\"\(label)\", \(style(of: node.kind))];\n"
    }
    for link in lab.links {
      text += "  \(quoted(link.first.node)) -- \(quoted(link.second.node))"
      text += " [taillabel=\(quoted(link.first.interface)), headlabel=\(quoted(link.second.interface))];\n"
    }
    return text + "}\n"
  }

  private static func style(of kind: NodeKind) -> String {
    switch kind {
    case .host: "shape=box"
    case .hub: "shape=diamond, fillcolor=gray90"
    case .learningSwitch: "shape=box3d, fillcolor=lightblue"
    case .flowSwitch: "shape=box3d, fillcolor=lightgreen"
    case .router: "shape=ellipse, fillcolor=lightyellow"
    case .nat: "shape=ellipse, fillcolor=orange"
    case .tap, .interface: "shape=cds, fillcolor=gray90"
    }
  }

  private static func quoted(_ text: String) -> String { "\"\(escaped(text))\"" }

  private static func escaped(_ text: String) -> String {
    String(text.flatMap { $0 == "\"" || $0 == "\\" ? ["\\", $0] : [$0] })
  }
}

extension ResolvedNode {
  /// The node's addresses as a drawing shows them: after the interface's name where there is more than one interface.
  var addressLines: [String] {
    interfaces.flatMap { interface in
      interface.addresses.map { interfaces.count > 1 ? "\(interface.name) \($0)" : "\($0)" }
    }
  }
}
