import Buffers
import Dataplane
import Routing
import Wire

/// UDP (RFC 768; RFC 1122, 4.1).
extension HostStack {
  /// The longest payload whose storage is kept for the next one, octets.
  static let payloadKeptMax = 2048

  /// A datagram came: for a probe, for a listener, or for nobody.
  mutating func receiveUDP(
    _ packet: consuming Packet, _ headers: IPHeaders, on port: Int, _ context: ElementContext
  ) {
    guard plane.hasIntactPayload(packet) else { return context.drop(packet, .badChecksum) }
    guard let ports = HostStack.udpPorts(packet, headers) else { return context.drop(packet, .malformed) }
    if !runs.datagrams.isEmpty, runs.datagrams[ports.destination] != nil {
      let payload = HostStack.udpPayload(packet, headers)
      runs.datagrams[ports.destination]?.received(payload, from: headers.source, port: ports.source, at: context.now)
      context.deliver(packet)
      return driveDatagram(ports.destination, context)
    }
    guard let answer = listeners.udp[ports.destination] else {
      if packet.traceID != 0 {
        context.note(packet, "nothing listens on UDP port \(ports.destination): the port is closed")
      }
      return plane.refuse(packet, headers, .portUnreachable, .unsupported, from: port, context)
    }
    readPayload(packet, headers)
    let reply = answer(payload)
    context.deliver(packet)
    guard let reply, !headers.source.isUnspecified else { return }
    let source = headers.destination.isMulticast ? nil : headers.destination
    let outgoing = Outgoing(proto: .udp, source: source, destination: headers.source, scope: port)
    _ = sendUDP(outgoing, ports.reversed, reply, context)
  }

  /// Sends a datagram, and answers why it was not sent, or `nil`.
  mutating func sendUDP(
    _ outgoing: Outgoing, _ ports: TransportPorts, _ payload: [UInt8], _ context: ElementContext
  ) -> Rejection.Cause? {
    send(outgoing, length: UDPView.length + payload.count, context) { bytes, offset in
      UDPHeader(sourcePort: ports.source, destinationPort: ports.destination, payloadLength: payload.count)
        .write(to: &bytes, at: offset)
      let octets = payload.span
      unsafe bytes.setBytes(octets.bytes, at: offset + UDPView.length)
    }
  }

  private static func udpPorts(_ packet: borrowing Packet, _ headers: IPHeaders) -> TransportPorts? {
    guard let view = UDPView(packet.bytes.extracting(droppingFirst: headers.payloadOffset)) else { return nil }
    return TransportPorts(source: view.sourcePort, destination: view.destinationPort)
  }

  /// Copies what a datagram carries to `payload`, whose storage serves again unless it has become large.
  private mutating func readPayload(_ packet: borrowing Packet, _ headers: IPHeaders) {
    if payload.count > HostStack.payloadKeptMax { payload = [] }
    guard let view = UDPView(packet.bytes.extracting(droppingFirst: headers.payloadOffset)) else {
      return payload.removeAll()
    }
    payload.replaceAll(with: view.payload)
  }

  private static func udpPayload(_ packet: borrowing Packet, _ headers: IPHeaders) -> [UInt8] {
    guard let view = UDPView(packet.bytes.extracting(droppingFirst: headers.payloadOffset)) else { return [] }
    return [UInt8](octets: view.payload)
  }
}
