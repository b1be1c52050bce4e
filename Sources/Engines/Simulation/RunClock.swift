import Dataplane

/// How a run's times are printed: seconds since its clock started, with as many digits as it takes.
enum RunClock {
  /// The time since the origin.
  static func text(_ instant: Instant) -> String { text(instant - Simulator.origin) }

  /// A length of time.
  static func text(_ length: Nanoseconds) -> String {
    let whole = length.count / 1_000_000_000
    var fraction = length.count % 1_000_000_000
    guard fraction > 0 else { return "\(whole) s" }
    var digits = 9
    while fraction % 10 == 0 {
      fraction /= 10
      digits -= 1
    }
    let text = "\(fraction)"
    return "\(whole)." + String(repeating: "0", count: digits - text.count) + "\(text) s"
  }
}
