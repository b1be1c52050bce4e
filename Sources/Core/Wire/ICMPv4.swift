/// The type of an ICMP message (RFC 792; the numbers are IANA's "icmp-parameters").
public struct ICMPv4Type: RawRepresentable, Hashable, Sendable {
  /// The number on the wire.
  public let rawValue: UInt8

  /// Makes a type of its number.
  @inlinable
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Answer to an echo request.
  @inlinable public static var echoReply: ICMPv4Type { ICMPv4Type(rawValue: 0) }
  /// The datagram could not be delivered.
  @inlinable public static var destinationUnreachable: ICMPv4Type { ICMPv4Type(rawValue: 3) }
  /// Send less (deprecated by RFC 6633).
  @inlinable public static var sourceQuench: ICMPv4Type { ICMPv4Type(rawValue: 4) }
  /// There is a better first hop.
  @inlinable public static var redirect: ICMPv4Type { ICMPv4Type(rawValue: 5) }
  /// Asks for an echo reply.
  @inlinable public static var echoRequest: ICMPv4Type { ICMPv4Type(rawValue: 8) }
  /// The time to live, or that of a fragment, ran out.
  @inlinable public static var timeExceeded: ICMPv4Type { ICMPv4Type(rawValue: 11) }
  /// A field of the header makes no sense.
  @inlinable public static var parameterProblem: ICMPv4Type { ICMPv4Type(rawValue: 12) }
  /// Asks for a timestamp reply.
  @inlinable public static var timestampRequest: ICMPv4Type { ICMPv4Type(rawValue: 13) }
  /// Answer to a timestamp request.
  @inlinable public static var timestampReply: ICMPv4Type { ICMPv4Type(rawValue: 14) }

  /// True for messages that report a problem with a datagram and quote it; nothing answers them with another error
  /// (RFC 1122, 3.2.2).
  @inlinable public var isError: Bool {
    switch self {
    case .destinationUnreachable, .sourceQuench, .redirect, .timeExceeded, .parameterProblem: true
    default: false
    }
  }

  /// True for messages with an identifier and a sequence number that ask or answer.
  @inlinable public var isQuery: Bool {
    switch self {
    case .echoRequest, .echoReply, .timestampRequest, .timestampReply: true
    default: false
    }
  }
}

/// An ICMP message, read in place (RFC 792).
///
/// ```
/// 0      1      2          4                    8
/// +------+------+----------+--------------------+---------
/// | type | code | checksum | as the type has it | body
/// +------+------+----------+--------------------+---------
/// ```
public struct ICMPv4View: ~Escapable {
  /// Octets of the header.
  @inlinable public static var length: Int { 8 }

  /// The message.
  public let bytes: RawSpan

  /// Views all of `bytes` as a message; `nil` where they are fewer than 8.
  @inlinable @inline(__always)
  @_lifetime(copy bytes)
  public init?(_ bytes: RawSpan) {
    guard bytes.byteCount >= ICMPv4View.length else { return nil }
    self.bytes = bytes
  }

  /// What kind of message it is.
  @inlinable public var type: ICMPv4Type { ICMPv4Type(rawValue: bytes.octet(at: 0)) }
  /// Which message of its kind.
  @inlinable public var code: UInt8 { bytes.octet(at: 1) }
  /// The checksum as it is on the wire.
  @inlinable public var checksum: UInt16 { bytes.uint16(at: 2) }
  /// The four octets whose meaning the type decides.
  @inlinable public var rest: UInt32 { bytes.uint32(at: 4) }
  /// The identifier of an echo or timestamp message.
  @inlinable public var identifier: UInt16 { bytes.uint16(at: 4) }
  /// The sequence number of an echo or timestamp message.
  @inlinable public var sequence: UInt16 { bytes.uint16(at: 6) }
  /// True where the checksum over all of the message is right.
  @inlinable public var isChecksumValid: Bool { InternetChecksum.checksum(of: bytes) == 0 }

  /// What follows the header.
  @inlinable public var body: RawSpan {
    @_lifetime(copy self)
    get { bytes.extracting(droppingFirst: ICMPv4View.length) }
  }

  /// The datagram that an error quotes, which may be cut off; empty for messages that are no errors. Where the message
  /// has a length field (RFC 4884, 4), what follows the datagram is left out.
  @inlinable public var quoted: RawSpan {
    @_lifetime(copy self)
    get { body.extracting(first: quotedLength) }
  }

  @inlinable var quotedLength: Int {
    guard type.isError else { return 0 }
    let words = type == .redirect || type == .sourceQuench ? 0 : Int(bytes.octet(at: 5))
    return words == 0 ? bytes.byteCount - ICMPv4View.length : words * 4
  }
}
