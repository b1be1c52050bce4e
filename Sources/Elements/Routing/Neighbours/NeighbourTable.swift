public import Dataplane
public import Wire

/// The neighbours of a router: (port, address) → what is known of the station there. One table serves both versions.
///
/// Open addressing with linear probing over a power of two of slots, at most half of them full; the table grows on
/// demand up to its bound. Beyond it a neighbour that nobody uses is forgotten in favour of the new one; where the few
/// slots that are looked at hold none such, there is no room.
public struct NeighbourTable: ~Copyable {
  /// The most neighbours where nothing else is said.
  public static let neighboursMax = 4096
  /// The most slots that are looked at for a neighbour to forget.
  static let evictionScanMax = 64

  /// One neighbour, as it is listed.
  public struct Entry: Sendable, Hashable {
    /// The port behind which it is.
    public var port: Int
    /// Its address.
    public var address: IPAddress
    /// What is known of it.
    public var neighbour: Neighbour
    /// Where packets to it are held, if some are.
    var lane: Int?
  }

  /// What a packet to a neighbour meets.
  public enum Resolution: Sendable, Hashable {
    /// Send it there.
    case station(MACAddress)
    /// Hold it; the neighbour was asked already.
    case waiting
    /// Hold it, and ask everybody for the neighbour.
    case sought
    /// Drop it.
    case tableFull
  }

  var slots: [Entry?] = Array(repeating: nil, count: 4)
  /// No neighbour's deadline is before this instant.
  public private(set) var nextDeadline = Instant.distantFuture
  /// How often something became known of a neighbour, or one was forgotten.
  private(set) var changes: UInt64 = 0
  private var evictionHand = 0
  /// How many neighbours there are.
  public private(set) var count = 0
  /// The most neighbours it holds.
  public let countMax: Int
  /// How patient it is.
  public let timing: NeighbourTiming

  /// An empty table of at most `countMax` neighbours.
  public init(countMax: Int = NeighbourTable.neighboursMax, timing: NeighbourTiming = NeighbourTiming()) {
    self.countMax = max(1, countMax)
    self.timing = timing
  }

  /// A packet is to go to the station with `address` behind `port`.
  public mutating func resolve(_ address: IPAddress, port: Int, at now: Instant) -> Resolution {
    let index = slot(of: address, port: port)
    guard slots[index] != nil else {
      let neighbour = Neighbour(soughtAt: now, timing)
      return insert(Entry(port: port, address: address, neighbour: neighbour)) ? .sought : .tableFull
    }
    let known = slots[index]!.neighbour
    if known.state == .reachable && now < known.deadline { return .station(known.mac) }
    let mac = slots[index]!.neighbour.use(at: now, timing)
    if slots[index]!.neighbour.state != known.state { watch(index) }
    return mac.map { .station($0) } ?? .waiting
  }

  /// The station said what its MAC address is; see `Neighbour.advertised`. Nobody is remembered for that alone.
  public mutating func advertised(
    _ address: IPAddress, port: Int, _ mac: MACAddress?, solicited: Bool, override: Bool, at now: Instant,
    random: UInt64
  ) -> Neighbour.Directive {
    let index = slot(of: address, port: port)
    guard slots[index] != nil else { return .none }
    defer { watch(index) }
    return slots[index]!.neighbour.advertised(
      mac, solicited: solicited, override: override, at: now, reachable: timing.reachable(random: random), timing)
  }

  /// The station sent something with its MAC address in it. It is remembered where `remember` says so.
  public mutating func heard(
    _ address: IPAddress, port: Int, _ mac: MACAddress, remember: Bool, at now: Instant
  ) -> Neighbour.Directive {
    let index = slot(of: address, port: port)
    guard slots[index] != nil else {
      guard remember else { return .none }
      let neighbour = Neighbour(heardFrom: mac, at: now, timing)
      _ = insert(Entry(port: port, address: address, neighbour: neighbour))
      return .none
    }
    defer { watch(index) }
    return slots[index]!.neighbour.heard(mac, at: now, timing)
  }

  /// Lets every deadline up to `now` pass, and answers what is to be done about whom. Neighbours that failed or are
  /// forgotten are no longer in the table.
  public mutating func expire(at now: Instant) -> [(entry: Entry, directive: Neighbour.Directive)] {
    guard nextDeadline <= now else { return [] }
    nextDeadline = .distantFuture
    var due: [(entry: Entry, directive: Neighbour.Directive)] = []
    for index in slots.indices where slots[index] != nil {
      if slots[index]!.neighbour.deadline <= now {
        let directive = slots[index]!.neighbour.expired(at: now, timing)
        due.append((slots[index]!, directive))
        if directive == .fail || directive == .forget { continue }
      }
      watch(index)
    }
    for (entry, directive) in due where directive == .fail || directive == .forget {
      remove(entry.address, port: entry.port)
    }
    return due
  }

  /// Where packets to the station are held.
  func lane(of address: IPAddress, port: Int) -> Int? { slots[slot(of: address, port: port)]?.lane }

  /// Remembers where packets to the station are held.
  mutating func setLane(_ lane: Int?, of address: IPAddress, port: Int) {
    slots[slot(of: address, port: port)]?.lane = lane
  }

  /// What is known of the station with `address` behind `port`.
  public func neighbour(_ address: IPAddress, port: Int) -> Neighbour? {
    slots[slot(of: address, port: port)]?.neighbour
  }

  /// Until when the station is known to be reachable; `nil` where that is in doubt.
  func reachability(of address: IPAddress, port: Int) -> Instant? {
    guard let neighbour = neighbour(address, port: port), neighbour.state == .reachable else { return nil }
    return neighbour.deadline
  }

  /// Every neighbour, by port and address.
  public func entries() -> [Entry] {
    slots.compactMap { $0 }.sorted { ($0.port, $0.address) < ($1.port, $1.address) }
  }

  /// Forgets a neighbour.
  public mutating func remove(_ address: IPAddress, port: Int) {
    var hole = slot(of: address, port: port)
    guard slots[hole] != nil else { return }
    slots[hole] = nil
    count -= 1
    changes &+= 1
    // Entries that probing brought past the hole move into it, so that no probe ends early.
    var index = (hole + 1) & (slots.count - 1)
    while let entry = slots[index] {
      let home = NeighbourTable.home(entry.address, entry.port, in: slots)
      if (index - home) & (slots.count - 1) >= (index - hole) & (slots.count - 1) {
        slots[hole] = entry
        slots[index] = nil
        hole = index
      }
      index = (index + 1) & (slots.count - 1)
    }
  }

  private mutating func insert(_ entry: Entry) -> Bool {
    if count >= countMax && !evict() { return false }
    if (count + 1) * 2 > slots.count {
      let old = exchange(&slots, with: Array(repeating: nil, count: slots.count * 2))
      for case .some(let entry) in old { slots[slot(of: entry.address, port: entry.port)] = entry }
    }
    let index = slot(of: entry.address, port: entry.port)
    slots[index] = entry
    count += 1
    watch(index)
    return true
  }

  /// Forgets a stale neighbour among the next few slots.
  private mutating func evict() -> Bool {
    for _ in 0..<min(slots.count, NeighbourTable.evictionScanMax) {
      evictionHand = (evictionHand + 1) & (slots.count - 1)
      if let entry = slots[evictionHand], entry.neighbour.state == .stale {
        remove(entry.address, port: entry.port)
        return true
      }
    }
    return false
  }

  /// The neighbour in this slot has changed.
  private mutating func watch(_ index: Int) {
    changes &+= 1
    if let deadline = slots[index]?.neighbour.deadline, deadline < nextDeadline { nextDeadline = deadline }
  }

  /// The slot that holds the station, or the free one where it would go. It hands on the slots alone: a value of this
  /// size would be copied for a call that borrows it.
  @inline(__always)
  private func slot(of address: IPAddress, port: Int) -> Int { NeighbourTable.slot(of: address, port, in: slots) }

  private static func slot(of address: IPAddress, _ port: Int, in slots: [Entry?]) -> Int {
    var index = home(address, port, in: slots)
    while let entry = slots[index], entry.port != port || entry.address != address {
      index = (index &+ 1) & (slots.count &- 1)
    }
    return index
  }

  @inline(__always)
  private static func home(_ address: IPAddress, _ port: Int, in slots: [Entry?]) -> Int {
    let bits =
      switch address {
      case .v4(let address): UInt64(address.bits)
      case .v6(let address): (address.high &* 0x9e37_79b9_7f4a_7c15) ^ address.low
      }
    let mixed = (bits ^ UInt64(truncatingIfNeeded: port) << 40) &* 0x9e37_79b9_7f4a_7c15
    return Int(truncatingIfNeeded: mixed >> 32) & (slots.count &- 1)
  }
}
