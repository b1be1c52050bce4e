/// Octets put into, or taken out of, the middle of a packet near its front: how a tag is pushed and popped.
extension Packet {
  /// Opens a gap of `length` octets in front of the octet at `offset`, moving what is before it into the headroom.
  /// The content of the gap is unspecified. False, and nothing is changed, where the packet is shorter than `offset`,
  /// the headroom too small, or the octets are shared and cannot be copied.
  @inlinable
  public mutating func openGap(at offset: Int, length: Int) -> Bool {
    guard offset >= 0, offset <= count, makeWritable(), grow(front: length) else { return false }
    unsafe unsafeAddress().copyMemory(from: unsafeAddress(offset: length), byteCount: offset)
    return true
  }

  /// Takes out the `length` octets at `offset`, moving what is before them up. False, and nothing is changed, where the
  /// packet does not have them, or its octets are shared and cannot be copied.
  @inlinable
  public mutating func closeGap(at offset: Int, length: Int) -> Bool {
    guard offset >= 0, length >= 0, offset <= count, length <= count - offset, makeWritable() else { return false }
    let start = unsafe unsafeAddress()
    unsafe (start + length).copyMemory(from: UnsafeRawPointer(start), byteCount: offset)
    return trim(front: length)
  }
}
