/// An IPv6 datagram, read in place (RFC 8200, 3).
///
/// ```
///  0                   1                   2                   3
///  +-------+---------------+---------------------------------------+
///  |version| traffic class |              flow label               |
///  +-------+---------------+-------+---------------+---------------+
///  |        payload length         |  next header  |   hop limit   |
///  +-------------------------------+---------------+---------------+
///  |      source (16), destination (16), extension headers, payload
/// ```
///
/// Contract: the initialiser checks version, length and room; after it, no accessor traps.
public struct IPv6View: ~Escapable {
  /// Octets of the header without extension headers.
  @inlinable public static var length: Int { 40 }

  /// The datagram: header and payload, without what pads the frame.
  public let bytes: RawSpan

  /// Views a datagram at the front of `bytes`. `nil` where the version is not 6, the header is cut off, or the payload
  /// length is more than there is. A jumbogram (RFC 2675) has payload length 0 and is seen as an empty datagram.
  @inlinable @inline(__always)
  @_lifetime(copy bytes)
  public init?(_ bytes: RawSpan) {
    guard bytes.byteCount >= IPv6View.length, bytes.octet(at: 0) >> 4 == 6 else { return nil }
    let length = IPv6View.length + Int(bytes.uint16(at: 4))
    guard length <= bytes.byteCount else { return nil }
    self.bytes = bytes.extracting(first: length)
  }

  /// Views a datagram whose end may be cut off, as ICMPv6 quotes it (RFC 4443, 3): only the header must be whole.
  @inlinable
  @_lifetime(copy bytes)
  public init?(quoted bytes: RawSpan) {
    guard bytes.byteCount >= IPv6View.length, bytes.octet(at: 0) >> 4 == 6 else { return nil }
    self.bytes = bytes.extracting(first: IPv6View.length + Int(bytes.uint16(at: 4)))
  }

  /// How to queue the datagram.
  @inlinable public var trafficClass: TrafficClass {
    TrafficClass(rawValue: UInt8(truncatingIfNeeded: bytes.uint16(at: 0) >> 4))
  }
  /// The flow that the datagram belongs to, 20 bits; 0 is none (RFC 6437).
  @inlinable public var flowLabel: UInt32 { bytes.uint32(at: 0) & 0xf_ffff }
  /// Octets of extension headers and payload, as the header says.
  @inlinable public var payloadLength: Int { Int(bytes.uint16(at: 4)) }
  /// What follows the header: an extension header or the upper layer.
  @inlinable public var nextHeader: IPProtocol { IPProtocol(rawValue: bytes.octet(at: 6)) }
  /// Routers that the datagram may still pass.
  @inlinable public var hopLimit: UInt8 { bytes.octet(at: 7) }
  /// Who sent it.
  @inlinable public var source: IPv6Address { bytes.ipv6Address(at: 8) }
  /// Where it goes.
  @inlinable public var destination: IPv6Address { bytes.ipv6Address(at: 24) }

  /// What follows the header: extension headers and payload.
  @inlinable public var payload: RawSpan {
    @_lifetime(copy self)
    get { bytes.extracting(droppingFirst: IPv6View.length) }
  }
}
