/// A node of a `PrefixTrie`: what begins with its `depth` bits of `key`.
///
/// It decides six bits, from `depth` on. Of the 63 prefixes that are 0 to 5 bits longer than `depth`, those that are
/// there have a bit in `prefixes`; of the 64 ways to go on, those that lead somewhere have a bit in `children`. What the
/// bits stand for lies side by side from `valueBase` and `childBase` on; a single value stands in `valueBase` itself.
///
/// Depths count from five bits in front of the key, which are zero, so that the prefixes of 19 to 24 bits share a node,
/// as do those of 43 to 48: the long prefixes that are common in IPv4 and in IPv6 tables are then no level of their own.
struct PrefixNode<Key: FixedWidthInteger & UnsignedInteger> {
  /// Bits that a node decides.
  static var stride: Int { 6 }
  /// Bits in front of the key.
  static var lead: Int { 5 }
  /// Bits of the key that decide among the roots.
  static var rootBits: Int { 7 }
  /// How many roots there are.
  static var rootCount: Int { 128 }
  /// The depth of a root.
  static var rootDepth: Int { 12 }

  var prefixes: UInt64 = 0
  var children: UInt64 = 0
  /// The bits of the key above, which all keys below share; the rest is zero.
  let key: Key
  var valueBase: UInt32 = 0
  var childBase: UInt32 = 0
  /// How many bits of the key are below the six that are decided here; negative where these reach beyond the key.
  let below: Int16

  /// A node with nothing in it. `depth` is a multiple of the stride, and at least that of a root.
  init(key: Key, depth: Int) {
    self.key = key & ~(Key.max >> (depth - PrefixNode.lead))
    below = Int16(Key.bitWidth - depth - 1)
  }

  /// How many bits are above, the lead included.
  var depth: Int { Key.bitWidth - Int(below) - 1 }

  /// How many nodes deep prefixes of `length` bits are: the depth of the node that holds them.
  static func depth(ofLength length: Int) -> Int { (length + lead) / stride * stride }
  /// How much longer than its node a prefix of `length` bits is, 0…5.
  static func rest(ofLength length: Int) -> Int { (length + lead) % stride }

  /// Which root is above `key`.
  @inline(__always)
  static func root(of key: Key) -> Int { Int(truncatingIfNeeded: key &>> Key(Key.bitWidth - rootBits)) }

  /// The six bits of `key` that are decided here; behind the last bit of a key are zeros.
  @inline(__always)
  func chunk(_ key: Key) -> UInt64 {
    below >= 0
      ? UInt64(truncatingIfNeeded: key &>> Key(truncatingIfNeeded: below)) & 63
      : UInt64(truncatingIfNeeded: key &<< Key(truncatingIfNeeded: 0 &- below)) & 63
  }

  /// The bit of the prefix that is `length` (0…5) bits longer than the node and agrees with `chunk`.
  @inline(__always)
  static func bit(_ chunk: UInt64, length: Int) -> UInt64 {
    1 &<< ((1 &<< UInt64(length)) &- 1 &+ (chunk &>> UInt64(stride - length)))
  }

  /// The bits of all six prefixes that agree with `chunk`; longer ones have higher bits.
  @inline(__always)
  static func matching(_ chunk: UInt64) -> UInt64 {
    1 | 1 &<< (1 &+ chunk &>> 5) | 1 &<< (3 &+ chunk &>> 4) | 1 &<< (7 &+ chunk &>> 3)
      | 1 &<< (15 &+ chunk &>> 2) | 1 &<< (31 &+ chunk &>> 1)
  }

  /// How many bits of `map` are below `bit`, which has one bit set.
  @inline(__always)
  static func rank(_ map: UInt64, below bit: UInt64) -> Int { (map & (bit &- 1)).nonzeroBitCount }

  /// True where `key` agrees with the bits above this node.
  @inline(__always)
  func covers(_ key: Key) -> Bool { (key ^ self.key) &>> Key(truncatingIfNeeded: below &+ 6) == 0 }
}
