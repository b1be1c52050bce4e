import Buffers
import Testing

/// A small generator (Vigna's SplitMix64), so that a test's chance follows from the seed that it prints.
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var word = state
    word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
    return word ^ (word >> 31)
  }
}

extension Packet {
  /// A copy of the octets.
  borrowing func octets() -> [UInt8] { bytes.withUnsafeBytes { Array($0) } }

  /// Writes one octet.
  mutating func set(_ value: UInt8, at offset: Int) {
    var bytes = mutableBytes
    bytes.storeBytes(of: value, toByteOffset: offset, as: UInt8.self)
  }
}

// `#expect` takes its expression apart, and cannot do that with values that are not copyable: these take the results.

/// Records an issue where `condition` is false.
func expect(_ condition: Bool, sourceLocation: SourceLocation = #_sourceLocation) {
  #expect(condition, sourceLocation: sourceLocation)
}

/// Records an issue where `value` is not `expected`.
func expect<Value: Equatable>(
  _ value: Value, equals expected: Value, sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(value == expected, sourceLocation: sourceLocation)
}
