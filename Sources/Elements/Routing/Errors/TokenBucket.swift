public import Dataplane

/// Allows so many events a second, and so many at once (RFC 4443, 2.4 (f); RFC 1812, 4.3.2.8).
public struct TokenBucket: Sendable, Hashable {
  /// Events at once.
  public let burst: UInt64
  /// Time in which one more event is earned.
  public let interval: Nanoseconds
  /// When the bucket is full again; the events that are left follow from it.
  private var fullAt = Instant.zero

  /// Allows `rate` events a second (at least one), and `burst` at once (at least one).
  public init(rate: Int, burst: Int) {
    self.burst = UInt64(max(1, burst))
    interval = Nanoseconds(1_000_000_000 / UInt64(max(1, rate)))
  }

  /// True where one more event is allowed now; it is then counted.
  public mutating func take(at now: Instant) -> Bool {
    let begin = max(fullAt, now)
    guard (begin - now).count + interval.count <= burst * interval.count else { return false }
    fullAt = begin + interval
    return true
  }
}
