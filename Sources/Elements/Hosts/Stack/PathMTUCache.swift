import Dataplane
import Wire

/// What has been learned of paths that carry less than the link they begin with (RFC 1191; RFC 8201).
///
/// An entry is forgotten after ten minutes, and the path tried again with what the link carries (RFC 1191, 6.3; Linux:
/// `mtu_expires`). It is only ever made smaller meanwhile.
struct PathMTUCache: Sendable {
  /// The most paths that are remembered; for one more the one that is due first is forgotten.
  static let countMax = 256
  /// How long a path is remembered.
  static let lifetime = Nanoseconds.seconds(600)
  /// What an IPv4 path is taken to carry at least, octets (Linux: `min_pmtu`). One that carries less gets datagrams that
  /// routers may fragment.
  static let leastV4 = 552
  /// What every IPv6 path carries (RFC 8200, 5).
  static let leastV6 = 1280

  struct Entry: Sendable {
    var destination: IPAddress
    var mtu: Int
    /// True where "don't fragment" makes no sense, because the path carries less than ``leastV4``.
    var mayFragment: Bool
    var deadline: Instant
  }

  private var entries: [Entry] = []

  /// What is known of the path to `destination`.
  func entry(_ destination: IPAddress, at now: Instant) -> Entry? {
    if entries.isEmpty { return nil }
    return entries.first { $0.destination == destination && $0.deadline > now }
  }

  /// A router said that a datagram of `length` octets to `destination` was too long for a link of `mtu`, which is 0 where
  /// it did not say. Answers what the path carries; `nil` where the message tells nothing new.
  mutating func learn(_ destination: IPAddress, mtu: Int, length: Int, at now: Instant) -> Int? {
    let said = mtu == 0 ? PathMTUCache.plateau(below: length) : mtu
    let least = destination.version == .v4 ? PathMTUCache.leastV4 : PathMTUCache.leastV6
    let known = max(said, least)
    if let old = entry(destination, at: now), old.mtu <= known { return nil }
    entries.removeAll { $0.destination == destination || $0.deadline <= now }
    if entries.count >= PathMTUCache.countMax { entries.removeFirst() }
    entries.append(
      Entry(
        destination: destination, mtu: known, mayFragment: said < least && destination.version == .v4,
        deadline: now + PathMTUCache.lifetime))
    return known
  }

  /// The next smaller MTU that is in use somewhere (RFC 1191, table 7-1): for routers that do not say theirs.
  static func plateau(below length: Int) -> Int {
    [32_000, 17_914, 8166, 4352, 2002, 1492, 1006, 508, 296].first { $0 < length } ?? 68
  }
}
