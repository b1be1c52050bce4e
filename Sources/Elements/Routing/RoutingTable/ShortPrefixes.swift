/// The prefixes of a trie that are shorter than the bits of a root: the default route, and hardly ever another. They are
/// spread over the roots that they cover.
struct ShortPrefixes<Key: FixedWidthInteger & UnsignedInteger> {
  struct Prefix {
    var key: Key
    var length: Int
    var value: UInt32
  }

  /// Stands for no value.
  static var none: UInt32 { .max }

  /// The prefixes, from short to long.
  private(set) var prefixes: [Prefix] = []
  /// For each root, the value of the longest of them that covers it; empty while there are no prefixes.
  private(set) var byRoot: [UInt32] = []

  /// The value for a root in such a list.
  @inline(__always)
  static func value(at root: Int, of byRoot: [UInt32]) -> UInt32? {
    root < byRoot.count && byRoot[root] != none ? byRoot[root] : nil
  }

  func value(of key: Key, length: Int) -> UInt32? { index(of: key, length: length).map { prefixes[$0].value } }

  /// Sets the value of a prefix, and answers the one it had.
  mutating func insert(_ key: Key, length: Int, value: UInt32) -> UInt32? {
    defer { spread() }
    if let index = index(of: key, length: length) {
      defer { prefixes[index].value = value }
      return prefixes[index].value
    }
    let prefix = Prefix(key: ShortPrefixes.cut(key, length), length: length, value: value)
    prefixes.insert(prefix, at: prefixes.firstIndex { $0.length > length } ?? prefixes.count)
    return nil
  }

  /// Takes a prefix out, and answers the value it had.
  mutating func remove(_ key: Key, length: Int) -> UInt32? {
    guard let index = index(of: key, length: length) else { return nil }
    defer { spread() }
    return prefixes.remove(at: index).value
  }

  private mutating func spread() {
    if prefixes.isEmpty {
      byRoot = []
      return
    }
    if byRoot.isEmpty { byRoot = Array(repeating: ShortPrefixes.none, count: PrefixNode<Key>.rootCount) }
    for root in byRoot.indices {
      let key = Key(root) << (Key.bitWidth - PrefixNode<Key>.rootBits)
      let longest = prefixes.last { ShortPrefixes.cut(key, $0.length) == $0.key }
      byRoot[root] = longest?.value ?? ShortPrefixes.none
    }
  }

  private func index(of key: Key, length: Int) -> Int? {
    prefixes.firstIndex { $0.length == length && $0.key == ShortPrefixes.cut(key, length) }
  }

  private static func cut(_ key: Key, _ length: Int) -> Key { length == 0 ? 0 : key & ~(Key.max >> length) }
}
