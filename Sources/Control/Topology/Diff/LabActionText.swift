extension LabAction: CustomStringConvertible {
  /// The step as `weft plan` prints it: `+` for what comes, `-` for what goes, `~` for what changes.
  public var description: String {
    switch self {
    case .removeLink(let link, _): "- link \(link)"
    case .removeNode(let node): "- node \(node.name) (\(node.kind.rawValue))"
    case .addNode(let node): "+ node \(node.name) (\(node.kind.rawValue))"
    case .changeNode(_, let node, let changes): "~ \(node.name): " + changes.map(\.description).joined(separator: "; ")
    case .addLink(let link, _): "+ link \(link)"
    case .changeLink(let from, let to): "~ link \(to): " + LabAction.text(from, to)
    case .replaceFlows(let node, let from, let to):
      "~ \(node): flows \(counts(from.map(\.description), to.map(\.description)))"
    case .replaceCaptures(let from, let to): "~ captures: \(counts(from, to))"
    case .replaceChecks(let from, let to): "~ checks: \(counts(from, to))"
    }
  }

  /// The step for a program: `action`, `subject` and the line that a person reads.
  public var json: JSONValue {
    let (action, subject) =
      switch self {
      case .removeLink(let link, _): ("remove-link", link.description)
      case .removeNode(let node): ("remove-node", node.name)
      case .addNode(let node): ("add-node", node.name)
      case .changeNode(_, let node, _): ("change-node", node.name)
      case .addLink(let link, _): ("add-link", link.description)
      case .changeLink(_, let link): ("change-link", link.description)
      case .replaceFlows(let node, _, _): ("replace-flows", node)
      case .replaceCaptures: ("replace-captures", "captures")
      case .replaceChecks: ("replace-checks", "checks")
      }
    return ["action": .string(action), "subject": .string(subject), "text": .string(description)]
  }

  /// What changes on a link: once where it is the same in both directions.
  private static func text(_ from: ResolvedLink, _ to: ResolvedLink) -> String {
    let forward = from.forward.changes(to: to.forward)
    let backward = from.backward.changes(to: to.backward)
    var texts = forward == backward ? [forward].filter { !$0.isEmpty } : []
    if forward != backward {
      texts = [(to.first, forward), (to.second, backward)].filter { !$0.1.isEmpty }.map { "from \($0): \($1)" }
    }
    if from.schedule != to.schedule {
      let (old, new) = (from.schedule?.description ?? "none", to.schedule?.description ?? "none")
      texts.append(old == new ? "other steps in the schedule" : "schedule \(old) -> \(new)")
    }
    return texts.joined(separator: "; ")
  }

  /// How many items come and go, as `+1 -0`.
  private func counts<Item: Hashable>(_ old: [Item], _ new: [Item]) -> String {
    var remaining: [Item: Int] = [:]
    for item in old { remaining[item, default: 0] += 1 }
    var added = 0
    for item in new {
      if let count = remaining[item], count > 0 { remaining[item] = count - 1 } else { added += 1 }
    }
    return "+\(added) -\(remaining.values.reduce(0, +))"
  }
}

extension NodeChange: CustomStringConvertible {
  /// The change as `weft plan` prints it.
  public var description: String {
    switch self {
    case .interface(let from, let to): NodeChange.text(from, to)
    case .addInterface(let interface): "interface \(interface.name) added"
    case .removeInterface(let interface): "interface \(interface.name) removed"
    case .setting(let key, let from, let to): NodeChange.text(key, from, to)
    }
  }

  private static func text(_ from: ResolvedInterface, _ to: ResolvedInterface) -> String {
    guard case .object(let old) = from.json, case .object(let new) = to.json else { return to.name }
    var names = old.map(\.name)
    names += new.map(\.name).filter { !names.contains($0) }
    let changes = names.compactMap { name -> String? in
      let before = old.first { $0.name == name }?.value
      let after = new.first { $0.name == name }?.value
      return before == after ? nil : text(name, before, after)
    }
    return "\(to.name) " + changes.joined(separator: ", ")
  }

  private static func text(_ key: String, _ from: JSONValue?, _ to: JSONValue?) -> String {
    "\(key) \(from.map(plain) ?? "none") -> \(to.map(plain) ?? "none")"
  }

  private static func plain(_ value: JSONValue) -> String {
    switch value {
    case .string(let text): text
    case .array(let values): values.isEmpty ? "none" : values.map(plain).joined(separator: ",")
    case .null, .boolean, .integer, .object: value.text
    }
  }
}
