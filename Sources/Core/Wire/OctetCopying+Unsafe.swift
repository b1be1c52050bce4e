extension MutableRawSpan {
  /// Copies all of `source` to `offset`; false, and nothing is written, where there is no room.
  @inlinable
  @discardableResult
  @_lifetime(self: copy self)
  public mutating func setBytes(_ source: RawSpan, at offset: Int) -> Bool {
    guard holds(source.byteCount, at: offset) else { return false }
    unsafe withUnsafeMutableBytes { target in
      unsafe source.withUnsafeBytes { octets in
        guard let from = octets.baseAddress, let to = target.baseAddress else { return }
        unsafe (to + offset).copyMemory(from: from, byteCount: octets.count)
      }
    }
    return true
  }
}
