/// The steps that turn one lab into another.
public enum LabDiff {
  /// Compares two labs. The order of nodes, links and flows does not count, nor do positions in the file. The labs'
  /// names are the caller's to compare: another name is another lab. Scenario and test settings are no part of a running
  /// lab, and make no steps.
  ///
  /// - Returns: The steps in the order to carry them out; none where the labs are equal.
  public static func actions(from old: ResolvedLab, to new: ResolvedLab) -> [LabAction] {
    var diff = Comparison(old, new)
    return diff.actions()
  }
}

extension ResolvedLab {
  /// The steps that turn this lab into `other`.
  public func actions(to other: ResolvedLab) -> [LabAction] { LabDiff.actions(from: self, to: other) }
}

/// Two labs side by side.
private struct Comparison {
  let old: ResolvedLab
  let new: ResolvedLab
  private var oldNodes: [String: ResolvedNode] = [:]
  private var newNodes: [String: ResolvedNode] = [:]
  private let oldEndpoints: Set<Endpoint>
  private let newEndpoints: Set<Endpoint>
  private var removedLinks: [ResolvedLink] = []
  private var addedLinks: [ResolvedLink] = []
  /// Interfaces of nodes that stay which come or go with a link.
  private var plugged: Set<Endpoint> = []

  init(_ old: ResolvedLab, _ new: ResolvedLab) {
    self.old = old
    self.new = new
    oldEndpoints = Comparison.endpoints(of: old)
    newEndpoints = Comparison.endpoints(of: new)
    for node in old.nodes { oldNodes[node.name] = node }
    for node in new.nodes { newNodes[node.name] = node }
  }

  /// True for a node that is in both labs and is of one kind; any other is replaced.
  private func stays(_ name: String) -> Bool {
    guard let old = oldNodes[name], let new = newNodes[name] else { return false }
    return old.kind == new.kind
  }

  mutating func actions() -> [LabAction] {
    compareLinks()
    var actions: [LabAction] = removedLinks.map { link in
      let vanishing = ends(link).filter { stays($0.node) && oldEndpoints.contains($0) && !newEndpoints.contains($0) }
      plugged.formUnion(vanishing)
      return .removeLink(link, vanishing: vanishing)
    }
    actions += old.nodes.filter { !stays($0.name) }.map(LabAction.removeNode)
    let linkActions = addedLinks.map { link in
      let appearing = ends(link).filter { stays($0.node) && newEndpoints.contains($0) && !oldEndpoints.contains($0) }
      plugged.formUnion(appearing)
      return LabAction.addLink(link, appearing: appearing.compactMap { pluggedInterface($0) })
    }
    actions += new.nodes.compactMap { changes(to: $0) }
    actions += linkChanges()
    actions += new.nodes.filter { !stays($0.name) }.map(LabAction.addNode)
    actions += linkActions
    actions += flowActions()
    if old.captures != new.captures { actions.append(.replaceCaptures(from: old.captures, to: new.captures)) }
    if old.checks != new.checks { actions.append(.replaceChecks(from: old.checks, to: new.checks)) }
    return actions
  }

  private mutating func compareLinks() {
    let oldEnds = Set(old.links.map(\.ends))
    let newEnds = Set(new.links.map(\.ends))
    let all: (ResolvedLink) -> Bool = { [stays] link in stays(link.first.node) && stays(link.second.node) }
    removedLinks = old.links.filter { !newEnds.contains($0.ends) || !all($0) }
    addedLinks = new.links.filter { !oldEnds.contains($0.ends) || !all($0) }
  }

  /// Links that stay, with other conditions. The old one is told from the end from which the new one is.
  private func linkChanges() -> [LabAction] {
    var before: [LinkEnds: ResolvedLink] = [:]
    for link in old.links where stays(link.first.node) && stays(link.second.node) { before[link.ends] = link }
    return new.links.compactMap { link in
      guard var earlier = before[link.ends] else { return nil }
      if earlier.first != link.first { earlier = earlier.reversed }
      return earlier == link ? nil : .changeLink(from: earlier, to: link)
    }
  }

  private func ends(_ link: ResolvedLink) -> [Endpoint] { [link.first, link.second] }

  private static func endpoints(of lab: ResolvedLab) -> Set<Endpoint> {
    Set(lab.nodes.flatMap { node in node.interfaces.map { Endpoint(node: node.name, interface: $0.name) } })
  }

  private func pluggedInterface(_ endpoint: Endpoint) -> PluggedInterface? {
    newNodes[endpoint.node]?.interface(named: endpoint.interface).map {
      PluggedInterface(node: endpoint.node, interface: $0)
    }
  }

  private func changes(to node: ResolvedNode) -> LabAction? {
    guard stays(node.name), let before = oldNodes[node.name] else { return nil }
    var changes: [NodeChange] = []
    let old = Dictionary(before.interfaces.map { ($0.name, $0) }) { first, _ in first }
    let new = Set(node.interfaces.map(\.name))
    for interface in before.interfaces where !new.contains(interface.name) {
      if !plugged.contains(Endpoint(node: node.name, interface: interface.name)) {
        changes.append(.removeInterface(interface))
      }
    }
    for interface in node.interfaces {
      if let earlier = old[interface.name] {
        if earlier != interface { changes.append(.interface(from: earlier, to: interface)) }
      } else if !plugged.contains(Endpoint(node: node.name, interface: interface.name)) {
        changes.append(.addInterface(interface))
      }
    }
    changes += settingChanges(before.role.settings, node.role.settings)
    return changes.isEmpty ? nil : .changeNode(from: before, to: node, changes: changes)
  }

  private func settingChanges(_ old: [JSONValue.Member], _ new: [JSONValue.Member]) -> [NodeChange] {
    var names = old.map(\.name)
    names += new.map(\.name).filter { !names.contains($0) }
    return names.compactMap { name in
      let before = old.first { $0.name == name }?.value
      let after = new.first { $0.name == name }?.value
      return before == after ? nil : .setting(key: name, from: before, to: after)
    }
  }

  private func flowActions() -> [LabAction] {
    var names = new.flows.map(\.node)
    names += old.flows.map(\.node).filter { !names.contains($0) && stays($0) }
    return names.compactMap { name in
      let before = stays(name) ? old.flows(of: name) : []
      let after = new.flows(of: name)
      guard before.map(\.description).sorted() != after.map(\.description).sorted() else { return nil }
      return .replaceFlows(node: name, from: before, to: after)
    }
  }
}
