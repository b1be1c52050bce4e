/// Finds numbers by hash: the part of a hash table that knows no keys. The caller keeps the entries, hands in an entry's
/// hash, and says which of the candidates is the one.
///
/// Open addressing with linear probing over a power of two of slots of 8 octets, at most half of them full, so a probe
/// rarely leaves its cache line. Removing moves the entries behind the gap back, so nothing is left that slows probes
/// down. The index doubles as it fills; that takes a few nanoseconds an entry, up to the bound that the caller keeps.
@frozen
public struct HashIndex: ~Copyable {
  @frozen
  @usableFromInline
  struct Slot: BitwiseCopyable {
    @usableFromInline var hash: UInt32
    /// The number plus one; 0 is a free slot.
    @usableFromInline var link: UInt32

    @inlinable init(hash: UInt32, link: UInt32) {
      self.hash = hash
      self.link = link
    }
  }

  /// The largest number that can be kept.
  public static let numberMax = UInt32.max - 1

  @usableFromInline var slots: [Slot]
  @usableFromInline var mask: Int
  /// How many numbers are in it.
  public private(set) var count = 0

  /// An empty index.
  public init() {
    slots = [Slot](repeating: Slot(hash: 0, link: 0), count: 16)
    mask = 15
  }

  /// The number with this hash that `isMatch` accepts, or `nil`.
  @inlinable @inline(__always)
  public func find(_ hash: UInt32, where isMatch: (UInt32) -> Bool) -> UInt32? {
    var position = Int(hash) & mask
    while true {
      let slot = slots[position]
      if slot.link == 0 { return nil }
      if slot.hash == hash, isMatch(slot.link &- 1) { return slot.link &- 1 }
      position = (position &+ 1) & mask
    }
  }

  /// Puts a number in. It must not be there under the same hash.
  public mutating func insert(_ number: UInt32, hash: UInt32) {
    if (count + 1) * 2 > slots.count { grow() }
    place(Slot(hash: hash, link: number + 1))
    count += 1
  }

  /// Takes the number out that was put in with `hash`. False where it is not there.
  @discardableResult
  public mutating func remove(_ number: UInt32, hash: UInt32) -> Bool {
    var gap = Int(hash) & mask
    while slots[gap].link != number + 1 || slots[gap].hash != hash {
      if slots[gap].link == 0 { return false }
      gap = (gap + 1) & mask
    }
    // Whatever a probe from its home would reach across the gap moves into it.
    var position = (gap + 1) & mask
    while slots[position].link != 0 {
      let distanceFromHome = (position - Int(slots[position].hash)) & mask
      if distanceFromHome >= (position - gap) & mask {
        slots[gap] = slots[position]
        gap = position
      }
      position = (position + 1) & mask
    }
    slots[gap] = Slot(hash: 0, link: 0)
    count -= 1
    return true
  }

  private mutating func place(_ slot: Slot) {
    var position = Int(slot.hash) & mask
    while slots[position].link != 0 { position = (position + 1) & mask }
    slots[position] = slot
  }

  private mutating func grow() {
    let old = slots
    slots = [Slot](repeating: Slot(hash: 0, link: 0), count: old.count * 2)
    mask = slots.count - 1
    for slot in old where slot.link != 0 { place(slot) }
  }
}
