import Dataplane

/// How long to wait before sending again, learnt from the round trips (RFC 6298).
struct RoundTripTimer: Sendable {
  /// The smoothed round trip and how much it varies, in nanoseconds; 0 before the first measurement.
  private(set) var smoothed: UInt64 = 0
  private(set) var variation: UInt64 = 0
  /// How often the timeout was doubled since the last measurement.
  private(set) var doublings: UInt64 = 0
  private var base: UInt64
  private let minimum: UInt64
  private let maximum: UInt64

  init(_ settings: TCPSettings) {
    // A day bounds what sums are made of.
    maximum = min(settings.maximumTimeout.count, 86_400_000_000_000)
    minimum = min(settings.minimumTimeout.count, maximum)
    base = min(settings.initialTimeout.count, maximum)
  }

  /// Takes a measurement into account (RFC 6298, 2.2 and 2.3, with α = 1/8 and β = 1/4), and ends the backing off.
  mutating func measured(_ roundTrip: Nanoseconds) {
    let sample = min(roundTrip.count, maximum)
    if smoothed == 0 {
      smoothed = max(sample, 1)
      variation = sample / 2
    } else {
      let distance = smoothed > sample ? smoothed - sample : sample - smoothed
      variation = variation - variation / 4 + distance / 4
      smoothed = max(smoothed - smoothed / 8 + sample / 8, 1)
    }
    base = smoothed + max(minimum, 4 * variation)
    doublings = 0
  }

  /// Doubles the timeout (RFC 6298, 5.5).
  mutating func backOff() { doublings = min(doublings + 1, 32) }

  /// What the backing off was for has ended without a measurement.
  mutating func restart() { doublings = 0 }

  /// The connection is open, but its SYN was sent more than once, and no round trip is known (RFC 6298, 5.7).
  mutating func startOver() {
    guard smoothed == 0 else { return }
    base = min(3_000_000_000, maximum)
    doublings = 0
  }

  /// The time to wait.
  var timeout: Nanoseconds {
    let (product, overflow) = base.multipliedReportingOverflow(by: 1 << doublings)
    return Nanoseconds(overflow ? maximum : min(product, maximum))
  }
}
