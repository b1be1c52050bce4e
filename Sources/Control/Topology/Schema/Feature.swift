/// Parts of the format that are read, checked and not supported yet. Support is switched on here, in one place.
enum Feature: String, CaseIterable {
  /// `spanning-tree` of a switch.
  case spanningTree = "spanning tree"
  /// A controller outside the lab.
  case externalController = "an external controller"

  private static let supported: Set<Feature> = []

  /// True where this release has it.
  var isSupported: Bool { Feature.supported.contains(self) }

  /// What to do without it.
  var hint: String {
    switch self {
    case .spanningTree: "remove the key, and keep the switches free of loops"
    case .externalController: "write 'controller: lab' and put the rules under 'flows'"
    }
  }
}

/// Kinds of node that are planned and not supported yet, with what to do without them.
enum PlannedKind {
  static let hints: [(name: String, hint: String)] = [
    ("firewall", "rules for a flow switch under 'flows' can drop packets"),
    ("udp", "a 'tap' or 'interface' node connects the lab to the machine"),
    ("vxlan", "an 'interface' node can attach to a VXLAN device of the machine"),
    ("qemu", "give the virtual machine a 'tap' node"),
  ]
}
