/// What nodes share: `defaults`, `kinds` and `groups`.
struct NodeLayers {
  var defaults: [RawEntry] = []
  var kinds: [String: [RawEntry]] = [:]
  var groups: [String: [RawEntry]] = [:]
  var groupNames: [String] = []

  /// The entries of a node with those of its group, its kind and the defaults, the more specific winning.
  ///
  /// - Parameters:
  ///   - own: What the node itself has.
  ///   - kindName: The kind as the file calls it: `kinds: { linux: … }` is for nodes of kind `linux`, not `host`.
  ///   - object: The keys of the kind; what a less specific level has besides them is for other kinds.
  func merged(_ own: [RawEntry], group: String?, kindName: String, _ object: SchemaObject) -> [RawEntry] {
    var result = own
    for layer in [group.flatMap { groups[$0] } ?? [], kinds[kindName] ?? [], defaults] {
      for entry in layer {
        guard let key = object.key(named: entry.key.value), key.use != .ignored,
          entry.key.value != NodeKeys.kind.name, entry.key.value != NodeKeys.group.name
        else { continue }
        if let index = result.firstIndex(where: { $0.key.value == entry.key.value }) {
          result[index].value = NodeLayers.combined(result[index].value, entry.value, key.merging)
        } else {
          result.append(entry)
        }
      }
    }
    return result
  }

  private static func combined(_ specific: RawValue, _ general: RawValue, _ merging: SchemaKey.Merging) -> RawValue {
    switch merging {
    case .replace: return specific
    case .byKey:
      guard let entries = specific.entries, let others = general.entries else { return specific }
      let names = Set(entries.map(\.key.value))
      return RawValue(.mapping(entries + others.filter { !names.contains($0.key.value) }), mark: specific.mark)
    case .join:
      if specific.entries != nil || general.entries != nil { return specific }
      let items = general.list ?? (general.isNull ? [] : [general])
      let more = specific.list ?? (specific.isNull ? [] : [specific])
      return RawValue(.list(items + more.filter { !items.contains($0) }), mark: specific.mark)
    }
  }
}

extension FileDecoder {
  /// Reads what nodes share, and checks its keys where they stand, since not every node takes all of them.
  mutating func layers(_ fields: Fields) -> NodeLayers {
    var layers = NodeLayers()
    if let value = value(TopologyKeys.defaults, fields) {
      layers.defaults = sharedEntries(value, of: "'defaults'")
    }
    for group in map(value(TopologyKeys.groups, fields), TopologyKeys.groups) {
      layers.groupNames.append(group.key.value)
      layers.groups[group.key.value] = sharedEntries(group.value, of: "group '\(group.key.value)'")
    }
    for kind in map(value(TopologyKeys.kinds, fields), TopologyKeys.kinds) {
      let name = kind.key.value
      if let known = NodeKind(name: name) {
        let object = Schema.object(of: known)
        guard let fields = self.fields(kind.value, object, of: "kind '\(name)'") else { continue }
        layers.kinds[name] = fields.order
      } else if let nearest = Suggestion.nearest(to: name, among: NodeKind.names) {
        report.error(
          "unknown-kind", "'\(name)' is not a kind of node", at: kind.key.mark, hint: "did you mean '\(nearest)'?")
      } else {
        report.note("not-used", "settings for kind '\(name)' are not used by Weft", at: kind.key.mark)
      }
    }
    return layers
  }

  /// Entries that any kind of node may have.
  private mutating func sharedEntries(_ value: RawValue, of owner: String) -> [RawEntry] {
    fields(value, FileDecoder.anyNode, of: owner)?.order ?? []
  }

  /// The keys of all kinds together. A key that has an effect in any of them is kept.
  private static let anyNode: SchemaObject = {
    var keys: [SchemaKey] = []
    for key in NodeKind.allCases.flatMap({ Schema.object(of: $0).keys }) {
      if let index = keys.firstIndex(where: { $0.name == key.name }) {
        if keys[index].use == .ignored { keys[index] = key }
      } else {
        keys.append(key)
      }
    }
    return SchemaObject("any-node", "a node", "Keys of any kind of node.", keys)
  }()
}
