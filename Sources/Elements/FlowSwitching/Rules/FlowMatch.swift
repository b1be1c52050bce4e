/// Which packets a rule is for: those whose fields have the given values in the given bits. The empty match is every
/// packet.
///
/// Two matches are equal where they look at the same bits and want the same values there.
public struct FlowMatch: Hashable, Sendable {
  /// What the bits must be; 0 where the mask is.
  public private(set) var value = FlowKey()
  /// Which bits count.
  public private(set) var mask = FlowKey()

  /// The match of every packet.
  public init() {}

  /// Wants `value` in the bits of `mask` of a field; without a mask, in all of them. What was wanted of the same bits
  /// before is forgotten.
  public mutating func require(_ field: MatchField, _ value: UInt128, mask: UInt128? = nil) {
    let mask = (mask ?? field.fullMask) & field.fullMask
    self.value[field] = (self.value[field] & ~mask) | (value & mask)
    self.mask[field] |= mask
  }

  /// True where some bits that `field` and `mask` name are wanted to be something else than `value`.
  public func contradicts(_ field: MatchField, _ value: UInt128, mask: UInt128? = nil) -> Bool {
    let both = self.mask[field] & (mask ?? field.fullMask)
    return (self.value[field] ^ value) & both != 0
  }

  /// The value of a field that is wanted in all its bits, or `nil`.
  public func exact(_ field: MatchField) -> UInt128? {
    mask[field] == field.fullMask ? value[field] : nil
  }

  /// True where the packet of this key is one of them.
  public func matches(_ key: FlowKey) -> Bool { key & mask == value }

  /// True where every packet of `other` is one of this match as well.
  public func contains(_ other: FlowMatch) -> Bool { mask & other.mask == mask && other.value & mask == value }

  /// True where some packet could be one of both.
  public func overlaps(_ other: FlowMatch) -> Bool {
    let both = mask & other.mask
    return value & both == other.value & both
  }
}

extension FlowMatch: Comparable {
  /// Orders the more specific first, by the bits looked at, then by mask and value, so that a listing is the same in
  /// every run. Of two rules of one priority that overlap, the one whose match comes first is the one that counts.
  public static func < (left: FlowMatch, right: FlowMatch) -> Bool {
    if left.mask == right.mask { return left.value < right.value }
    return precedes(left.mask, right.mask)
  }

  /// The order of masks: more bits first, then by words.
  static func precedes(_ left: FlowKey, _ right: FlowKey) -> Bool {
    let (leftCount, rightCount) = (left.bitCount, right.bitCount)
    return leftCount != rightCount ? leftCount > rightCount : left < right
  }
}
