/// Lists and open mappings.
extension FileDecoder {
  /// The items of a list; nothing at all is an empty one.
  mutating func list(_ value: RawValue, _ key: SchemaKey) -> [RawValue]? {
    if value.isNull { return [] }
    guard let items = value.list else {
      wrongType(value, "'\(key.name)' takes a list", hint: "for example \(key.name): \(key.example)")
      return nil
    }
    return items
  }

  /// The items of a list, or the one value itself.
  mutating func oneOrMany(_ value: RawValue?, _ key: SchemaKey) -> [RawValue] {
    guard let value, !value.isNull else { return [] }
    return value.list ?? [value]
  }

  /// The texts of a list, or the one text itself.
  mutating func texts(_ value: RawValue?, _ key: SchemaKey) -> [Marked<String>] {
    oneOrMany(value, key).compactMap { text($0, key) }
  }

  /// The entries of a mapping whose keys are names; nothing at all is an empty one.
  mutating func map(_ value: RawValue?, _ key: SchemaKey) -> [RawEntry] {
    guard let value, !value.isNull else { return [] }
    guard let entries = value.entries else {
      wrongType(value, "'\(key.name)' takes a mapping", hint: "for example \(key.name): \(key.example)")
      return []
    }
    return entries
  }

  /// A mapping of names to scalars, kept as text.
  mutating func settings(_ value: RawValue?, _ key: SchemaKey) -> [Marked<Setting>] {
    map(value, key).compactMap { entry in
      guard case .scalar(let scalar) = entry.value.content else {
        wrongType(entry.value, "'\(entry.key.value)' of '\(key.name)' takes text")
        return nil
      }
      return Marked(Setting(name: entry.key.value, value: scalar.isNull ? "" : scalar.text), mark: entry.key.mark)
    }
  }
}
