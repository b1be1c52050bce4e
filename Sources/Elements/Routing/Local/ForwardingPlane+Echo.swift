import Buffers
import Dataplane
import Wire

/// Echo: the request becomes the reply (RFC 792; RFC 1122, 3.2.2.6; RFC 4443, 4.2).
extension ForwardingPlane {
  /// Answers an echo request to one of the router's addresses or groups.
  mutating func answerEcho(
    _ packet: consuming Packet, _ headers: IPHeaders, on ingress: Int, _ context: ElementContext
  ) {
    guard let source = replySource(headers, on: ingress), isStation(headers.source) else {
      return context.drop(packet, .unsupported)
    }
    let start = packet.bytes.uint16(at: IPHeaders.offset)
    let trafficClass = TrafficClass(rawValue: UInt8(truncatingIfNeeded: headers.version == .v4 ? start : start >> 4))
    // Options are for the way there; a reply has none, and an IPv6 reply no extension headers.
    let surplus = headers.upper.offset - (headers.version == .v4 ? IPv4View.minimumLength : IPv6View.length)
    guard packet.makeWritable(), packet.closeGap(at: IPHeaders.offset, length: surplus) else {
      return context.drop(packet, .noBuffers)
    }
    packet.offload = .none
    if packet.traceID != 0 { context.note(packet, "echo reply to \(headers.source)") }
    writeEchoReply(from: source, to: headers.source, trafficClass, in: &packet)
    originated.append(packet)
  }

  /// `trafficClass` is that of the request (RFC 1122, 3.2.2.6).
  private mutating func writeEchoReply(
    from source: IPAddress, to destination: IPAddress, _ trafficClass: TrafficClass, in packet: inout Packet
  ) {
    let identification = makeIdentification()
    let length = packet.count - IPHeaders.offset
    var bytes = packet.mutableBytes
    EthernetHeader(destination: .zero, source: .zero, type: destination.version.etherType).write(to: &bytes)
    switch (source, destination) {
    case (.v4(let source), .v4(let destination)):
      let header = IPv4Header(
        source: source, destination: destination, protocol: .icmp, payloadLength: length - IPv4View.minimumLength,
        ttl: ForwardingPlane.defaultTimeToLive, trafficClass: trafficClass,
        identification: identification)
      header.write(to: &bytes, at: IPHeaders.offset)
      bytes.setOctet(ICMPv4Type.echoReply.rawValue, at: IPHeaders.offset + IPv4View.minimumLength)
    case (.v6(let source), .v6(let destination)):
      let header = IPv6Header(
        source: source, destination: destination, nextHeader: .icmpv6, payloadLength: length - IPv6View.length,
        hopLimit: ForwardingPlane.defaultTimeToLive, trafficClass: trafficClass)
      header.write(to: &bytes, at: IPHeaders.offset)
      bytes.setOctet(ICMPv6Type.echoReply.rawValue, at: IPHeaders.offset + IPv6View.length)
    default: break
    }
    TransportChecksum.complete(in: &bytes, at: IPHeaders.offset)
  }

  /// The address that a reply comes from: the one that was asked, or one of the port's own where that was a group's or
  /// any router's.
  func replySource(_ headers: IPHeaders, on ingress: Int) -> IPAddress? {
    guard case .v6(let destination) = headers.destination, case .v6(let sender) = headers.source else {
      return headers.destination
    }
    let isGroup = destination.isMulticast || routes.nextHop(of: .init(host: headers.destination))?.kind == .anycast
    return isGroup ? .v6(addresses[ingress].source(towards: sender)) : headers.destination
  }

  /// True where an answer to `address` reaches a station.
  private func isStation(_ address: IPAddress) -> Bool { !address.isUnspecified && !address.isMulticast }
}
