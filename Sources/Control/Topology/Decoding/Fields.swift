/// A mapping of the file, checked against its description: keys that do not exist are reported already.
struct Fields {
  let object: SchemaObject
  let mark: SourceMark
  private var entries: [String: RawEntry] = [:]
  private(set) var order: [RawEntry] = []

  init(_ object: SchemaObject, _ entries: [RawEntry], mark: SourceMark) {
    self.object = object
    self.mark = mark
    order = entries
    for entry in entries { self.entries[entry.key.value] = entry }
  }

  func entry(_ key: SchemaKey) -> RawEntry? { entries[key.name] }

  /// Where a key is written, or where the mapping begins.
  func mark(of key: SchemaKey) -> SourceMark { entries[key.name]?.key.mark ?? mark }

  func has(_ key: SchemaKey) -> Bool { entries[key.name] != nil }
}

/// Which keys of which mappings were asked for: how a test sees that the decoder and the schema agree.
struct DecodingTrace: Sendable {
  private(set) var keys: Set<String> = []

  mutating func record(_ object: SchemaObject, _ key: SchemaKey) { keys.insert(object.name + "." + key.name) }
}

extension FileDecoder {
  /// Reads `value` as a mapping with the keys of `object`; `nil` where it is no mapping, which is then reported. Nothing
  /// at all is an empty mapping.
  ///
  /// - Parameter owner: The mapping in a message: "host 'alice'".
  mutating func fields(_ value: RawValue, _ object: SchemaObject, of owner: String) -> Fields? {
    if value.isNull { return Fields(object, [], mark: value.mark) }
    guard let entries = value.entries else {
      wrongType(value, "\(owner) is a mapping")
      return nil
    }
    return fields(entries, object, of: owner, mark: value.mark)
  }

  /// Checks the keys of a mapping against `object`.
  mutating func fields(_ entries: [RawEntry], _ object: SchemaObject, of owner: String, mark: SourceMark) -> Fields {
    var known: [RawEntry] = []
    for entry in entries {
      if object.isExtensible, entry.key.value.hasPrefix("x-") { continue }
      guard let key = object.key(named: entry.key.value) else {
        unknownKey(entry.key, object, of: owner)
        continue
      }
      switch key.use {
      case .used, .unsupported: known.append(entry)
      case .ignored: ignored[key.name, default: []].append(entry.key.mark)
      }
    }
    return Fields(object, known, mark: mark)
  }

  /// What the mapping has under `key`, and a report where it has nothing and must have something.
  mutating func value(_ key: SchemaKey, _ fields: Fields, of owner: String? = nil) -> RawValue? {
    trace.record(fields.object, key)
    if let entry = fields.entry(key), !(key.isRequired && entry.value.isNull) { return entry.value }
    if key.isRequired, let owner {
      report.error(
        "missing-key", "\(owner) has no '\(key.name)'", at: fields.mark(of: key),
        hint: "add '\(key.name)', as \(key.name): \(key.example)")
    }
    return nil
  }

  private mutating func unknownKey(_ key: Marked<String>, _ object: SchemaObject, of owner: String) {
    let names = object.keys.filter { $0.use != .ignored }.map(\.name)
    let isCheck = CheckKeys.objects.contains { $0.name == object.name }
    let others =
      if isCheck {
        CheckKeys.objects.filter { $0.key(named: key.value) != nil }.map { $0.keys[0].name }
      } else {
        NodeKind(rawValue: object.name) == nil ? [] : Schema.kinds(with: key.value).map(\.rawValue)
      }
    let hint: String?
    if let nearest = Suggestion.nearest(to: key.value, among: names) {
      hint = "did you mean '\(nearest)'?"
    } else if !others.isEmpty {
      hint = "it is a key of \(isCheck ? "the checks " : "")\(others.joined(separator: ", "))"
    } else {
      hint = "the keys of \(object.what) are \(names.joined(separator: ", "))"
    }
    report.error("unknown-key", "unknown key '\(key.value)' in \(owner)", at: key.mark, hint: hint)
  }

  /// Reports a value of the wrong shape: "'mtu' takes a whole number, not a list".
  mutating func wrongType(_ value: RawValue, _ expectation: String, hint: String? = nil) {
    report.error("wrong-type", "\(expectation), not \(value.shape)", at: value.mark, hint: hint)
  }

  /// Reports what is ignored, each key once, at the first place.
  mutating func reportIgnored() {
    for (name, marks) in ignored {
      let sorted = Set(marks).sorted()
      let others =
        sorted.count > 1 ? " (here and in \(sorted.count - 1) more place\(sorted.count == 2 ? "" : "s"))" : ""
      report.note("not-used", "'\(name)' is not used by Weft\(others)", at: sorted.first ?? .start)
    }
    ignored = [:]
  }
}
