/// Big-endian access to bytes, which is the order of every field here ("network byte order", RFC 791, appendix B).
///
/// Each accessor traps outside the span, as the span itself does. The views of this module check their length once, in
/// their initialiser, and from then on read only what that check covered.
extension RawSpan {
  /// True where `length` octets can be read at `offset`; false for negative numbers.
  @inlinable @inline(__always)
  public func holds(_ length: Int, at offset: Int) -> Bool {
    offset >= 0 && length >= 0 && length <= byteCount - offset
  }

  /// The octet at `offset`.
  @inlinable @inline(__always)
  public func octet(at offset: Int) -> UInt8 { unsafe unsafeLoad(fromByteOffset: offset, as: UInt8.self) }

  /// The big-endian 16-bit integer at `offset`.
  @inlinable @inline(__always)
  public func uint16(at offset: Int) -> UInt16 {
    unsafe UInt16(bigEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt16.self))
  }

  /// The big-endian 32-bit integer at `offset`.
  @inlinable @inline(__always)
  public func uint32(at offset: Int) -> UInt32 {
    unsafe UInt32(bigEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }

  /// The big-endian 64-bit integer at `offset`.
  @inlinable @inline(__always)
  public func uint64(at offset: Int) -> UInt64 {
    unsafe UInt64(bigEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  /// The MAC address at `offset`.
  @inlinable @inline(__always)
  public func macAddress(at offset: Int) -> MACAddress {
    MACAddress(bits: UInt64(uint16(at: offset)) << 32 | UInt64(uint32(at: offset + 2)))
  }

  /// The IPv4 address at `offset`.
  @inlinable @inline(__always)
  public func ipv4Address(at offset: Int) -> IPv4Address { IPv4Address(bits: uint32(at: offset)) }

  /// The IPv6 address at `offset`.
  @inlinable @inline(__always)
  public func ipv6Address(at offset: Int) -> IPv6Address {
    IPv6Address(high: uint64(at: offset), low: uint64(at: offset + 8))
  }
}

/// Big-endian writing; the counterpart of the accessors above.
extension MutableRawSpan {
  /// True where `length` octets can be written at `offset`; false for negative numbers.
  @inlinable @inline(__always)
  public func holds(_ length: Int, at offset: Int) -> Bool {
    offset >= 0 && length >= 0 && length <= byteCount - offset
  }

  /// Writes the octet at `offset`.
  @inlinable @inline(__always)
  @_lifetime(self: copy self)
  public mutating func setOctet(_ value: UInt8, at offset: Int) {
    storeBytes(of: value, toByteOffset: offset, as: UInt8.self)
  }

  /// Writes `value`, big-endian, at `offset`.
  @inlinable @inline(__always)
  @_lifetime(self: copy self)
  public mutating func setUInt16(_ value: UInt16, at offset: Int) {
    storeBytes(of: value.bigEndian, toByteOffset: offset, as: UInt16.self)
  }

  /// Writes `value`, big-endian, at `offset`.
  @inlinable @inline(__always)
  @_lifetime(self: copy self)
  public mutating func setUInt32(_ value: UInt32, at offset: Int) {
    storeBytes(of: value.bigEndian, toByteOffset: offset, as: UInt32.self)
  }

  /// Writes `value`, big-endian, at `offset`.
  @inlinable @inline(__always)
  @_lifetime(self: copy self)
  public mutating func setUInt64(_ value: UInt64, at offset: Int) {
    storeBytes(of: value.bigEndian, toByteOffset: offset, as: UInt64.self)
  }

  /// Writes the MAC address at `offset`.
  @inlinable @inline(__always)
  @_lifetime(self: copy self)
  public mutating func setMACAddress(_ address: MACAddress, at offset: Int) {
    setUInt16(UInt16(truncatingIfNeeded: address.bits >> 32), at: offset)
    setUInt32(UInt32(truncatingIfNeeded: address.bits), at: offset + 2)
  }

  /// Writes the IPv4 address at `offset`.
  @inlinable @inline(__always)
  @_lifetime(self: copy self)
  public mutating func setIPv4Address(_ address: IPv4Address, at offset: Int) {
    setUInt32(address.bits, at: offset)
  }

  /// Writes the IPv6 address at `offset`.
  @inlinable @inline(__always)
  @_lifetime(self: copy self)
  public mutating func setIPv6Address(_ address: IPv6Address, at offset: Int) {
    setUInt64(address.high, at: offset)
    setUInt64(address.low, at: offset + 8)
  }
}
