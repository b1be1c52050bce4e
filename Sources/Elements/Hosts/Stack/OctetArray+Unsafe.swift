extension [UInt8] {
  /// A copy of octets.
  init(octets bytes: RawSpan) {
    self = unsafe bytes.withUnsafeBytes { unsafe Array($0) }
  }

  /// Takes octets in the place of all that there were, in the same storage where nobody else has it.
  mutating func replaceAll(with bytes: RawSpan) {
    removeAll(keepingCapacity: true)
    unsafe bytes.withUnsafeBytes { unsafe append(contentsOf: $0) }
  }
}
