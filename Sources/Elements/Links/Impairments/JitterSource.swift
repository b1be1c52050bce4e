import Dataplane

/// Draws how much a packet's delay deviates, one packet after the other.
struct JitterSource {
  private let jitter: LinkConditions.Jitter
  /// No packet's delay deviates by more, nanoseconds.
  private let limit: Int64
  /// The deviation of the packet before; `nil` where there was none.
  private var last: Int64?

  /// The standard deviations at which a normal distribution is cut off.
  static let deviationsMax: UInt64 = 4

  /// Jitter about `delay`, which it does not exceed.
  init(_ jitter: LinkConditions.Jitter, delay: Nanoseconds) {
    self.jitter = jitter
    limit =
      switch jitter.distribution {
      case .uniform: Int64(min(jitter.amount.count, delay.count))
      case .normal: Int64(min(jitter.amount.count * JitterSource.deviationsMax, delay.count))
      }
  }

  /// The next packet's deviation, nanoseconds, −delay … delay.
  mutating func draw(_ random: inout RandomSource) -> Int64 {
    if jitter.correlation > .never, let last, jitter.correlation.holds(for: random.next()) { return last }
    let deviation =
      switch jitter.distribution {
      case .uniform: Int64(random.next().multipliedFullWidth(by: UInt64(limit) * 2 + 1).high) - limit
      case .normal: max(-limit, min(limit, Int64((random.nextNormal() * Double(jitter.amount.count)).rounded())))
      }
    last = deviation
    return deviation
  }
}
