extension [UInt8] {
  /// Hands the octets to `body` to be changed in place, such as by ``IPv4Rewriting``.
  ///
  /// The span of octets is "unsafe" for element types that not every bit pattern is a value of; for octets all are.
  @inlinable
  @discardableResult
  public mutating func withMutableBytes<Result>(_ body: (inout MutableRawSpan) -> Result) -> Result {
    var span = mutableSpan
    var bytes = unsafe span.mutableBytes
    return body(&bytes)
  }
}
