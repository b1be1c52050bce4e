public import Buffers
public import Dataplane
import Wire

/// What is addressed to the router itself: it answers echo requests and neighbour discovery, and refuses the rest.
extension ForwardingPlane {
  /// Ends a datagram to one of the router's addresses or groups. One of the router's own (`ingress` is `nil`) is done
  /// with; nothing answers it.
  public mutating func receiveLocally(
    _ packet: consuming Packet, _ headers: IPHeaders, on ingress: Int?, _ context: ElementContext
  ) {
    guard let ingress else { return context.deliver(packet) }
    if headers.version == .v6, headers.upper.offset != IPv6View.length || headers.upper.protocol.isIPv6Extension,
      let problem = Self.extensionProblem(packet)
    {
      switch problem {
      case .discard: return context.drop(packet, .malformed)
      case .tell(let error): return refuse(packet, headers, error, .unsupported, from: ingress, context)
      }
    }
    if headers.upper.isFragment { return context.drop(packet, .fragment) }
    // ICMP of the other version is a protocol like any that is not spoken.
    let isForeign = headers.upper.protocol == (headers.version == .v4 ? .icmpv6 : .icmp)
    guard isForeign || hasIntactPayload(packet) else { return context.drop(packet, .badChecksum) }
    switch (headers.upper.protocol, headers.version) {
    case (.icmp, .v4): receiveICMP(packet, headers, on: ingress, context)
    case (.icmpv6, .v6): receiveICMPv6(packet, headers, on: ingress, context)
    case (.udp, _):
      guard UDPView(packet.bytes.extracting(droppingFirst: headers.payloadOffset)) != nil else {
        return context.drop(packet, .malformed)
      }
      if packet.traceID != 0 { context.note(packet, "nothing listens on the UDP port") }
      refuse(packet, headers, .portUnreachable, .unsupported, from: ingress, context)
    case (.tcp, _): refuseTCP(packet, headers, context)
    case (.noNextHeader, .v6): context.deliver(packet)
    default:
      if packet.traceID != 0 { context.note(packet, "the router does not speak \(headers.upper.protocol)") }
      refuse(packet, headers, .protocolUnreachable, .unsupported, from: ingress, context)
    }
  }

  /// True where the checksum of TCP, UDP or ICMP is right, there is none, or somebody vouches for it.
  public func hasIntactPayload(_ packet: borrowing Packet) -> Bool {
    if packet.offload.needsChecksum || packet.offload.checksumIsValid { return true }
    return TransportChecksum.isValid(packet.bytes.extracting(droppingFirst: IPHeaders.offset)) ?? true
  }

  private static func extensionProblem(_ packet: borrowing Packet) -> ExtensionProblem? {
    guard let frame = EthernetView(packet.bytes), let view = IPv6View(frame.payload) else { return nil }
    return ExtensionProblem.first(in: view)
  }

  private mutating func receiveICMP(
    _ packet: consuming Packet, _ headers: IPHeaders, on ingress: Int, _ context: ElementContext
  ) {
    switch Self.icmpType(packet, headers) {
    case .some(ICMPv4Type.echoRequest.rawValue): answerEcho(packet, headers, on: ingress, context)
    case .some(ICMPv4Type.echoReply.rawValue), .some(ICMPv4Type.destinationUnreachable.rawValue),
      .some(ICMPv4Type.timeExceeded.rawValue), .some(ICMPv4Type.parameterProblem.rawValue),
      .some(ICMPv4Type.redirect.rawValue), .some(ICMPv4Type.sourceQuench.rawValue):
      // News about something the router sent; a router does not follow redirects (RFC 1812, 5.2.7.2).
      context.deliver(packet)
    case .some: context.drop(packet, .unsupported)
    case nil: context.drop(packet, .malformed)
    }
  }

  private mutating func receiveICMPv6(
    _ packet: consuming Packet, _ headers: IPHeaders, on ingress: Int, _ context: ElementContext
  ) {
    guard let type = Self.icmpType(packet, headers).map(ICMPv6Type.init(rawValue:)) else {
      return context.drop(packet, .malformed)
    }
    switch type {
    case .echoRequest: answerEcho(packet, headers, on: ingress, context)
    case .neighborSolicitation: receiveSolicitation(packet, headers, on: ingress, context)
    case .neighborAdvertisement: receiveAdvertisement(packet, headers, on: ingress, context)
    case .echoReply: context.deliver(packet)
    default: if type.isError { context.deliver(packet) } else { context.drop(packet, .unsupported) }
    }
  }

  private static func icmpType(_ packet: borrowing Packet, _ headers: IPHeaders) -> UInt8? {
    packet.bytes.holds(ICMPv4View.length, at: headers.payloadOffset)
      ? packet.bytes.octet(at: headers.payloadOffset) : nil
  }
}
