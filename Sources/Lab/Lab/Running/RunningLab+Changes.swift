import Controller
import Topology

extension RunningLab {
  /// What `apply` of `target` would change, a line each; nothing where the lab equals it.
  func plan(_ target: LabTarget) async throws -> [String] {
    try checkName(target.lab)
    return await changes(to: target, lab.actions(to: target.lab))
  }

  /// Makes the lab equal to `target` and tells what was changed, a line each. Nodes and links that are in both are not
  /// touched; a node whose settings changed in a way that cannot be done while it runs is taken out and put in again.
  func apply(_ target: LabTarget) async throws -> [String] {
    let other = target.lab
    try checkName(other)
    let actions = lab.actions(to: other)
    let lines = await changes(to: target, actions)
    await datapath.noteTopology(target.source)
    do { try await make(target, actions) } catch {
      await datapath.noteTopology(source)
      throw error
    }
    return lines
  }

  /// Carries out the actions that lead to `target`.
  private func make(_ target: LabTarget, _ actions: [LabAction]) async throws {
    let other = target.lab
    let change = LabChange(from: lab, to: other, actions)
    for link in lab.links where change.disconnects(link) { try await datapath.disconnect(link) }
    for node in change.leaving {
      await remove(node)
      try await controller.forget(node)
    }
    for node in change.arriving { try await add(node) }
    for action in actions {
      if case .changeNode(_, let node, _) = action, !change.rebuilds(node.name) { try await datapath.adjust(node) }
    }
    for action in actions {
      if case .changeLink(let old, let link) = action, !change.disconnects(old) { try await datapath.change(link) }
    }
    let connected = Set(await datapath.cables.keys)
    for link in other.links where !connected.contains(link.ends) {
      try await datapath.connect(link)
    }
    let renames = lab.hostsEntries != other.hostsEntries
    lab = other
    rules = target.rules
    source = target.source
    try await installRules()
    try await finish(actions, change)
    if renames { try await engine.hosts.refreshNames(lab) }
  }

  /// What comes once nodes, links and rules are there: hosts, their programs, captures.
  private func finish(_ actions: [LabAction], _ change: LabChange) async throws {
    try await engine.hosts.start(change.arriving, of: lab)
    warnings = try await engine.hosts.runLines(of: change.arriving, in: lab)
    for action in actions {
      guard case .replaceCaptures(let from, let to) = action else { continue }
      await endCaptures(from.filter { !to.contains($0) })
      try await beginCaptures(to.filter { !from.contains($0) })
    }
  }

  /// The changes in words: rules one by one in place of the flows that they come from.
  private func changes(to target: LabTarget, _ actions: [LabAction]) async -> [String] {
    let rules = await controller.plan(target.rules, ports: RunningLab.directories(target.lab))
    return actions.compactMap { if case .replaceFlows = $0 { nil } else { $0.description } } + rules
  }

  private func checkName(_ other: ResolvedLab) throws {
    guard other.name == lab.name else {
      throw LabError(.failed, "the file is of lab '\(other.name)', and this one is '\(lab.name)'")
    }
  }
}

/// Which nodes and links of a running lab are taken out, and which are put in, to make it another.
struct LabChange {
  /// Names of the nodes to take out, those among them that are put in again.
  private(set) var leaving: [String] = []
  /// Nodes to put in.
  private(set) var arriving: [ResolvedNode] = []
  private var rebuilt: Set<String> = []
  private var removedLinks: Set<LinkEnds> = []

  init(from old: ResolvedLab, to new: ResolvedLab, _ actions: [LabAction]) {
    for action in actions {
      switch action {
      case .removeLink(let link, let vanishing):
        removedLinks.insert(link.ends)
        rebuilt.formUnion(vanishing.map(\.node))
      case .addLink(_, let appearing): rebuilt.formUnion(appearing.map(\.node))
      case .removeNode(let node): leaving.append(node.name)
      case .addNode(let node): arriving.append(node)
      case .changeNode(let from, let to, _):
        if !DatapathNode.canAdjust(from, to) { rebuilt.insert(to.name) }
      case .changeLink, .replaceFlows, .replaceCaptures, .replaceChecks: break
      }
    }
    let gone = Set(leaving)
    for node in new.nodes where rebuilt.contains(node.name) && !gone.contains(node.name) {
      if old.node(named: node.name) != nil { leaving.append(node.name) }
      if !arriving.contains(where: { $0.name == node.name }) { arriving.append(node) }
    }
  }

  /// True for a node that is taken out and put in again.
  func rebuilds(_ node: String) -> Bool { rebuilt.contains(node) }

  /// True for a link of the old lab that has to go, if only for a moment.
  func disconnects(_ link: ResolvedLink) -> Bool {
    removedLinks.contains(link.ends) || leaving.contains(link.first.node) || leaving.contains(link.second.node)
  }
}
