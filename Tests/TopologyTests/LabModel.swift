import Topology

/// Carries out steps on a lab that is nothing but values: the plainest reading of what each step says.
struct LabModel {
  private(set) var lab: ResolvedLab
  private(set) var problems: [String] = []

  init(_ lab: ResolvedLab) { self.lab = lab }

  mutating func apply(_ action: LabAction) {
    switch action {
    case .removeLink(let link, let vanishing):
      remove(link)
      for endpoint in vanishing { update(endpoint.node) { $0.interfaces.removeAll { $0.name == endpoint.interface } } }
    case .removeNode(let node):
      if !lab.links(of: node.name).isEmpty { problems.append("\(node.name) goes while it has links") }
      if lab.node(named: node.name) == nil { problems.append("\(node.name) is not there to go") }
      lab.nodes.removeAll { $0.name == node.name }
      lab.flows.removeAll { $0.node == node.name }
    case .addNode(let node):
      if lab.node(named: node.name) != nil { problems.append("\(node.name) comes twice") }
      lab.nodes.append(node)
    case .changeNode(_, let node, let changes):
      for change in changes { update(node.name) { LabModel.apply(change, to: &$0, node.role) } }
    case .addLink(let link, let appearing):
      for plugged in appearing { update(plugged.node) { $0.interfaces.append(plugged.interface) } }
      for end in [link.first, link.second] {
        if lab.interface(at: end) == nil { problems.append("\(link) ends nowhere at \(end)") }
        if lab.peer(of: end) != nil { problems.append("\(end) has two links") }
      }
      lab.links.append(link)
    case .changeLink(let from, let to):
      if from.ends != to.ends || from.first != to.first { problems.append("\(from) becomes \(to)") }
      let isThere = lab.links.contains { $0 == from || $0.reversed == from }
      if !isThere || from == to { problems.append("\(from) is not there to change") }
      lab.links = lab.links.map { $0.ends == from.ends ? to : $0 }
    case .replaceFlows(let node, let from, let to):
      if lab.flows(of: node) != from { problems.append("\(node) has other flows") }
      lab.flows.removeAll { $0.node == node }
      lab.flows.append(FlowList(node: node, flows: to))
    case .replaceCaptures(_, let to): lab.captures = to
    case .replaceChecks(_, let to): lab.checks = to
    }
  }

  private static func apply(_ change: NodeChange, to node: inout ResolvedNode, _ role: NodeRole) {
    switch change {
    case .interface(let from, let to):
      for index in node.interfaces.indices where node.interfaces[index] == from { node.interfaces[index] = to }
    case .addInterface(let interface): node.interfaces.append(interface)
    case .removeInterface(let interface): node.interfaces.removeAll { $0 == interface }
    case .setting: node.role = role
    }
  }

  private mutating func remove(_ link: ResolvedLink) {
    let before = lab.links.count
    lab.links.removeAll { Set([$0.first, $0.second]) == Set([link.first, link.second]) }
    if lab.links.count != before - 1 { problems.append("\(link) is not there to go") }
  }

  private mutating func update(_ name: String, _ change: (inout ResolvedNode) -> Void) {
    guard let index = lab.nodes.firstIndex(where: { $0.name == name }) else {
      problems.append("\(name) is not there to change")
      return
    }
    change(&lab.nodes[index])
  }

  /// The lab without what does not count: order and direction.
  static func normalized(_ lab: ResolvedLab) -> ResolvedLab {
    var lab = lab
    for index in lab.nodes.indices { lab.nodes[index].interfaces.sort { $0.name < $1.name } }
    lab.nodes.sort { $0.name < $1.name }
    lab.links = lab.links.map { $0.first < $0.second ? $0 : $0.reversed }
      .sorted { $0.description < $1.description }
    lab.flows = lab.flows.filter { !$0.flows.isEmpty }
      .map { FlowList(node: $0.node, flows: $0.flows.sorted { $0.description < $1.description }) }
      .sorted { $0.node < $1.node }
    return lab
  }
}
