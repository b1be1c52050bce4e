/// One key of the file: the single place from which the decoder's table of known keys, the JSON schema and the
/// documentation of the key come.
public struct SchemaKey: Sendable {
  /// What becomes of the key's value.
  public enum Use: Sendable, Hashable {
    /// It is used.
    case used
    /// It is read so that existing files load, and has no effect.
    case ignored
    /// It is refused in this release.
    case unsupported
  }

  /// How the values of `defaults`, `kinds`, `groups` and a node become one.
  public enum Merging: Sendable, Hashable {
    /// The most specific one is taken.
    case replace
    /// Mappings are merged key by key, the more specific entry winning.
    case byKey
    /// Lists are joined, the least specific first, each item once.
    case join
  }

  /// The key.
  public var name: String
  /// What it takes.
  public var type: SchemaType
  /// What it means, in one or two sentences.
  public var text: String
  /// What holds without it, or `nil` where that needs no words.
  public var defaultText: String?
  /// A value, in YAML's flow style.
  public var example: String
  /// True where the mapping must have it.
  public var isRequired: Bool
  /// What becomes of it.
  public var use: Use
  /// How its values on several levels become one.
  public var merging: Merging

  /// Makes a key.
  public init(
    _ name: String, _ type: SchemaType, _ text: String, default defaultText: String? = nil, example: String,
    isRequired: Bool = false, use: Use = .used, merging: Merging = .replace
  ) {
    self.name = name
    self.type = type
    self.text = text
    self.defaultText = defaultText
    self.example = example
    self.isRequired = isRequired
    self.use = use
    self.merging = merging
  }

  /// A key of containerlab's that is read and has no effect.
  static func ignored(_ name: String) -> SchemaKey {
    SchemaKey(name, .opaque, "Read so that existing files load; has no effect.", example: "~", use: .ignored)
  }
}

/// A mapping of the file with a fixed set of keys.
public struct SchemaObject: Sendable {
  /// A name, unique in the schema.
  public var name: String
  /// What it is, for a message: "a host".
  public var what: String
  /// What it is for.
  public var text: String
  /// Its keys, in the order in which they are listed to a person.
  public let keys: [SchemaKey]
  /// True where keys that begin with `x-` may be added for anything, such as anchors.
  public var isExtensible: Bool
  private let indices: [String: Int]

  /// Makes a mapping's description.
  public init(_ name: String, _ what: String, _ text: String, _ keys: [SchemaKey], isExtensible: Bool = false) {
    self.name = name
    self.what = what
    self.text = text
    self.keys = keys
    self.isExtensible = isExtensible
    var indices: [String: Int] = [:]
    for (index, key) in keys.enumerated() { indices[key.name] = index }
    self.indices = indices
  }

  /// The key of that name, or `nil`.
  public func key(named name: String) -> SchemaKey? { indices[name].map { keys[$0] } }
}
