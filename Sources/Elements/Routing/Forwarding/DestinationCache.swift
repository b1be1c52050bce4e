import Dataplane
import Wire

/// Which way datagrams to a destination went last: what the routes and the neighbours said, for as long as neither has
/// changed and the neighbour is known to be reachable.
///
/// Direct-mapped: a destination has one place, and the next one to want it takes it. There is storage from the first
/// destination on.
@usableFromInline
struct DestinationCache: ~Copyable {
  /// A way out.
  @frozen
  @usableFromInline
  struct Way {
    /// The station on the link.
    @usableFromInline var mac: MACAddress
    /// The port.
    @usableFromInline var port: Int
    /// What the link carries, octets.
    var mtu: Int
  }

  private struct Entry {
    var high: UInt64 = 0
    var low: UInt64 = 0
    /// What the tables' changes had come to.
    var generation: UInt64 = 0
    /// Until when the neighbour is known to be reachable.
    var deadline = Instant.zero
    var way = Way(mac: .zero, port: 0, mtu: 0)
  }

  private var entries: [Entry] = []
  private let placesLog2: Int

  /// A cache of 2 to the power of `placesLog2` destinations.
  init(placesLog2: Int) { self.placesLog2 = placesLog2 }

  /// The way to the destination of `headers`, where it is known for certain.
  @inline(__always)
  func way(to headers: IPHeaders, generation: UInt64, now: Instant) -> Way? {
    let (high, low) = DestinationCache.key(headers)
    let place = place(high, low)
    guard place < entries.count, entries[place].low == low, entries[place].high == high,
      entries[place].generation == generation, now < entries[place].deadline
    else { return nil }
    return entries[place].way
  }

  /// Remembers the way to the destination of `headers`.
  mutating func remember(_ way: Way, to headers: IPHeaders, generation: UInt64, deadline: Instant) {
    if entries.isEmpty { entries = Array(repeating: Entry(), count: 1 << placesLog2) }
    let (high, low) = DestinationCache.key(headers)
    entries[place(high, low)] = Entry(high: high, low: low, generation: generation, deadline: deadline, way: way)
  }

  /// The destination as two words; no IPv6 station's address begins with 64 ones.
  @inline(__always)
  private static func key(_ headers: IPHeaders) -> (high: UInt64, low: UInt64) {
    (headers.version == .v4 ? .max : headers.destinationHigh, headers.destinationLow)
  }

  @inline(__always)
  private func place(_ high: UInt64, _ low: UInt64) -> Int {
    Int(truncatingIfNeeded: ((low ^ high) &* 0x9e37_79b9_7f4a_7c15) &>> UInt64(truncatingIfNeeded: 64 &- placesLog2))
  }
}
