/// Changes of an IPv6 datagram in place. `offset` is where its header begins in `bytes`. All return false, and change
/// nothing, where there is no whole IPv6 header at `offset`.
public enum IPv6Rewriting {
  @inlinable
  static func hasHeader(_ bytes: borrowing MutableRawSpan, at offset: Int) -> Bool {
    bytes.holds(IPv6View.length, at: offset) && bytes.bytes.octet(at: offset) >> 4 == 6
  }

  /// Takes 1 from the hop limit, as a router does (RFC 8200, 3); false as well where it is 0 already.
  @inlinable
  @discardableResult
  public static func decrementHopLimit(in bytes: inout MutableRawSpan, at offset: Int) -> Bool {
    guard hasHeader(bytes, at: offset) else { return false }
    let old = bytes.bytes.octet(at: offset + 7)
    guard old > 0 else { return false }
    bytes.setOctet(old &- 1, at: offset + 7)
    return true
  }

  /// Sets the hop limit.
  @inlinable
  @discardableResult
  public static func setHopLimit(_ hopLimit: UInt8, in bytes: inout MutableRawSpan, at offset: Int) -> Bool {
    guard hasHeader(bytes, at: offset) else { return false }
    bytes.setOctet(hopLimit, at: offset + 7)
    return true
  }

  /// Sets differentiated services and congestion notification.
  @inlinable
  @discardableResult
  public static func setTrafficClass(
    _ trafficClass: TrafficClass, in bytes: inout MutableRawSpan, at offset: Int
  ) -> Bool {
    guard hasHeader(bytes, at: offset) else { return false }
    let kept = bytes.bytes.uint16(at: offset) & 0xf00f
    bytes.setUInt16(kept | UInt16(trafficClass.rawValue) << 4, at: offset)
    return true
  }

  /// Sets the payload length; false as well where it is outside 0…65,535.
  @inlinable
  @discardableResult
  public static func setPayloadLength(_ length: Int, in bytes: inout MutableRawSpan, at offset: Int) -> Bool {
    guard hasHeader(bytes, at: offset), 0...65_535 ~= length else { return false }
    bytes.setUInt16(UInt16(truncatingIfNeeded: length), at: offset + 4)
    return true
  }

  /// Sets the addresses that are not `nil`, and corrects the checksum of TCP, UDP or ICMPv6, where the datagram has
  /// one: a later fragment has none, and a quoted datagram may end before it.
  @discardableResult
  public static func setAddresses(
    source: IPv6Address? = nil, destination: IPv6Address? = nil, in bytes: inout MutableRawSpan, at offset: Int,
    checksum: ChecksumState = .complete
  ) -> Bool {
    guard hasHeader(bytes, at: offset) else { return false }
    var delta = ChecksumDelta()
    if let source {
      delta.replace(bytes.bytes.ipv6Address(at: offset + 8), with: source)
      bytes.setIPv6Address(source, at: offset + 8)
    }
    if let destination {
      delta.replace(bytes.bytes.ipv6Address(at: offset + 24), with: destination)
      bytes.setIPv6Address(destination, at: offset + 24)
    }
    if let site = TransportRewriting.Site(bytes.bytes, at: offset), site.proto.hasPseudoHeader {
      TransportRewriting.adjustChecksum(of: site, by: delta, state: checksum, in: &bytes)
    }
    return true
  }
}
