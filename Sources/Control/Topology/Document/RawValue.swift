/// A value of the file before anything is known about it: text, a list or a mapping, each with its place.
///
/// Places do not take part in equality.
public struct RawValue: Hashable, Sendable {
  /// The value itself.
  public enum Content: Hashable, Sendable {
    /// Text, a number, true or false, or nothing at all: what is written.
    case scalar(RawScalar)
    /// A list.
    case list([RawValue])
    /// A mapping, in the order of the file.
    case mapping([RawEntry])
  }

  /// The value itself.
  public var content: Content
  /// Where it begins, and how much of its first line it takes.
  public var mark: SourceMark

  /// Makes a value.
  public init(_ content: Content, mark: SourceMark = .start) {
    self.content = content
    self.mark = mark
  }

  /// Compares the values, not where they are written.
  public static func == (left: RawValue, right: RawValue) -> Bool { left.content == right.content }

  /// Hashes the value, not where it is written.
  public func hash(into hasher: inout Hasher) { hasher.combine(content) }
}

/// One entry of a mapping.
public struct RawEntry: Hashable, Sendable {
  /// The key's text.
  public var key: Marked<String>
  /// What it is mapped to.
  public var value: RawValue

  /// Makes an entry.
  public init(key: Marked<String>, value: RawValue) {
    self.key = key
    self.value = value
  }
}

/// Text of the file that is neither a list nor a mapping.
public struct RawScalar: Hashable, Sendable {
  /// The text, without quotes.
  public var text: String
  /// True where quotes or a block style make it text, whatever it looks like.
  public var isQuoted: Bool

  /// Makes a scalar.
  public init(_ text: String, isQuoted: Bool = false) {
    self.text = text
    self.isQuoted = isQuoted
  }

  /// True for nothing at all, `~` and `null`.
  public var isNull: Bool { !isQuoted && ["", "~", "null", "Null", "NULL"].contains(text) }

  /// The boolean that the text stands for, or `nil`. The words of YAML 1.1 are taken too.
  public var boolean: Bool? {
    guard !isQuoted else { return nil }
    return switch text.lowercased() {
    case "true", "yes", "on": true
    case "false", "no", "off": false
    default: nil
    }
  }
}

extension RawValue {
  /// The text of a scalar that is not null, else `nil`.
  public var text: String? {
    if case .scalar(let scalar) = content, !scalar.isNull { scalar.text } else { nil }
  }

  /// The values of a list, else `nil`.
  public var list: [RawValue]? { if case .list(let values) = content { values } else { nil } }

  /// The entries of a mapping, else `nil`.
  public var entries: [RawEntry]? { if case .mapping(let entries) = content { entries } else { nil } }

  /// True for nothing at all, `~` and `null`.
  public var isNull: Bool { if case .scalar(let scalar) = content { scalar.isNull } else { false } }

  /// What a mapping has under `key`; `nil` where it has nothing, or is no mapping.
  public subscript(key: String) -> RawValue? { entries?.first { $0.key.value == key }?.value }

  /// What the value is, for a message: "text", "a list", "a mapping" and so on.
  public var shape: String {
    switch content {
    case .scalar(let scalar):
      if scalar.isNull {
        "nothing"
      } else if scalar.boolean != nil {
        "true or false"
      } else if scalar.isQuoted || Int(scalar.text) == nil {
        "text"
      } else {
        "a number"
      }
    case .list: "a list"
    case .mapping: "a mapping"
    }
  }
}

extension RawValue: CustomStringConvertible {
  /// The value on one line, in flow style.
  public var description: String {
    switch content {
    case .scalar(let scalar): scalar.text
    case .list(let values): "[" + values.map(\.description).joined(separator: ", ") + "]"
    case .mapping(let entries): "{ " + entries.map { "\($0.key.value): \($0.value)" }.joined(separator: ", ") + " }"
    }
  }
}
