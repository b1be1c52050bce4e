/// The two ports that TCP, UDP and SCTP headers begin with (RFC 9293, 3.1; RFC 768; RFC 9260, 3.1).
public struct TransportPorts: Hashable, Sendable {
  /// The sender's port.
  public var source: UInt16
  /// The receiver's port.
  public var destination: UInt16

  /// Makes a pair of ports.
  @inlinable
  public init(source: UInt16, destination: UInt16) {
    self.source = source
    self.destination = destination
  }

  /// Reads the ports of a transport header at `offset`; `nil` where they are cut off.
  @inlinable @inline(__always)
  public init?(_ bytes: RawSpan, at offset: Int = 0) {
    guard bytes.holds(4, at: offset) else { return nil }
    self.init(source: bytes.uint16(at: offset), destination: bytes.uint16(at: offset + 2))
  }

  /// The ports of the other direction.
  @inlinable public var reversed: TransportPorts { TransportPorts(source: destination, destination: source) }
}

extension IPv4View {
  /// The ports, where the datagram has them: TCP, UDP or SCTP, whole or the first fragment.
  @inlinable public var ports: TransportPorts? {
    `protocol`.hasPorts && fragmentOffset == 0 ? TransportPorts(bytes, at: headerLength) : nil
  }
}

extension IPv6View {
  /// The ports, where the datagram has them: TCP, UDP or SCTP, whole or the first fragment.
  @inlinable public var ports: TransportPorts? {
    guard let upper = upperLayer, upper.protocol.hasPorts, upper.hasTransportHeader else { return nil }
    return TransportPorts(bytes, at: upper.offset)
  }
}
