/// Growing and shrinking a packet at both ends. Offsets in the offload metadata move along.
extension Packet {
  /// Takes `amount` more octets in front into the packet; their content is unspecified.
  /// False, and nothing is changed, where the headroom is too small.
  @inlinable
  public mutating func grow(front amount: Int) -> Bool {
    guard amount >= 0, amount <= headroom else { return false }
    start &-= UInt32(amount)
    length &+= UInt32(amount)
    if offload.needsChecksum { offload.checksumStart &+= UInt16(truncatingIfNeeded: amount) }
    return true
  }

  /// Cuts `amount` octets off the front. False, and nothing is changed, where there are fewer.
  @inlinable
  public mutating func trim(front amount: Int) -> Bool {
    guard amount >= 0, amount <= count else { return false }
    start &+= UInt32(amount)
    length &-= UInt32(amount)
    if offload.needsChecksum { offload.checksumStart &-= UInt16(min(amount, Int(offload.checksumStart))) }
    return true
  }

  /// Sets the length. Octets gained behind the old end have unspecified content.
  /// False, and nothing is changed, where the tailroom is too small.
  @inlinable
  public mutating func resize(to count: Int) -> Bool {
    guard count >= 0, count <= fillCapacity else { return false }
    length = UInt32(count)
    return true
  }

  /// Appends a copy of `bytes`. False, and nothing is changed, where they do not fit or the octets are shared.
  @inlinable
  @discardableResult
  public mutating func append(_ bytes: RawSpan) -> Bool {
    guard !isShared, bytes.byteCount <= tailroom else { return false }
    let end = unsafe buffer.data + Int(start) + Int(length)
    unsafe bytes.withUnsafeBytes { source in
      if let base = source.baseAddress { unsafe end.copyMemory(from: base, byteCount: source.count) }
    }
    length &+= UInt32(bytes.byteCount)
    return true
  }
}
