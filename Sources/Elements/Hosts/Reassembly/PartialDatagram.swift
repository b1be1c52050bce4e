import Dataplane
import Wire

/// A datagram of which pieces are missing (RFC 815 in the form of a list of what is there).
struct PartialDatagram: Sendable {
  /// What came of another fragment.
  enum Outcome: Sendable, Hashable {
    /// More are missing.
    case waiting
    /// All are there.
    case whole
    /// The fragments contradict each other: the datagram is given up (RFC 8200, 4.5; RFC 5722, 4; Linux for IPv4 too).
    case contradictory
  }

  let key: Fragment.Key
  /// When it is given up.
  let deadline: Instant
  /// The first fragment as it came, from the Ethernet header on; empty until it is there.
  private(set) var first: [UInt8] = []
  private(set) var firstFragment: Fragment?
  private(set) var payload: [UInt8] = []
  /// What is there, in order, with gaps between.
  private var ranges: [Range<Int>] = []
  /// Octets of the whole payload, once the last fragment is there.
  private var total: Int?

  init(_ key: Fragment.Key, deadline: Instant) {
    self.key = key
    self.deadline = deadline
  }

  /// Octets of memory that it takes, but for its bookkeeping.
  var octets: Int { payload.count + first.count }

  /// Takes a fragment with its frame and payload. What is there already is passed over where it comes again.
  mutating func insert(_ fragment: Fragment, frame: RawSpan, payload octets: RawSpan) -> Outcome {
    let range = fragment.range
    if let total, range.upperBound > total || !fragment.hasMore && range.upperBound != total { return .contradictory }
    if !fragment.hasMore {
      if let last = ranges.last, last.upperBound > range.upperBound { return .contradictory }
      total = range.upperBound
    }
    if range.lowerBound == 0, firstFragment == nil {
      first = [UInt8](octets: frame)
      firstFragment = fragment
    }
    if ranges.contains(where: { $0.lowerBound <= range.lowerBound && range.upperBound <= $0.upperBound }) {
      return isWhole ? .whole : .waiting
    }
    if ranges.contains(where: { $0.overlaps(range) }) { return .contradictory }
    note(range)
    if payload.count < range.upperBound {
      payload.append(contentsOf: repeatElement(0, count: range.upperBound - payload.count))
    }
    payload.withMutableBytes { bytes in bytes.setBytes(octets, at: range.lowerBound) }
    return isWhole ? .whole : .waiting
  }

  private var isWhole: Bool { total != nil && ranges.count == 1 && ranges[0] == 0..<(total ?? 0) }

  /// Enters a range that overlaps none, and joins it with what it touches.
  private mutating func note(_ range: Range<Int>) {
    if range.isEmpty { return }
    let index = ranges.firstIndex { $0.lowerBound > range.lowerBound } ?? ranges.count
    ranges.insert(range, at: index)
    if index + 1 < ranges.count, ranges[index].upperBound == ranges[index + 1].lowerBound { join(index) }
    if index > 0, ranges[index - 1].upperBound == ranges[index].lowerBound { join(index - 1) }
  }

  private mutating func join(_ index: Int) {
    ranges[index] = ranges[index].lowerBound..<ranges[index + 1].upperBound
    ranges.remove(at: index + 1)
  }

  /// The whole datagram, from the Ethernet header on, with a right length and no trace of fragments; `nil` where it would
  /// be longer than a datagram may be.
  func assembled() -> [UInt8]? {
    guard let fragment = firstFragment else { return nil }
    var frame = Array(first.prefix(fragment.headLength))
    frame += payload
    let length = frame.count - EthernetView.length
    let lengthMax = fragment.version == .v4 ? 65_535 : 65_535 + IPv6View.length
    guard length <= lengthMax else { return nil }
    frame.withMutableBytes { bytes in
      switch fragment.version {
      case .v4:
        IPv4Rewriting.setTotalLength(length, in: &bytes, at: EthernetView.length)
        IPv4Rewriting.setFragment(offset: 0, moreFragments: false, in: &bytes, at: EthernetView.length)
      case .v6:
        bytes.setUInt16(UInt16(truncatingIfNeeded: length - IPv6View.length), at: EthernetView.length + 4)
        bytes.setOctet(fragment.nextHeader.rawValue, at: fragment.nextHeaderOffset)
      }
    }
    return frame
  }
}
