import Dataplane
import Wire

/// Puts datagrams together again whose fragments come in any order (RFC 791, 3.2; RFC 8200, 4.5), within bounds.
///
/// Fragments are copied, for a buffer of the pool is as large as the longest datagram.
struct Reassembler: Sendable {
  /// The most datagrams at once; a fragment of another one is dropped.
  static let datagramsMax = 64
  /// The most octets of all of them.
  static let octetsMax = 2 << 20
  /// How long the fragments of an IPv4 datagram are waited for (Linux: `ipfrag_time`; RFC 1122, 3.3.2 asks for 60 s or
  /// more, which no system keeps to), and those of an IPv6 datagram (RFC 8200, 4.5).
  static func lifetime(_ version: IPVersion) -> Nanoseconds { version == .v4 ? .seconds(30) : .seconds(60) }

  /// What came of a fragment.
  enum Outcome: Sendable, Hashable {
    /// It waits for others.
    case held
    /// The datagram is whole: its octets, from the Ethernet header on.
    case whole([UInt8])
    /// There is no room for it, or it makes no sense; with it goes all that there was of its datagram where they
    /// contradict each other.
    case refused
    /// Its length makes no sense, which its sender is told with the place of the octet (RFC 8200, 4.5).
    case badField(pointer: Int)
  }

  private var partials: [PartialDatagram] = []

  /// How many datagrams are in pieces.
  var count: Int { partials.count }
  /// When the next one is given up.
  var nextDeadline: Instant? { partials.map(\.deadline).min() }

  /// Takes the fragment in `frame`.
  mutating func insert(_ fragment: Fragment, _ frame: RawSpan, at now: Instant) -> Outcome {
    if fragment.hasMore, fragment.range.count % 8 != 0 || fragment.range.isEmpty {
      return fragment.version == .v6 ? .badField(pointer: 4) : .refused
    }
    let head = fragment.version == .v4 ? fragment.headLength - EthernetView.length : fragment.headLength - 54
    if head + fragment.range.upperBound > 65_535 {
      let pointer = fragment.headLength - EthernetView.length + 2
      return fragment.version == .v6 ? .badField(pointer: pointer) : .refused
    }
    let payload = frame.extracting(fragment.payloadOffset..<fragment.payloadOffset + fragment.range.count)
    let index: Int
    if let known = partials.firstIndex(where: { $0.key == fragment.key }) {
      index = known
    } else {
      guard partials.count < Reassembler.datagramsMax else { return .refused }
      let deadline = now + Reassembler.lifetime(fragment.version)
      partials.append(PartialDatagram(fragment.key, deadline: deadline))
      index = partials.count - 1
    }
    let outcome = partials[index].insert(fragment, frame: frame, payload: payload)
    switch outcome {
    case .contradictory:
      partials.remove(at: index)
      return .refused
    case .whole: return partials.remove(at: index).assembled().map { .whole($0) } ?? .refused
    case .waiting:
      guard partials.reduce(0, { $0 + $1.octets }) <= Reassembler.octetsMax else {
        partials.remove(at: index)
        return .refused
      }
      return .held
    }
  }

  /// Gives up what is due, and answers each one's first fragment, which is empty where it did not come.
  mutating func expire(at now: Instant) -> [[UInt8]] {
    let due = partials.filter { $0.deadline <= now }.map(\.first)
    partials.removeAll { $0.deadline <= now }
    return due
  }
}
