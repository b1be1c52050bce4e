import Buffers
import Dataplane
import Wire

/// TCP to the router itself: nothing listens, and whoever tries is told at once.
extension ForwardingPlane {
  /// Answers a segment with a reset (RFC 9293, 3.10.7.1), a router within the budget of ICMP errors, and drops it.
  public mutating func refuseTCP(_ packet: consuming Packet, _ headers: IPHeaders, _ context: ElementContext) {
    guard let segment = Self.segment(packet, headers) else { return context.drop(packet, .malformed) }
    if let reset = Self.reset(answering: segment.header, length: segment.length), !headers.destination.isMulticast,
      !headers.source.isUnspecified
    {
      if role == .host || errorBudget.take(at: context.now) {
        if packet.traceID != 0 {
          context.note(packet, "nothing listens on TCP port \(segment.header.destinationPort): reset")
        }
        if let answer = makeReset(reset, headers, because: packet, context) { originated.append(answer) }
      } else {
        suppressedErrors &+= 1
      }
    }
    context.drop(packet, .unsupported)
  }

  /// The header of a segment, and how many sequence numbers it takes (RFC 9293, 3.4: SYN and FIN take one each).
  private static func segment(_ packet: borrowing Packet, _ headers: IPHeaders) -> (header: TCPHeader, length: Int)? {
    guard let view = TCPView(packet.bytes.extracting(droppingFirst: headers.payloadOffset)) else { return nil }
    var header = TCPHeader(view)
    header.options = TCPOptions()
    let payload = headers.length - headers.upper.offset - view.headerLength
    return (header, payload + (header.flags.contains(.syn) ? 1 : 0) + (header.flags.contains(.fin) ? 1 : 0))
  }

  /// The reset that answers a segment; `nil` for a reset.
  static func reset(answering header: TCPHeader, length: Int) -> TCPHeader? {
    if header.flags.contains(.rst) { return nil }
    var reset = TCPHeader(
      sourcePort: header.destinationPort, destinationPort: header.sourcePort, flags: .rst, window: 0)
    if header.flags.contains(.ack) {
      reset.sequence = header.acknowledgement
    } else {
      reset.flags = [.rst, .ack]
      reset.acknowledgement = header.sequence &+ UInt32(truncatingIfNeeded: length)
    }
    return reset
  }

  private mutating func makeReset(
    _ reset: TCPHeader, _ headers: IPHeaders, because cause: borrowing Packet, _ context: ElementContext
  ) -> Packet? {
    let length = headers.version == .v4 ? IPv4View.minimumLength : IPv6View.length
    let packet = ForwardingPlane.makePacket(
      headers.version.etherType, length: length + reset.length, because: cause, context)
    guard var packet else { return nil }
    let identification = makeIdentification()
    var bytes = packet.mutableBytes
    switch (headers.destination, headers.source) {
    case (.v4(let own), .v4(let sender)):
      IPv4Header(
        source: own, destination: sender, protocol: .tcp, payloadLength: reset.length,
        ttl: ForwardingPlane.defaultTimeToLive, identification: identification
      ).write(to: &bytes, at: IPHeaders.offset)
    case (.v6(let own), .v6(let sender)):
      IPv6Header(
        source: own, destination: sender, nextHeader: .tcp, payloadLength: reset.length,
        hopLimit: ForwardingPlane.defaultTimeToLive
      ).write(to: &bytes, at: IPHeaders.offset)
    default: return nil
    }
    reset.write(to: &bytes, at: IPHeaders.offset + length)
    TransportChecksum.complete(in: &bytes, at: IPHeaders.offset)
    return packet
  }
}
