/// Counts of values by size, to three significant digits: log-linear buckets, as HdrHistogram has them.
///
/// Values below 2,048 have a bucket each; above, every power of two is cut into 1,024 buckets, so that a bucket is
/// narrower than a thousandth of what is in it. To note a value is a few instructions, and no memory is allocated.
///
/// ```
///   value:   0 … 2047     2048 … 4095     4096 … 8191     …     up to valueMax
///   width:      1              2               4
///   bucket:  0 … 2047     2048 … 3071     3072 … 4095     …
/// ```
public struct Histogram: Hashable, Sendable {
  /// The largest value that is told from larger ones: 2³⁶ - 1, which are 68 seconds in nanoseconds.
  public static let valueMax: UInt64 = 1 << 36 - 1
  /// Buckets that a power of two is cut into.
  private static let part = 1024

  private var counts = [UInt64](repeating: 0, count: Histogram.bucket(of: Histogram.valueMax) + 1)
  /// How many values were noted.
  public private(set) var count: UInt64 = 0

  /// Nothing is noted yet.
  public init() {}

  /// Notes one value; one above ``valueMax`` counts as that.
  public mutating func note(_ value: UInt64) {
    counts[Histogram.bucket(of: Swift.min(value, Histogram.valueMax))] &+= 1
    count &+= 1
  }

  /// The value that `share` of all (0…1) do not exceed, rounded up to its bucket's end; 0 where nothing was noted.
  public func percentile(_ share: Double) -> UInt64 {
    let rank = Swift.max(1, UInt64((Double(count) * Swift.min(Swift.max(share, 0), 1)).rounded(.up)))
    var seen: UInt64 = 0
    for (bucket, count) in counts.enumerated() where count > 0 {
      seen += count
      if seen >= rank { return Histogram.last(of: bucket) }
    }
    return 0
  }

  /// The largest value, rounded up to its bucket's end; 0 where nothing was noted.
  public var max: UInt64 { counts.lastIndex { $0 > 0 }.map(Histogram.last) ?? 0 }

  /// What was noted since `earlier`, an older copy of this histogram.
  public func since(_ earlier: Histogram) -> Histogram {
    var difference = self
    for bucket in counts.indices { difference.counts[bucket] &-= earlier.counts[bucket] }
    difference.count &-= earlier.count
    return difference
  }

  /// The bucket that `value` belongs to.
  static func bucket(of value: UInt64) -> Int {
    let shift = Swift.max(0, value.bitWidth - value.leadingZeroBitCount - 11)
    return shift * part + Int(value >> shift)
  }

  /// The largest value of a bucket.
  static func last(of bucket: Int) -> UInt64 {
    let shift = Swift.max(0, bucket / part - 1)
    return (UInt64(bucket - shift * part) + 1) << shift - 1
  }
}
