/// Big-endian access to bytes, which is the order of every field here ("network byte order", RFC 791, appendix B).
///
/// Each accessor is bounds-checked by the span; the views below check their length once, in their initialiser, and
/// from then on read only what that check covered.
extension RawSpan {
  /// The octet at `offset`.
  @inlinable @inline(__always)
  func octet(at offset: Int) -> UInt8 { unsafe unsafeLoad(fromByteOffset: offset, as: UInt8.self) }

  /// The big-endian 16-bit integer at `offset`.
  @inlinable @inline(__always)
  func uint16(at offset: Int) -> UInt16 {
    unsafe UInt16(bigEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt16.self))
  }

  /// The big-endian 32-bit integer at `offset`.
  @inlinable @inline(__always)
  func uint32(at offset: Int) -> UInt32 {
    unsafe UInt32(bigEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }

  /// The big-endian 64-bit integer at `offset`.
  @inlinable @inline(__always)
  func uint64(at offset: Int) -> UInt64 {
    unsafe UInt64(bigEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  /// The MAC address at `offset`.
  @inlinable @inline(__always)
  func macAddress(at offset: Int) -> MACAddress {
    MACAddress(bits: UInt64(uint16(at: offset)) << 32 | UInt64(uint32(at: offset + 2)))
  }
}

/// Big-endian writing; the counterpart of the accessors above.
extension MutableRawSpan {
  /// Writes the octet at `offset`.
  @inlinable @inline(__always)
  @_lifetime(self: copy self)
  mutating func setOctet(_ value: UInt8, at offset: Int) {
    storeBytes(of: value, toByteOffset: offset, as: UInt8.self)
  }

  /// Writes `value`, big-endian, at `offset`.
  @inlinable @inline(__always)
  @_lifetime(self: copy self)
  mutating func setUInt16(_ value: UInt16, at offset: Int) {
    storeBytes(of: value.bigEndian, toByteOffset: offset, as: UInt16.self)
  }

  /// Writes `value`, big-endian, at `offset`.
  @inlinable @inline(__always)
  @_lifetime(self: copy self)
  mutating func setUInt32(_ value: UInt32, at offset: Int) {
    storeBytes(of: value.bigEndian, toByteOffset: offset, as: UInt32.self)
  }

  /// Writes the MAC address at `offset`.
  @inlinable @inline(__always)
  @_lifetime(self: copy self)
  mutating func setMACAddress(_ address: MACAddress, at offset: Int) {
    setUInt16(UInt16(truncatingIfNeeded: address.bits >> 32), at: offset)
    setUInt32(UInt32(truncatingIfNeeded: address.bits), at: offset + 2)
  }
}
