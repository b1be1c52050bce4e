import Buffers
import Dataplane
import Wire

/// Packets that the router makes.
extension ForwardingPlane {
  /// The time to live, and hop limit, of what the router sends of its own accord (IANA "ip-parameters").
  static var defaultTimeToLive: UInt8 { 64 }

  /// A packet of `length` octets behind an Ethernet header without addresses; their content is unspecified. It is traced
  /// as `cause` is, and counts as having come in where that did. `nil` where the pool is empty.
  static func makePacket(
    _ type: EtherType, length: Int, because cause: borrowing Packet, _ context: ElementContext
  ) -> Packet? {
    guard var packet = makePacket(type, length: length, context) else { return nil }
    packet.arrivalPort = cause.arrivalPort
    packet.traceID = cause.traceID
    return packet
  }

  /// As above, with nothing that caused it.
  static func makePacket(_ type: EtherType, length: Int, _ context: ElementContext) -> Packet? {
    guard var packet = context.allocate(), packet.resize(to: IPHeaders.offset + length) else { return nil }
    var bytes = packet.mutableBytes
    EthernetHeader(destination: .zero, source: .zero, type: type).write(to: &bytes)
    return packet
  }

  /// The identification of the next IPv4 datagram of the router's own (RFC 6864, 4.2).
  mutating func makeIdentification() -> UInt16 {
    nextIdentification &+= 1
    return nextIdentification
  }
}
