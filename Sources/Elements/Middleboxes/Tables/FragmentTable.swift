import ConnectionTracking
import Dataplane
import Wire

/// Where the later fragments of a datagram go, as its first one went: only that one has the ports (RFC 4787, 11).
///
/// A small cache of sets of ``wayCount`` places each. A datagram whose set is full of younger ones than
/// ``lifetime`` is not remembered, and its first fragment is dropped; so a flood of fragments cannot make it grow. The
/// last fragment frees the place.
struct FragmentTable: ~Copyable {
  /// The most datagrams that it remembers.
  static let datagramsMax = 1024
  /// Places of a set.
  static let wayCount = 4
  /// How long a datagram's fragments may take.
  static let lifetime = Nanoseconds.seconds(30)

  /// The addresses that a datagram leaves with.
  struct Route: Sendable, Equatable {
    /// The new source, or `nil` where it stays.
    var source: IPv4Address?
    /// The new destination, or `nil` where it stays.
    var destination: IPv4Address?
  }

  private struct Place: Sendable {
    var key: ConnectionTuple
    var route: Route
    var end: Instant
  }

  /// Empty until the first fragment comes.
  private var places: [Place] = []
  private let seed: UInt64

  init(seed: UInt64) { self.seed = seed }

  /// What fragments of one datagram have in common: addresses, protocol and identification (RFC 791, 3.2).
  static func key(source: IPv4Address, destination: IPv4Address, _ proto: IPProtocol, identification: UInt16)
    -> ConnectionTuple
  {
    ConnectionTuple(proto, source: source, port: identification, destination: destination, port: 0)
  }

  /// Remembers where the datagram of a first fragment goes. False where there is no room.
  mutating func insert(_ key: ConnectionTuple, _ route: Route, now: Instant) -> Bool {
    if places.isEmpty {
      let free = Place(key: key, route: Route(), end: .zero)
      places = [Place](repeating: free, count: FragmentTable.datagramsMax)
    }
    let set = self.set(of: key)
    guard let place = set.first(where: { places[$0].key == key }) ?? set.first(where: { places[$0].end <= now })
    else { return false }
    places[place] = Place(key: key, route: route, end: now + FragmentTable.lifetime)
    return true
  }

  /// Where a later fragment goes; `nil` where the first has not passed. The last fragment frees the place.
  mutating func route(of key: ConnectionTuple, isLast: Bool, now: Instant) -> Route? {
    guard !places.isEmpty, let place = set(of: key).first(where: { places[$0].key == key && places[$0].end > now })
    else { return nil }
    if isLast { places[place].end = .zero }
    return places[place].route
  }

  private func set(of key: ConnectionTuple) -> Range<Int> {
    let first =
      Int(key.hash(seed: seed)) % (FragmentTable.datagramsMax / FragmentTable.wayCount) * FragmentTable.wayCount
    return first..<first + FragmentTable.wayCount
  }
}
