/// A link ends at nodes that exist.
enum LinkEndRule: Rule {
  static func check(_ wiring: Wiring, _ report: inout DiagnosticReport) {
    for end in wiring.file.links.flatMap(\.ends) where wiring.nodes[end.node.value] == nil {
      switch end.node.value {
      case "host", "macvlan":
        report.error(
          "unsupported", "'\(end.node.value)' stands for the machine in containerlab; a Weft lab does not touch it",
          at: end.node.mark, hint: "a node of kind 'tap' or 'interface' connects the lab to the machine")
      case "mgmt-net":
        report.error(
          "unsupported", "'mgmt-net' stands for containerlab's management network, which Weft does not have",
          at: end.node.mark, hint: "remove the link; commands reach every host without it")
      default:
        report.error(
          "unknown-node", "there is no node '\(end.node.value)'", at: end.node.mark,
          hint: Suggestion.hint(for: end.node.value, among: wiring.nodeNames, what: "nodes"))
      }
    }
  }
}

/// An interface that a link names is one that Linux can have. Nodes of kinds that Weft does not have may name theirs as
/// they like.
enum InterfaceNameRule: Rule {
  static func check(_ wiring: Wiring, _ report: inout DiagnosticReport) {
    for end in wiring.file.links.flatMap(\.ends) where wiring.nodes[end.node.value]?.role != nil {
      if let interface = end.interface { _ = NameRules.checkInterfaceName(interface, &report) }
    }
  }
}

/// An interface has one link at most, and a link joins two interfaces.
enum LinkUseRule: Rule {
  static func check(_ wiring: Wiring, _ report: inout DiagnosticReport) {
    var first: [Endpoint: (link: Int, mark: SourceMark)] = [:]
    for (number, link) in wiring.file.links.enumerated() {
      for end in link.ends {
        guard let interface = end.interface, wiring.nodes[end.node.value] != nil else { continue }
        let endpoint = Endpoint(node: end.node.value, interface: interface.value)
        guard let earlier = first[endpoint] else {
          first[endpoint] = (number, end.node.mark)
          continue
        }
        let whole = end.node.mark.part(offset: 0, length: endpoint.description.unicodeScalars.count)
        if earlier.link == number {
          report.error("self-link", "the link joins \(endpoint) to itself", at: whole)
        } else {
          report.error(
            "interface-in-use", "\(endpoint) has a link already", at: whole,
            hint: "the other one is on line \(earlier.mark.line)")
        }
      }
      if link.ends.count == 2, link.ends[0].node == link.ends[1].node, link.ends[0].interface != link.ends[1].interface
      {
        report.warning(
          "same-node-link", "the link joins two interfaces of '\(link.ends[0].node.value)'", at: link.ends[1].node.mark)
      }
    }
  }
}

/// Settings for a port are for a port that has a link.
enum UnlinkedPortRule: Rule {
  static func check(_ wiring: Wiring, _ report: inout DiagnosticReport) {
    guard wiring.isWhole else { return }
    for node in wiring.file.nodes {
      guard let role = node.role else { continue }
      let linked = linkedNames(node, wiring)
      let names = Set(linked)
      for interface in node.interfaces where !names.contains(interface.name.value) {
        let name = interface.name.value
        if role.kind.hasAddresses {
          report.warning(
            "unlinked-port", "interface '\(name)' of '\(node.name.value)' has no link", at: interface.name.mark,
            hint: hint(name, of: node, linked))
        } else {
          report.error(
            "unlinked-port", "no link attaches to port '\(name)' of '\(node.name.value)'", at: interface.name.mark,
            hint: hint(name, of: node, linked))
        }
      }
      if let mark = node.plain.firstMark, linked.isEmpty, node.interfaces.isEmpty {
        report.warning(
          "unlinked-port", "'\(node.name.value)' has no link, so nothing can reach it", at: mark,
          hint: "add a link to \(node.name.value):eth0")
      }
    }
  }

  /// What was probably meant: an interface that has a link and no settings.
  private static func hint(_ name: String, of node: NodeSpec, _ linked: [String]) -> String {
    guard !linked.isEmpty else { return "add a link to \(node.name.value):\(name)" }
    let settled = Set(node.interfaces.map(\.name.value))
    let others = linked.filter { !settled.contains($0) }
    if let nearest = Suggestion.nearest(to: name, among: others) { return "did you mean '\(nearest)'?" }
    return "add a link to \(node.name.value):\(name); interfaces with a link: \(Suggestion.listed(linked))"
  }

  private static func linkedNames(_ node: NodeSpec, _ wiring: Wiring) -> [String] {
    guard let resolved = wiring.resolvedNode(node.name.value) else { return [] }
    return wiring.interfaces(of: resolved).filter { !$0.origin.links.isEmpty }.map(\.interface.name)
  }
}

/// The bridges of a lab form no loop, as nothing would stop a frame in it.
enum LoopRule: Rule {
  private struct Inside: Hashable {
    var node: String
    var vlan: UInt16
  }

  static func check(_ wiring: Wiring, _ report: inout DiagnosticReport) {
    var vlans: [Endpoint: PortVLAN] = [:]
    var bridges: Set<String> = []
    // A flow switch forwards by its rules, which may well keep a loop apart.
    for node in wiring.lab.nodes where node.kind == .hub || node.kind == .learningSwitch {
      bridges.insert(node.name)
      for interface in node.interfaces { vlans[Endpoint(node: node.name, interface: interface.name)] = interface.vlan }
    }
    var groups = DisjointSets<Inside>()
    for link in wiring.lab.links
    where link.first.node != link.second.node
      && bridges.contains(link.first.node) && bridges.contains(link.second.node)
    {
      let tags = Set([0] + (vlans[link.first]?.members ?? []) + (vlans[link.second]?.members ?? [])).sorted()
      for tag in tags {
        guard let first = Tagging.inside(vlans[link.first], tag: tag),
          let second = Tagging.inside(vlans[link.second], tag: tag)
        else { continue }
        let isNew = groups.join(
          Inside(node: link.first.node, vlan: first), Inside(node: link.second.node, vlan: second))
        if !isNew, let mark = wiring.origins[link.first]?.mark {
          report.warning(
            "bridge-loop", "this link closes a loop of switches, in which broadcasts would never end", at: mark,
            hint: "remove a link of the loop; spanning tree is not supported yet")
          break
        }
      }
    }
  }
}

/// Sets that are joined pair by pair, each known by one of its members.
struct DisjointSets<Member: Hashable> {
  private var parents: [Member: Member] = [:]

  /// Joins the sets of two members; false where they are one set already.
  mutating func join(_ left: Member, _ right: Member) -> Bool {
    let (left, right) = (root(left), root(right))
    guard left != right else { return false }
    parents[left] = right
    return true
  }

  private mutating func root(_ member: Member) -> Member {
    var root = member
    while let parent = parents[root] { root = parent }
    var current = member
    while let parent = parents[current] {
      parents[current] = root
      current = parent
    }
    return root
  }
}
