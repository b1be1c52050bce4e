/// How much may be under way: slow start and congestion avoidance (RFC 5681), with octets counted (RFC 3465) and a first
/// window of ten segments (RFC 6928).
struct CongestionControl: Sendable {
  /// Octets that may be under way.
  private(set) var window: Int
  /// Below it the window grows by what is acknowledged, above it by a segment a round trip.
  private(set) var threshold = Int.max
  private var acknowledged = 0

  /// `segment`: octets of a full segment.
  init(segment: Int) { window = CongestionControl.initialWindow(segment) }

  /// RFC 6928, 2.
  static func initialWindow(_ segment: Int) -> Int { min(10 * segment, max(2 * segment, 14_600)) }

  /// `count` octets were acknowledged while the window was what held more back.
  mutating func acknowledged(_ count: Int, segment: Int) {
    if window < threshold {
      window += min(count, 2 * segment)
    } else {
      acknowledged += count
      guard acknowledged >= window else { return }
      acknowledged -= window
      window += segment
    }
    window = min(window, 2 * TCPSettings.bufferMax)
  }

  /// A segment was lost and others came: the window is halved (RFC 5681, 3.2; RFC 6582, 3.2).
  mutating func lost(underWay: Int, segment: Int) {
    threshold = max(underWay / 2, 2 * segment)
    window = threshold
    acknowledged = 0
  }

  /// Nothing came in time (RFC 5681, 3.1). `isFirst`: not yet for the same octets.
  mutating func timedOut(underWay: Int, segment: Int, isFirst: Bool) {
    if isFirst { threshold = max(underWay / 2, 2 * segment) }
    window = segment
    acknowledged = 0
  }

  /// Nothing was sent for longer than a timeout: what was learnt of the path has aged (RFC 5681, 4.1).
  mutating func idled(segment: Int) { window = min(window, CongestionControl.initialWindow(segment)) }

  /// Full segments have another length now, and the first window is still whole.
  mutating func segmentChanged(to segment: Int) { window = max(window, 2 * segment) }
}
