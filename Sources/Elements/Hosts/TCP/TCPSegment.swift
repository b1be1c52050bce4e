public import Wire

/// A TCP segment as a value: its header, and the octets behind it (RFC 9293, 3.1).
public struct TCPSegment: Hashable, Sendable {
  /// The header, without its checksum.
  public var header: TCPHeader
  /// What the segment carries.
  public var payload: [UInt8]

  /// Makes a segment of its parts.
  public init(_ header: TCPHeader, payload: [UInt8] = []) {
    self.header = header
    self.payload = payload
  }

  /// What the segment takes of the sequence space: SYN and FIN count as an octet each (RFC 9293, 3.4).
  public var length: Int {
    payload.count + (header.flags.contains(.syn) ? 1 : 0) + (header.flags.contains(.fin) ? 1 : 0)
  }

  /// The reset that a segment to a connection that does not exist is answered with; `nil` for a reset, which is never
  /// answered (RFC 9293, 3.5.2 and 3.10.7.1).
  public var refusal: TCPSegment? {
    if header.flags.contains(.rst) { return nil }
    var answer = TCPHeader(
      sourcePort: header.destinationPort, destinationPort: header.sourcePort, flags: [.rst], window: 0)
    if header.flags.contains(.ack) {
      answer.sequence = header.acknowledgement
    } else {
      answer.flags = [.rst, .ack]
      answer.acknowledgement = header.sequence &+ UInt32(truncatingIfNeeded: length)
    }
    return TCPSegment(answer)
  }
}

/// A segment on its way between two addresses: what a host's TCP hands to its IP layer.
public struct TCPTransmission: Hashable, Sendable {
  /// Which of the host's addresses it comes from.
  public var source: IPAddress
  /// Whom it is for.
  public var destination: IPAddress
  /// The segment.
  public var segment: TCPSegment
  /// True where routers must not fragment it (RFC 1191, 3); for IPv6 they never do.
  public var dontFragment: Bool

  /// Makes a transmission of its parts.
  public init(from source: IPAddress, to destination: IPAddress, _ segment: TCPSegment, dontFragment: Bool = true) {
    self.source = source
    self.destination = destination
    self.segment = segment
    self.dontFragment = dontFragment
  }
}
