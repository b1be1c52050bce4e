/// The control bits of a TCP header (RFC 9293, 3.1; RFC 3168, 6.1 for the first two).
public struct TCPFlags: OptionSet, Hashable, Sendable {
  /// The octet on the wire.
  public let rawValue: UInt8

  /// Makes a set of its octet.
  @inlinable
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// No more data from the sender.
  @inlinable public static var fin: TCPFlags { TCPFlags(rawValue: 0x01) }
  /// Synchronise sequence numbers.
  @inlinable public static var syn: TCPFlags { TCPFlags(rawValue: 0x02) }
  /// Reset the connection.
  @inlinable public static var rst: TCPFlags { TCPFlags(rawValue: 0x04) }
  /// Push.
  @inlinable public static var psh: TCPFlags { TCPFlags(rawValue: 0x08) }
  /// The acknowledgement number counts.
  @inlinable public static var ack: TCPFlags { TCPFlags(rawValue: 0x10) }
  /// The urgent pointer counts.
  @inlinable public static var urg: TCPFlags { TCPFlags(rawValue: 0x20) }
  /// ECN echo.
  @inlinable public static var ece: TCPFlags { TCPFlags(rawValue: 0x40) }
  /// Congestion window reduced.
  @inlinable public static var cwr: TCPFlags { TCPFlags(rawValue: 0x80) }
}

extension TCPFlags: CustomStringConvertible {
  /// One letter a flag, in the order and with the letters that tcpdump(1) uses; `none` for the empty set.
  public var description: String {
    var text = ""
    if contains(.fin) { text += "F" }
    if contains(.syn) { text += "S" }
    if contains(.rst) { text += "R" }
    if contains(.psh) { text += "P" }
    if contains(.ack) { text += "." }
    if contains(.urg) { text += "U" }
    if contains(.ece) { text += "E" }
    if contains(.cwr) { text += "W" }
    return text.isEmpty ? "none" : text
  }
}

/// A TCP segment, read in place (RFC 9293, 3.1).
///
/// ```
///  0                   1                   2                   3
///  +-------------------------------+-------------------------------+
///  |          source port          |       destination port        |
///  +-------------------------------+-------------------------------+
///  |                        sequence number                        |
///  +---------------------------------------------------------------+
///  |                    acknowledgement number                     |
///  +-------+-------+---------------+-------------------------------+
///  | offset|  res  |     flags     |            window             |
///  +-------+-------+---------------+-------------------------------+
///  |           checksum            |        urgent pointer         |
///  +-------------------------------+-------------------------------+
///  |         options, payload ...
/// ```
public struct TCPView: ~Escapable {
  /// Octets of a header without options.
  @inlinable public static var minimumLength: Int { 20 }
  /// Octets of a header with all the options it can hold.
  @inlinable public static var maximumLength: Int { 60 }

  /// The segment: header and payload.
  public let bytes: RawSpan

  /// Views all of `bytes` as a segment; `nil` where the data offset is below 20 octets or more than there is.
  @inlinable @inline(__always)
  @_lifetime(copy bytes)
  public init?(_ bytes: RawSpan) {
    guard bytes.byteCount >= TCPView.minimumLength else { return nil }
    let headerLength = Int(bytes.octet(at: 12) >> 4) * 4
    guard headerLength >= TCPView.minimumLength, headerLength <= bytes.byteCount else { return nil }
    self.bytes = bytes
  }

  /// The sender's port.
  @inlinable public var sourcePort: UInt16 { bytes.uint16(at: 0) }
  /// The receiver's port.
  @inlinable public var destinationPort: UInt16 { bytes.uint16(at: 2) }
  /// Number of the first octet of the payload; with SYN, the initial one, which counts as an octet of its own.
  @inlinable public var sequence: UInt32 { bytes.uint32(at: 4) }
  /// Number of the next octet that the sender expects, where ACK is set.
  @inlinable public var acknowledgement: UInt32 { bytes.uint32(at: 8) }
  /// Octets of the header with its options, 20…60.
  @inlinable public var headerLength: Int { Int(bytes.octet(at: 12) >> 4) * 4 }
  /// The control bits.
  @inlinable public var flags: TCPFlags { TCPFlags(rawValue: bytes.octet(at: 13)) }
  /// Octets that the sender will take, before window scaling.
  @inlinable public var window: UInt16 { bytes.uint16(at: 14) }
  /// The checksum as it is on the wire.
  @inlinable public var checksum: UInt16 { bytes.uint16(at: 16) }
  /// End of the urgent data, where URG is set.
  @inlinable public var urgentPointer: UInt16 { bytes.uint16(at: 18) }

  /// The options, 0…40 octets; ``HeaderOptionCursor`` walks them, ``TCPOptions`` decodes them.
  @inlinable public var options: RawSpan {
    @_lifetime(copy self)
    get { bytes.extracting(first: headerLength).extracting(droppingFirst: TCPView.minimumLength) }
  }

  /// What follows the header.
  @inlinable public var payload: RawSpan {
    @_lifetime(copy self)
    get { bytes.extracting(droppingFirst: headerLength) }
  }
}
