extension FileDecoder {
  /// Reads the nodes, each with what it shares with others.
  mutating func nodes(_ fields: Fields) -> [NodeSpec] {
    let layers = layers(fields)
    guard let value = value(TopologyKeys.nodes, fields, of: "'topology'") else { return [] }
    let entries = map(value, TopologyKeys.nodes)
    guard entries.count <= SourceLimits.nodesMax else {
      report.error(
        "too-many-nodes", "the lab has \(entries.count) nodes; at most \(SourceLimits.nodesMax) are possible",
        at: fields.mark(of: TopologyKeys.nodes))
      return []
    }
    return entries.map { node($0, layers) }
  }

  private mutating func node(_ entry: RawEntry, _ layers: NodeLayers) -> NodeSpec {
    let errorsBefore = report.errorCount
    var node = NodeSpec(name: entry.key)
    if let problem = NameRules.problem(inNodeName: entry.key.value) {
      report.error(
        "bad-name", "'\(entry.key.value)' cannot be a node's name: \(problem)", at: entry.key.mark,
        hint: "use letters, digits, '-', '_' and '.', at most \(NameRules.nodeNameMax) of them")
    }
    var own: [RawEntry] = []
    if let entries = entry.value.entries {
      own = entries
    } else if !entry.value.isNull {
      wrongType(entry.value, "a node is a mapping", hint: "for example { kind: host, address: 10.1.0.10/24 }")
      return checked(node)
    }
    let group = group(own, layers)
    let groupEntries = group.flatMap { layers.groups[$0] } ?? []
    let kinds = [own, groupEntries, layers.defaults].lazy.compactMap { layer in
      layer.first { $0.key.value == NodeKeys.kind.name && !$0.value.isNull }
    }
    guard let kindValue = kinds.first?.value else {
      report.error(
        "missing-kind", "node '\(entry.key.value)' has no kind", at: entry.key.mark,
        hint: "add 'kind: host', or another of \(Suggestion.listed(NodeKind.names)); or 'kind' to 'defaults'")
      return checked(node)
    }
    guard let kindName = text(kindValue, NodeKeys.kind), let kind = kind(kindName) else { return checked(node) }
    let object = Schema.object(of: kind)
    let merged = layers.merged(own, group: group, kindName: kindName.value, object)
    trace.record(object, NodeKeys.kind)
    trace.record(object, NodeKeys.group)
    let owner = "\(kindName.value) '\(entry.key.value)'"
    let fields = fields(merged, object, of: owner, mark: entry.key.mark)
    node.role = role(kind, fields, owner, &node)
    return checked(node)

    func checked(_ node: NodeSpec) -> NodeSpec {
      var node = node
      node.isWhole = report.errorCount == errorsBefore
      return node
    }
  }

  private mutating func group(_ own: [RawEntry], _ layers: NodeLayers) -> String? {
    let entry = [own, layers.defaults].lazy.compactMap { $0.first { $0.key.value == NodeKeys.group.name } }.first
    guard let value = entry?.value, !value.isNull, let name = text(value, NodeKeys.group) else { return nil }
    if layers.groups[name.value] != nil { return name.value }
    if layers.groupNames.isEmpty {
      // Without groups it is a label, as in containerlab's older files.
      ignored[NodeKeys.group.name, default: []].append(entry?.key.mark ?? value.mark)
    } else {
      report.error(
        "unknown-group", "there is no group '\(name.value)'", at: name.mark,
        hint: Suggestion.hint(for: name.value, among: layers.groupNames, what: "groups"))
    }
    return nil
  }

  private mutating func kind(_ name: Marked<String>) -> NodeKind? {
    if let kind = NodeKind(name: name.value) { return kind }
    if let planned = PlannedKind.hints.first(where: { $0.name == name.value }) {
      report.error("unsupported", "kind '\(name.value)' is not supported yet", at: name.mark, hint: planned.hint)
    } else {
      report.error(
        "unknown-kind", "'\(name.value)' is not a kind of node", at: name.mark,
        hint: Suggestion.hint(for: name.value, among: NodeKind.names, what: "kinds"))
    }
    return nil
  }

  private mutating func role(_ kind: NodeKind, _ fields: Fields, _ owner: String, _ node: inout NodeSpec) -> RoleSpec? {
    switch kind {
    case .host: return .host(host(fields, &node))
    case .hub: return .hub
    case .learningSwitch: return .learningSwitch(learningSwitch(fields, &node))
    case .flowSwitch: return .flowSwitch(flowSwitch(fields, &node))
    case .router:
      node.interfaces = interfaces(fields)
      return .router(RouterSpec(routes: routes(fields)))
    case .nat:
      node.interfaces = interfaces(fields)
      return .nat(nat(fields, owner))
    case .tap: return device(fields, owner, &node).map(RoleSpec.tap)
    case .interface: return device(fields, owner, &node).map(RoleSpec.interface)
    }
  }

  private mutating func device(_ fields: Fields, _ owner: String, _ node: inout NodeSpec) -> DeviceSpec? {
    if let value = value(InterfaceKeys.mtu, fields) { node.plain.mtu = mtu(value) }
    guard let value = value(DeviceKeys.device, fields, of: owner), let device = text(value, DeviceKeys.device),
      isInterfaceName(device)
    else { return nil }
    return DeviceSpec(device: device)
  }
}
