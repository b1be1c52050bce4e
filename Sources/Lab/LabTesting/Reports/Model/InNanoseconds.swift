/// A duration that is coded as a whole number of nanoseconds, so that it is read back as it was written.
@propertyWrapper
public struct InNanoseconds: Codable, Hashable, Sendable {
  /// The duration; below a nanosecond nothing is kept when it is coded.
  public var wrappedValue: Duration

  /// Wraps a duration.
  public init(wrappedValue: Duration) { self.wrappedValue = wrappedValue }

  /// Reads a number of nanoseconds.
  public init(from decoder: any Decoder) throws {
    wrappedValue = .nanoseconds(try decoder.singleValueContainer().decode(Int64.self))
  }

  /// Writes a number of nanoseconds; what an `Int64` cannot hold (292 years) becomes the largest it can.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(wrappedValue.wholeNanoseconds)
  }
}

extension Duration {
  /// Whole nanoseconds, cut to what an `Int64` can hold.
  var wholeNanoseconds: Int64 {
    let (seconds, attoseconds) = components
    let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, overflowOfSum) = product.addingReportingOverflow(attoseconds / 1_000_000_000)
    if overflow || overflowOfSum { return seconds < 0 ? .min : .max }
    return sum
  }
}
