extension [UInt8] {
  /// A copy of octets.
  init(octets bytes: RawSpan) {
    self = unsafe bytes.withUnsafeBytes { unsafe Array($0) }
  }
}
