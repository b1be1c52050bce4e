/// An IPv4 datagram, read in place (RFC 791, 3.1).
///
/// ```
///  0                   1                   2                   3
///  +-------+-------+---------------+-------------------------------+
///  |version|  IHL  | traffic class |          total length         |
///  +-------+-------+---------------+-----+-------------------------+
///  |         identification        |0 D M|     fragment offset     |
///  +---------------+---------------+-----+-------------------------+
///  |      TTL      |    protocol   |        header checksum        |
///  +---------------+---------------+-------------------------------+
///  |         source, destination, options, payload ...
/// ```
///
/// Contract: the initialiser checks version, lengths and room; after it, no accessor traps. It does not check the
/// checksum: see ``isChecksumValid``.
public struct IPv4View: ~Escapable {
  /// Octets of a header without options.
  @inlinable public static var minimumLength: Int { 20 }
  /// Octets of a header with all the options it can hold.
  @inlinable public static var maximumLength: Int { 60 }

  /// The datagram: header and payload, without what pads the frame.
  public let bytes: RawSpan

  /// Views a datagram at the front of `bytes`. `nil` where the version is not 4, the header length is below 20, the
  /// total length is below the header's, or either is more than there is.
  @inlinable @inline(__always)
  @_lifetime(copy bytes)
  public init?(_ bytes: RawSpan) {
    guard bytes.byteCount >= IPv4View.minimumLength else { return nil }
    let first = bytes.octet(at: 0)
    let headerLength = Int(first & 0xf) * 4
    let totalLength = Int(bytes.uint16(at: 2))
    guard first >> 4 == 4, headerLength >= IPv4View.minimumLength, totalLength >= headerLength,
      totalLength <= bytes.byteCount
    else { return nil }
    self.bytes = bytes.extracting(first: totalLength)
  }

  /// Views a datagram whose end may be cut off, as ICMP quotes it (RFC 792): only the header must be whole, and the
  /// total length may be anything.
  @inlinable
  @_lifetime(copy bytes)
  public init?(quoted bytes: RawSpan) {
    guard bytes.byteCount >= IPv4View.minimumLength else { return nil }
    let first = bytes.octet(at: 0)
    let headerLength = Int(first & 0xf) * 4
    guard first >> 4 == 4, headerLength >= IPv4View.minimumLength, headerLength <= bytes.byteCount else { return nil }
    self.bytes = bytes.extracting(first: max(headerLength, Int(bytes.uint16(at: 2))))
  }

  /// Octets of the header with its options, 20…60.
  @inlinable public var headerLength: Int { Int(bytes.octet(at: 0) & 0xf) * 4 }
  /// How to queue the datagram.
  @inlinable public var trafficClass: TrafficClass { TrafficClass(rawValue: bytes.octet(at: 1)) }
  /// Octets of header and payload, as the header says.
  @inlinable public var totalLength: Int { Int(bytes.uint16(at: 2)) }
  /// What the fragments of one datagram have in common (RFC 6864).
  @inlinable public var identification: UInt16 { bytes.uint16(at: 4) }
  /// True where no router may take the datagram apart.
  @inlinable public var dontFragment: Bool { bytes.octet(at: 6) & 0x40 != 0 }
  /// True where more fragments of the datagram follow.
  @inlinable public var moreFragments: Bool { bytes.octet(at: 6) & 0x20 != 0 }
  /// Where the payload belongs in the whole datagram, octets: a multiple of 8 up to 65,528.
  @inlinable public var fragmentOffset: Int { Int(bytes.uint16(at: 6) & 0x1fff) * 8 }
  /// Routers that the datagram may still pass.
  @inlinable public var ttl: UInt8 { bytes.octet(at: 8) }
  /// What the payload is.
  @inlinable public var `protocol`: IPProtocol { IPProtocol(rawValue: bytes.octet(at: 9)) }
  /// The header's checksum as it is on the wire.
  @inlinable public var checksum: UInt16 { bytes.uint16(at: 10) }
  /// Who sent it.
  @inlinable public var source: IPv4Address { bytes.ipv4Address(at: 12) }
  /// Where it goes.
  @inlinable public var destination: IPv4Address { bytes.ipv4Address(at: 16) }
  /// True for any piece of a datagram that was taken apart.
  @inlinable public var isFragment: Bool { bytes.uint16(at: 6) & 0x3fff != 0 }
  /// True where the header's checksum is right (RFC 791, 3.1; RFC 1071).
  @inlinable public var isChecksumValid: Bool {
    if headerLength > IPv4View.minimumLength {
      return InternetChecksum.checksum(of: bytes.extracting(first: headerLength)) == 0
    }
    // The sum does not depend on how wide the words are that are added (RFC 1071, 2C).
    let sum =
      UInt64(bytes.uint32(at: 0)) + UInt64(bytes.uint32(at: 4)) + UInt64(bytes.uint32(at: 8))
      + UInt64(bytes.uint32(at: 12)) + UInt64(bytes.uint32(at: 16))
    return InternetChecksum.fold(sum) == 0xffff
  }

  /// The header with its options.
  @inlinable public var header: RawSpan {
    @_lifetime(copy self)
    get { bytes.extracting(first: headerLength) }
  }

  /// The options, 0…40 octets; ``HeaderOptionCursor`` walks them.
  @inlinable public var options: RawSpan {
    @_lifetime(copy self)
    get { bytes.extracting(first: headerLength).extracting(droppingFirst: IPv4View.minimumLength) }
  }

  /// What follows the header.
  @inlinable public var payload: RawSpan {
    @_lifetime(copy self)
    get { bytes.extracting(droppingFirst: headerLength) }
  }

  /// What the payload is and where it begins.
  @inlinable public var upperLayer: UpperLayer {
    UpperLayer(
      protocol: `protocol`, offset: headerLength, fragmentOffset: fragmentOffset, moreFragments: moreFragments)
  }
}
