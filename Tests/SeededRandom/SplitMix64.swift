/// A small generator with a seed, so that a test's chance can be had again (Steele, Lea and Flood, "Fast splittable
/// pseudorandom number generators", 2014).
public struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// Begins from a seed, which the test prints.
  public init(seed: UInt64) { state = seed }

  /// Begins from a seed, and prints it.
  public init(seed: UInt64, for purpose: String) {
    state = seed
    print("seed of \(purpose): \(seed)")
  }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }

  /// A number from 0 to below `bound`, which is positive.
  public mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }

  /// One of two.
  public mutating func coin() -> Bool { next() & 1 == 0 }

  /// True in one of `count` cases.
  public mutating func oneIn(_ count: Int) -> Bool { below(count) == 0 }

  /// So many octets.
  public mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) } }

  /// One of `values`, which are not empty.
  public mutating func one<Value>(of values: [Value]) -> Value { values[below(values.count)] }
}
