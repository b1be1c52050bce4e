import Dataplane

/// Where stations are, for the action `normal`: (VLAN, address) → port.
///
/// Four ways a set, of a fixed size: a new station takes the place of the one in its set that was not seen for longest,
/// whose traffic is flooded again until it is next heard.
struct StationTable: ~Copyable {
  /// Stations that are remembered at most.
  static let stationsMax = 4096
  /// How long a station is remembered that sends nothing (IEEE 802.1Q-2018, table 8-6).
  static let ageing = Nanoseconds.seconds(300)

  /// What is remembered of a station.
  struct Entry: BitwiseCopyable {
    /// VLAN in bits 63…48, address below, plus one, so that zero is a free entry.
    var key: UInt64 = 0
    var seen = Instant.zero
    var port = 0
  }

  private var entries = OwnedArray<Entry>()

  init() {}

  /// The port where a station is, or `nil` where it is not known.
  func port(of address: UInt64, vlan: UInt64, now: Instant) -> Int? {
    if entries.count == 0 { return nil }
    let key = StationTable.key(address, vlan)
    let set = StationTable.set(key)
    for index in set..<set + 4 where entries[index].key == key {
      return now - entries[index].seen <= StationTable.ageing ? entries[index].port : nil
    }
    return nil
  }

  /// Remembers that a station was heard at `port`. A group address is no station (IEEE 802.1Q-2018, 8.7).
  mutating func learn(_ address: UInt64, vlan: UInt64, port: Int, now: Instant) {
    if address & 0x0100_0000_0000 != 0 { return }
    if entries.count == 0 { entries = OwnedArray(repeating: Entry(), count: StationTable.stationsMax) }
    let key = StationTable.key(address, vlan)
    let set = StationTable.set(key)
    var place = set
    for index in set..<set + 4 {
      if entries[index].key == key {
        place = index
        break
      }
      if entries[index].seen < entries[place].seen { place = index }
    }
    entries[place] = Entry(key: key, seen: now, port: port)
  }

  /// Forgets the stations at a port.
  mutating func forget(port: Int) {
    for index in 0..<entries.count where entries[index].port == port { entries[index] = Entry() }
  }

  private static func key(_ address: UInt64, _ vlan: UInt64) -> UInt64 { (vlan << 48 | address) &+ 1 }

  /// The first entry of the key's set.
  private static func set(_ key: UInt64) -> Int {
    Int(truncatingIfNeeded: (key &* 0x9e37_79b9_7f4a_7c15) >> 40) & (stationsMax / 4 - 1) &* 4
  }
}
