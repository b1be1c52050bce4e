public import BasicContainers
public import Dataplane
public import Wire

/// Where stations are: (VLAN, address) → port, each with the time it was last seen (IEEE 802.1Q-2018, 8.8, "filtering
/// database", dynamic entries).
///
/// Open addressing with linear probing over a power of two of slots, at most half of them full; the table grows on
/// demand up to its bound, beyond which new stations are not learnt and their traffic is flooded. An entry older than
/// the ageing time is not found, and its slot is taken back by `sweep`.
@frozen
public struct MACTable: ~Copyable {
  @frozen
  @usableFromInline
  struct Entry {
    /// VLAN in bits 63…48, address below, plus one, so that zero is a free slot.
    @usableFromInline var key: UInt64
    @usableFromInline var seen: Instant
    @usableFromInline var port: Int

    @inlinable init(key: UInt64, seen: Instant, port: Int) {
      self.key = key
      self.seen = seen
      self.port = port
    }
  }

  @usableFromInline var slots: UniqueArray<Entry>
  @usableFromInline var mask: Int
  /// How many slots are taken, aged entries included.
  public private(set) var count = 0
  /// The most entries it will hold.
  public let countMax: Int
  /// How long an entry lives without being seen.
  public let ageing: Nanoseconds

  /// An empty table of at most `countMax` stations.
  public init(countMax: Int, ageing: Nanoseconds) {
    self.countMax = max(1, countMax)
    self.ageing = ageing
    slots = MACTable.emptySlots(16)
    mask = 15
  }

  @inlinable @inline(__always)
  static func key(_ address: MACAddress, _ vlan: UInt16) -> UInt64 { (UInt64(vlan) << 48 | address.bits) &+ 1 }

  @inlinable @inline(__always)
  func home(_ key: UInt64) -> Int {
    let mixed = key &* 0x9e37_79b9_7f4a_7c15
    return Int(truncatingIfNeeded: mixed >> 32) & mask
  }

  /// The slot that holds `key`, or the free one where it would go.
  @inlinable @inline(__always)
  func slot(of key: UInt64) -> Int {
    var index = home(key)
    while slots[index].key != key && slots[index].key != 0 { index = (index &+ 1) & mask }
    return index
  }

  /// The port where the station is, or `nil` where it is not known or was not seen for the ageing time.
  @inlinable @inline(__always)
  public func port(of address: MACAddress, vlan: UInt16, now: Instant) -> Int? {
    let index = slot(of: MACTable.key(address, vlan))
    guard slots[index].key != 0, now - slots[index].seen <= ageing else { return nil }
    return slots[index].port
  }

  /// Remembers that the station was seen at `port`. A group address is no station, and is not learnt (802.1Q, 8.7).
  @inlinable @inline(__always)
  public mutating func learn(_ address: MACAddress, vlan: UInt16, port: Int, now: Instant) {
    if address.isGroup { return }
    let key = MACTable.key(address, vlan)
    let index = slot(of: key)
    if slots[index].key == key {
      slots[index].seen = now
      slots[index].port = port
    } else {
      insert(Entry(key: key, seen: now, port: port), at: index)
    }
  }

  @usableFromInline
  mutating func insert(_ entry: Entry, at index: Int) {
    guard count < countMax else { return }
    if (count + 1) * 2 > slots.count {
      rebuild(slotCount: slots.count * 2) { _ in true }
      slots[slot(of: entry.key)] = entry
    } else {
      slots[index] = entry
    }
    count += 1
  }

  /// Forgets what is older than the ageing time.
  public mutating func sweep(now: Instant) {
    let ageing = ageing
    rebuild(slotCount: slots.count) { now - $0.seen <= ageing }
  }

  /// Forgets every station at `port`, as when its link goes down.
  public mutating func forget(port: Int) { rebuild(slotCount: slots.count) { $0.port != port } }

  /// Every entry that has not aged, ordered by VLAN and address.
  public func entries(now: Instant) -> [(vlan: UInt16, address: MACAddress, port: Int, age: Nanoseconds)] {
    var found: [(vlan: UInt16, address: MACAddress, port: Int, age: Nanoseconds)] = []
    for index in 0..<slots.count where slots[index].key != 0 && now - slots[index].seen <= ageing {
      let bits = slots[index].key - 1
      found.append((UInt16(bits >> 48), MACAddress(bits: bits), slots[index].port, now - slots[index].seen))
    }
    return found.sorted { ($0.vlan, $0.address) < ($1.vlan, $1.address) }
  }

  private mutating func rebuild(slotCount: Int, keeping: (Entry) -> Bool) {
    let old = exchange(&slots, with: MACTable.emptySlots(slotCount))
    mask = slotCount - 1
    count = 0
    for index in 0..<old.count where old[index].key != 0 && keeping(old[index]) {
      slots[slot(of: old[index].key)] = old[index]
      count += 1
    }
  }

  private static func emptySlots(_ count: Int) -> UniqueArray<Entry> {
    UniqueArray(repeating: Entry(key: 0, seen: .zero, port: 0), count: count)
  }
}
