import Buffers
import Testing

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
