/// A node of a `PrefixTrie`: what begins with its `depth` bits of `key`.
///
/// It decides six bits, from `depth` on. Of the 63 prefixes that are 0 to 5 bits longer than `depth`, those that are
/// there have a bit in `prefixes`; of the 64 ways to go on, those that lead somewhere have a bit in `children`. What the
/// bits stand for lies side by side from `valueBase` and `childBase` on.
@frozen
@usableFromInline
struct PrefixNode<Key: FixedWidthInteger & UnsignedInteger> {
  /// Bits that a node decides.
  @inlinable static var stride: Int { 6 }

  /// The bits above, which all keys below share; the rest is zero.
  @usableFromInline let key: Key
  @usableFromInline var prefixes: UInt64 = 0
  @usableFromInline var children: UInt64 = 0
  @usableFromInline var valueBase: UInt32 = 0
  @usableFromInline var childBase: UInt32 = 0
  /// How many bits are above: a multiple of the stride.
  @usableFromInline let depth: UInt8

  /// A node with nothing in it.
  init(key: Key, depth: Int) {
    self.key = depth == 0 ? 0 : key & ~(Key.max >> depth)
    self.depth = UInt8(depth)
  }

  /// The six bits of `key` that begin at `depth`; behind the last bit of a key are zeros.
  @inlinable @inline(__always)
  static func chunk(_ key: Key, _ depth: UInt8) -> UInt64 {
    UInt64(truncatingIfNeeded: (key &<< Key(truncatingIfNeeded: depth)) &>> Key(Key.bitWidth - stride))
  }

  /// The bit of the prefix that is `length` (0…5) bits longer than the node and agrees with `chunk`.
  @inlinable @inline(__always)
  static func bit(_ chunk: UInt64, length: Int) -> UInt64 {
    1 &<< ((1 &<< UInt64(length)) &- 1 &+ (chunk &>> UInt64(stride - length)))
  }

  /// The bits of all six prefixes that agree with `chunk`; longer ones have higher bits.
  @inlinable @inline(__always)
  static func matching(_ chunk: UInt64) -> UInt64 {
    1 | 1 &<< (1 &+ chunk &>> 5) | 1 &<< (3 &+ chunk &>> 4) | 1 &<< (7 &+ chunk &>> 3)
      | 1 &<< (15 &+ chunk &>> 2) | 1 &<< (31 &+ chunk &>> 1)
  }

  /// How many bits of `map` are below `bit`, which has one bit set.
  @inlinable @inline(__always)
  static func rank(_ map: UInt64, below bit: UInt64) -> Int { (map & (bit &- 1)).nonzeroBitCount }

  /// True where `key` agrees with the bits above this node.
  @inlinable @inline(__always)
  func covers(_ key: Key) -> Bool { (key ^ self.key) >> (Key.bitWidth &- Int(depth)) == 0 }
}
