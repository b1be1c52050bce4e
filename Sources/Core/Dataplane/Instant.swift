/// A point in time: nanoseconds since an origin that the engine chose (boot of the machine when live, the start of the
/// run when simulated). Elements compare instants and add durations; they never ask what day it is.
@frozen
public struct Instant: Hashable, Comparable, Sendable {
  /// Nanoseconds since the engine's origin.
  public var nanoseconds: UInt64

  /// Makes an instant of its distance from the origin.
  @inlinable
  public init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

  /// The origin.
  @inlinable public static var zero: Instant { Instant(nanoseconds: 0) }
  /// An instant that never comes.
  @inlinable public static var distantFuture: Instant { Instant(nanoseconds: .max) }

  /// The earlier of two instants is the smaller.
  @inlinable
  public static func < (left: Instant, right: Instant) -> Bool { left.nanoseconds < right.nanoseconds }

  /// The instant `delay` later, or the distant future where that cannot be expressed.
  @inlinable
  public static func + (instant: Instant, delay: Nanoseconds) -> Instant {
    let (sum, overflow) = instant.nanoseconds.addingReportingOverflow(delay.count)
    return Instant(nanoseconds: overflow ? .max : sum)
  }

  /// The time from `earlier` to `later`; zero where `later` comes first.
  @inlinable
  public static func - (later: Instant, earlier: Instant) -> Nanoseconds {
    Nanoseconds(later.nanoseconds > earlier.nanoseconds ? later.nanoseconds - earlier.nanoseconds : 0)
  }
}

/// A length of time in whole nanoseconds, 0 to 584 years: what `Duration` is to people, in one register.
@frozen
public struct Nanoseconds: Hashable, Comparable, Sendable {
  /// How many.
  public var count: UInt64

  /// Makes a length of time of `count` nanoseconds.
  @inlinable
  public init(_ count: UInt64) { self.count = count }

  /// The same length, rounded down to whole nanoseconds; negative durations become zero, and those beyond 584 years the
  /// most there is.
  public init(_ duration: Duration) {
    let (seconds, attoseconds) = duration.components
    guard seconds >= 0 && attoseconds >= 0 else {
      count = 0
      return
    }
    let (whole, isTooLong) = UInt64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, overflow) = whole.addingReportingOverflow(UInt64(attoseconds) / 1_000_000_000)
    count = isTooLong || overflow ? .max : sum
  }

  /// `count` microseconds.
  @inlinable public static func microseconds(_ count: UInt64) -> Nanoseconds { Nanoseconds(count &* 1_000) }
  /// `count` milliseconds.
  @inlinable public static func milliseconds(_ count: UInt64) -> Nanoseconds { Nanoseconds(count &* 1_000_000) }
  /// `count` seconds.
  @inlinable public static func seconds(_ count: UInt64) -> Nanoseconds { Nanoseconds(count &* 1_000_000_000) }

  /// The shorter of two is the smaller.
  @inlinable
  public static func < (left: Nanoseconds, right: Nanoseconds) -> Bool { left.count < right.count }
}
