/// What the checksum field of a transport header holds.
public enum ChecksumState: UInt8, Hashable, Sendable {
  /// The checksum of the whole segment.
  case complete
  /// The folded sum of the pseudo-header alone, not complemented; a device, or ``TransportChecksum/finish(in:at:)``,
  /// adds the segment later (the kernel's CHECKSUM_PARTIAL, virtio's NEEDS_CSUM: OASIS virtio 1.2, 5.1.6.2).
  case partial
}

/// Changes of an IPv4 datagram in place. `offset` is where its header begins in `bytes`; the header's checksum follows
/// each change. All return false, and change nothing, where there is no whole IPv4 header at `offset`.
public enum IPv4Rewriting {
  /// The header length at `offset`, or `nil` where there is no whole header.
  @inlinable
  static func headerLength(in bytes: borrowing MutableRawSpan, at offset: Int) -> Int? {
    guard bytes.holds(IPv4View.minimumLength, at: offset) else { return nil }
    let first = bytes.bytes.octet(at: offset)
    let length = Int(first & 0xf) * 4
    guard first >> 4 == 4, length >= IPv4View.minimumLength, bytes.holds(length, at: offset) else { return nil }
    return length
  }

  /// Computes the header's checksum anew.
  @inlinable
  @discardableResult
  public static func completeChecksum(in bytes: inout MutableRawSpan, at offset: Int) -> Bool {
    guard let length = headerLength(in: bytes, at: offset) else { return false }
    bytes.setUInt16(0, at: offset + 10)
    let checksum = InternetChecksum.checksum(of: bytes.bytes.extracting(offset..<offset + length))
    bytes.setUInt16(checksum, at: offset + 10)
    return true
  }

  /// Takes 1 from the time to live, as a router does (RFC 1812, 5.3.1); false as well where it is 0 already.
  @inlinable
  @discardableResult
  public static func decrementTTL(in bytes: inout MutableRawSpan, at offset: Int) -> Bool {
    guard headerLength(in: bytes, at: offset) != nil, bytes.bytes.octet(at: offset + 8) > 0 else { return false }
    let old = bytes.bytes.uint16(at: offset + 8)
    replaceField(at: 8, with: old &- 0x0100, in: &bytes, headerAt: offset)
    return true
  }

  /// Sets the time to live.
  @inlinable
  @discardableResult
  public static func setTTL(_ ttl: UInt8, in bytes: inout MutableRawSpan, at offset: Int) -> Bool {
    guard headerLength(in: bytes, at: offset) != nil else { return false }
    let old = bytes.bytes.uint16(at: offset + 8)
    replaceField(at: 8, with: UInt16(ttl) << 8 | old & 0xff, in: &bytes, headerAt: offset)
    return true
  }

  /// Sets differentiated services and congestion notification.
  @inlinable
  @discardableResult
  public static func setTrafficClass(
    _ trafficClass: TrafficClass, in bytes: inout MutableRawSpan, at offset: Int
  ) -> Bool {
    guard headerLength(in: bytes, at: offset) != nil else { return false }
    let old = bytes.bytes.uint16(at: offset)
    replaceField(at: 0, with: old & 0xff00 | UInt16(trafficClass.rawValue), in: &bytes, headerAt: offset)
    return true
  }

  /// Sets the total length; false as well where it would be below the header's length or above 65,535.
  @inlinable
  @discardableResult
  public static func setTotalLength(_ length: Int, in bytes: inout MutableRawSpan, at offset: Int) -> Bool {
    guard let headerLength = headerLength(in: bytes, at: offset), headerLength...65_535 ~= length else { return false }
    replaceField(at: 2, with: UInt16(truncatingIfNeeded: length), in: &bytes, headerAt: offset)
    return true
  }

  /// Sets the identification.
  @inlinable
  @discardableResult
  public static func setIdentification(_ value: UInt16, in bytes: inout MutableRawSpan, at offset: Int) -> Bool {
    guard headerLength(in: bytes, at: offset) != nil else { return false }
    replaceField(at: 4, with: value, in: &bytes, headerAt: offset)
    return true
  }

  /// Sets where the payload belongs in the whole datagram, octets, and whether more follows; the "don't fragment" bit
  /// stays. False as well where the offset is not a multiple of 8 up to 65,528.
  @inlinable
  @discardableResult
  public static func setFragment(
    offset fragmentOffset: Int, moreFragments: Bool, in bytes: inout MutableRawSpan, at offset: Int
  ) -> Bool {
    guard headerLength(in: bytes, at: offset) != nil, 0...65_528 ~= fragmentOffset, fragmentOffset & 7 == 0
    else { return false }
    let kept = bytes.bytes.uint16(at: offset + 6) & 0xc000
    let field = UInt16(truncatingIfNeeded: fragmentOffset / 8) | (moreFragments ? 0x2000 : 0)
    replaceField(at: 6, with: kept | field, in: &bytes, headerAt: offset)
    return true
  }

  /// Sets the addresses that are not `nil`, and corrects the checksums of the header and of TCP or UDP, where the
  /// datagram has one: a later fragment has none, and a quoted datagram may end before it.
  @discardableResult
  public static func setAddresses(
    source: IPv4Address? = nil, destination: IPv4Address? = nil, in bytes: inout MutableRawSpan, at offset: Int,
    checksum: ChecksumState = .complete
  ) -> Bool {
    guard headerLength(in: bytes, at: offset) != nil else { return false }
    var delta = ChecksumDelta()
    if let source {
      delta.replace(bytes.bytes.ipv4Address(at: offset + 12), with: source)
      bytes.setIPv4Address(source, at: offset + 12)
    }
    if let destination {
      delta.replace(bytes.bytes.ipv4Address(at: offset + 16), with: destination)
      bytes.setIPv4Address(destination, at: offset + 16)
    }
    bytes.setUInt16(delta.applied(to: bytes.bytes.uint16(at: offset + 10)), at: offset + 10)
    if let site = TransportRewriting.Site(bytes.bytes, at: offset), site.proto.hasPseudoHeader {
      TransportRewriting.adjustChecksum(of: site, by: delta, state: checksum, in: &bytes)
    }
    return true
  }

  /// Replaces the 16-bit field at `position` of the header and corrects the header's checksum.
  @inlinable
  static func replaceField(
    at position: Int, with value: UInt16, in bytes: inout MutableRawSpan, headerAt offset: Int
  ) {
    var delta = ChecksumDelta()
    delta.replace(bytes.bytes.uint16(at: offset + position), with: value)
    bytes.setUInt16(value, at: offset + position)
    bytes.setUInt16(delta.applied(to: bytes.bytes.uint16(at: offset + 10)), at: offset + 10)
  }
}
