import Wire

extension [UInt8] {
  /// Hands the octets to `body` to be read.
  func withBytes<Result>(_ body: (RawSpan) -> Result) -> Result { body(span.bytes) }
}
