// needs: Sources/Core/Wire ./Sources/Elements/Routing/RoutingTable ./Sources/Elements/Routing/Configuration Tests/RoutingTests/Oracles
import Wire

// The folders of the routing table are compiled into the target, by way of their leading dots: the rest of the module
// needs packages.

/// A trie and a plain table are given the same prefixes, and asked the same questions. The first octet says how wide the
/// keys are; each step is an octet for what to do, one for the length, and a key.
func violation(in bytes: RawSpan) -> String? {
  guard bytes.byteCount > 0 else { return nil }
  return switch bytes.octet(at: 0) % 3 {
  case 0: churn(UInt16.self, bytes)
  case 1: churn(UInt32.self, bytes)
  default: churn(UInt128.self, bytes)
  }
}

private func churn<Key: FixedWidthInteger & UnsignedInteger>(_: Key.Type, _ bytes: RawSpan) -> String? {
  var trie = PrefixTrie<Key>()
  var naive = NaiveTable<Key>()
  let size = Key.bitWidth / 8
  var offset = 1
  while bytes.byteCount - offset >= size + 2 {
    var key: Key = 0
    for index in 0..<size { key = key << 8 | Key(bytes.octet(at: offset + 2 + index)) }
    let prefix = NaiveTable.prefix(key, Int(bytes.octet(at: offset + 1)) % (Key.bitWidth + 1))
    let value = UInt32(offset)
    if bytes.octet(at: offset) % 4 == 0 {
      let removed = trie.remove(prefix.key, length: prefix.length)
      if removed != naive.values.removeValue(forKey: prefix) { return "removed \(String(describing: removed))" }
    } else {
      let old = trie.insert(prefix.key, length: prefix.length, value: value)
      if old != naive.values.updateValue(value, forKey: prefix) { return "replaced \(String(describing: old))" }
    }
    for probe in [key, ~key, prefix.key, key ^ 1, key &+ 1] where trie.lookup(probe) != naive.lookup(probe) {
      return "found another value for \(probe)"
    }
    offset += size + 2
  }
  var listed: [NaiveTable<Key>.Prefix: UInt32] = [:]
  trie.forEach { key, length, value in listed[.init(key: key, length: length)] = value }
  if listed != naive.values || trie.count != listed.count { return "the list is another" }
  for prefix in listed.keys where trie.remove(prefix.key, length: prefix.length) == nil { return "one has gone" }
  return trie.count == 0 ? nil : "not all have gone"
}

var seeds: [[UInt8]] {
  [
    [0, 1, 16, 10, 1, 1, 8, 10, 0, 0, 16, 10, 1],
    [1, 1, 24, 10, 1, 2, 3, 1, 25, 10, 1, 2, 200, 1, 0, 0, 0, 0, 0, 0, 24, 10, 1, 2, 3, 1, 32, 10, 1, 2, 9],
    [2, 1, 48] + [UInt8](repeating: 32, count: 16) + [1, 64] + [UInt8](repeating: 33, count: 16),
  ]
}
