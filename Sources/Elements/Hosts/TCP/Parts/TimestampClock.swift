import Dataplane
import Wire

/// The timestamps of a connection: what is sent, what is echoed, and what is too old (RFC 7323, 3 to 5).
struct TimestampClock: Sendable {
  /// A peer's clock that stood still so long may have wrapped: 24 days (RFC 7323, 5.5).
  private static let idleMax = Nanoseconds.seconds(24 * 86_400)

  /// True where both sides send timestamps.
  var isAgreed = false
  /// What our clock is ahead of the engine's.
  let offset: UInt32
  private var recent: UInt32 = 0
  private var recentAt = Instant.zero

  init(offset: UInt32) { self.offset = offset }

  /// Our clock: milliseconds.
  func value(at now: Instant) -> UInt32 { UInt32(truncatingIfNeeded: now.nanoseconds / 1_000_000) &+ offset }

  /// The option of a segment.
  func option(at now: Instant) -> TCPTimestamps { TCPTimestamps(value: value(at: now), echo: recent) }

  /// The round trip that an echo tells of; `nil` where it cannot be one.
  func roundTrip(_ option: TCPTimestamps?, at now: Instant) -> Nanoseconds? {
    guard isAgreed, let option else { return nil }
    let distance = value(at: now) &- option.echo
    return distance < 1 << 20 ? .milliseconds(UInt64(max(distance, 1))) : nil
  }

  /// True where a segment is older than one that was seen before (RFC 7323, 5.3, step R1).
  func isOld(_ option: TCPTimestamps, at now: Instant) -> Bool {
    Int32(bitPattern: option.value &- recent) < 0 && !(TimestampClock.idleMax < now - recentAt)
  }

  /// True where a segment is newer than all that were seen.
  func isNewer(_ option: TCPTimestamps) -> Bool { Int32(bitPattern: option.value &- recent) > 0 }

  /// Remembers a peer's clock, to echo it.
  mutating func see(_ option: TCPTimestamps, at now: Instant) {
    recent = option.value
    recentAt = now
  }
}
