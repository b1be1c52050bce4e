/// The type of an ICMPv6 message (RFC 4443; the numbers are IANA's "icmpv6-parameters").
public struct ICMPv6Type: RawRepresentable, Hashable, Sendable {
  /// The number on the wire.
  public let rawValue: UInt8

  /// Makes a type of its number.
  @inlinable
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// The datagram could not be delivered.
  @inlinable public static var destinationUnreachable: ICMPv6Type { ICMPv6Type(rawValue: 1) }
  /// The datagram is too large for the next link.
  @inlinable public static var packetTooBig: ICMPv6Type { ICMPv6Type(rawValue: 2) }
  /// The hop limit, or the time of a fragment, ran out.
  @inlinable public static var timeExceeded: ICMPv6Type { ICMPv6Type(rawValue: 3) }
  /// A field of a header makes no sense.
  @inlinable public static var parameterProblem: ICMPv6Type { ICMPv6Type(rawValue: 4) }
  /// Asks for an echo reply.
  @inlinable public static var echoRequest: ICMPv6Type { ICMPv6Type(rawValue: 128) }
  /// Answer to an echo request.
  @inlinable public static var echoReply: ICMPv6Type { ICMPv6Type(rawValue: 129) }
  /// Asks for router advertisements (RFC 4861, 4.1).
  @inlinable public static var routerSolicitation: ICMPv6Type { ICMPv6Type(rawValue: 133) }
  /// What a router tells the hosts of a link (RFC 4861, 4.2).
  @inlinable public static var routerAdvertisement: ICMPv6Type { ICMPv6Type(rawValue: 134) }
  /// Asks for a neighbour's link-layer address (RFC 4861, 4.3).
  @inlinable public static var neighborSolicitation: ICMPv6Type { ICMPv6Type(rawValue: 135) }
  /// Tells a neighbour's link-layer address (RFC 4861, 4.4).
  @inlinable public static var neighborAdvertisement: ICMPv6Type { ICMPv6Type(rawValue: 136) }
  /// There is a better first hop (RFC 4861, 4.5).
  @inlinable public static var redirect: ICMPv6Type { ICMPv6Type(rawValue: 137) }
  /// Multicast listener report, version 2 (RFC 3810, 5.2).
  @inlinable public static var multicastListenerReport: ICMPv6Type { ICMPv6Type(rawValue: 143) }

  /// True for messages that report a problem with a datagram and quote it (RFC 4443, 2.1).
  @inlinable public var isError: Bool { rawValue < 128 }
  /// True for the five messages of neighbour discovery (RFC 4861, 4).
  @inlinable public var isNeighborDiscovery: Bool { 133...137 ~= rawValue }
}

/// An ICMPv6 message, read in place (RFC 4443, 2.1).
///
/// ```
/// 0      1      2          4                    8
/// +------+------+----------+--------------------+---------
/// | type | code | checksum | as the type has it | body
/// +------+------+----------+--------------------+---------
/// ```
public struct ICMPv6View: ~Escapable {
  /// Octets of the header; every message that is defined has that many.
  @inlinable public static var length: Int { 8 }

  /// The message.
  public let bytes: RawSpan

  /// Views all of `bytes` as a message; `nil` where they are fewer than 8.
  @inlinable @inline(__always)
  @_lifetime(copy bytes)
  public init?(_ bytes: RawSpan) {
    guard bytes.byteCount >= ICMPv6View.length else { return nil }
    self.bytes = bytes
  }

  /// What kind of message it is.
  @inlinable public var type: ICMPv6Type { ICMPv6Type(rawValue: bytes.octet(at: 0)) }
  /// Which message of its kind.
  @inlinable public var code: UInt8 { bytes.octet(at: 1) }
  /// The checksum as it is on the wire; it covers a pseudo-header, see ``TransportChecksum``.
  @inlinable public var checksum: UInt16 { bytes.uint16(at: 2) }
  /// The four octets whose meaning the type decides.
  @inlinable public var rest: UInt32 { bytes.uint32(at: 4) }
  /// The identifier of an echo message.
  @inlinable public var identifier: UInt16 { bytes.uint16(at: 4) }
  /// The sequence number of an echo message.
  @inlinable public var sequence: UInt16 { bytes.uint16(at: 6) }

  /// What follows the header.
  @inlinable public var body: RawSpan {
    @_lifetime(copy self)
    get { bytes.extracting(droppingFirst: ICMPv6View.length) }
  }

  /// The datagram that an error quotes, which may be cut off; empty for messages that are no errors. Where the message
  /// has a length field (RFC 4884, 4), what follows the datagram is left out.
  @inlinable public var quoted: RawSpan {
    @_lifetime(copy self)
    get { body.extracting(first: quotedLength) }
  }

  @inlinable var quotedLength: Int {
    guard type.isError else { return 0 }
    let words = type == .destinationUnreachable || type == .timeExceeded ? Int(bytes.octet(at: 4)) : 0
    return words == 0 ? bytes.byteCount - ICMPv6View.length : words * 8
  }
}
