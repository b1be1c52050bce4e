import Buffers
import Dataplane
import Wire

/// Neighbour discovery for the router's addresses and neighbours (RFC 4861, 7.2).
extension ForwardingPlane {
  /// The hop limit that proves a message to come from the link itself (RFC 4861, 7.1).
  static var neighbourDiscoveryHopLimit: UInt8 { 255 }

  /// A neighbour solicitation: the sender is remembered, and answered where it asks for an address of the port.
  mutating func receiveSolicitation(
    _ packet: consuming Packet, _ headers: IPHeaders, on port: Int, _ context: ElementContext
  ) {
    guard let message = Self.solicitation(packet, headers), case .v6(let source) = headers.source,
      case .v6(let destination) = headers.destination
    else { return context.drop(packet, .malformed) }
    let own = addresses[port]
    guard !own.owns(source) else { return context.drop(packet, .martian) }
    if source.isUnspecified, destination != message.target.solicitedNode || message.sourceLinkLayer != nil {
      return context.drop(packet, .malformed)
    }
    if source.isUnspecified, role == .host, own.has(message.target) {
      hearOfDuplicate(message.target, packet, on: port)
    }
    let isAnycast = own.isAnycast(message.target)
    guard own.owns(message.target) || isAnycast else { return context.drop(packet, .notForUs) }
    if !source.isUnspecified, let mac = message.sourceLinkLayer {
      if packet.traceID != 0 { context.note(packet, "neighbour \(source) is at \(mac)") }
      let directive = neighbours.heard(.v6(source), port: port, mac, remember: true, at: context.now)
      follow(directive, .v6(source), on: port, context)
    }
    let answer = NeighborAdvertisement(
      target: message.target, targetLinkLayer: interfaces[port].mac, isRouter: role == .router,
      isSolicited: !source.isUnspecified, isOverride: !isAnycast)
    let from = isAnycast ? own.source(towards: source) : message.target
    if packet.traceID != 0 { context.note(packet, "\(message.target) is at \(interfaces[port].mac)") }
    let asker = source.isUnspecified ? IPv6Address.allNodes : source
    let mac = source.isUnspecified ? asker.multicastMAC : message.sourceLinkLayer
    advertise(answer, from: from, to: asker, mac, on: port, because: packet, context)
    context.deliver(packet)
  }

  /// A neighbour advertisement: what is known of the target changes; nobody is remembered for it alone.
  mutating func receiveAdvertisement(
    _ packet: consuming Packet, _ headers: IPHeaders, on port: Int, _ context: ElementContext
  ) {
    guard let message = Self.advertisement(packet, headers) else { return context.drop(packet, .malformed) }
    // Somebody else has an address of the router; it says so itself when it is next asked (RFC 4862, 5.4.4).
    guard !addresses[port].has(message.target) else {
      hearOfDuplicate(message.target, packet, on: port)
      return context.drop(packet, .martian)
    }
    let target = IPAddress.v6(message.target)
    if packet.traceID != 0, let mac = message.targetLinkLayer {
      context.note(packet, "neighbour \(target) is at \(mac)")
    }
    let directive = neighbours.advertised(
      target, port: port, message.targetLinkLayer, solicited: message.isSolicited, override: message.isOverride,
      at: context.now, random: context.random())
    context.deliver(packet)
    follow(directive, target, on: port, context)
  }

  /// Asks for a neighbour: everybody, or the station that had the address (`mac`).
  mutating func solicit(_ neighbour: IPAddress, on port: Int, at mac: MACAddress?, _ context: ElementContext) {
    let own = interfaces[port].mac
    switch neighbour {
    case .v4(let target):
      guard let sender = addresses[port].source(towards: target) ?? anyAddress() else { return }
      let arp = ARPPacket(operation: .request, senderMAC: own, sender: sender, target: target)
      emitARP(arp, to: mac ?? .broadcast, port, context)
    case .v6(let target):
      let message = NeighborSolicitation(target: target, sourceLinkLayer: own)
      let destination = mac == nil ? target.solicitedNode : target
      let source = addresses[port].source(towards: target)
      guard !source.isUnspecified else { return }
      let length = IPv6View.length + message.length
      guard var packet = ForwardingPlane.makePacket(.ipv6, length: length, context) else { return }
      var bytes = packet.mutableBytes
      Self.writeHeader(from: source, to: destination, length: message.length, to: &bytes)
      message.write(to: &bytes, at: IPHeaders.offset + IPv6View.length)
      TransportChecksum.complete(in: &bytes, at: IPHeaders.offset)
      address(packet, to: mac ?? destination.multicastMAC, port, context)
    }
  }

  /// Sends an advertisement, to a station whose MAC address is looked up where it is not given.
  private mutating func advertise(
    _ message: NeighborAdvertisement, from source: IPv6Address, to destination: IPv6Address, _ mac: MACAddress?,
    on port: Int, because cause: borrowing Packet, _ context: ElementContext
  ) {
    let length = IPv6View.length + message.length
    guard var packet = ForwardingPlane.makePacket(.ipv6, length: length, because: cause, context) else { return }
    var bytes = packet.mutableBytes
    Self.writeHeader(from: source, to: destination, length: message.length, to: &bytes)
    message.write(to: &bytes, at: IPHeaders.offset + IPv6View.length)
    TransportChecksum.complete(in: &bytes, at: IPHeaders.offset)
    if let mac { return address(packet, to: mac, port, context) }
    send(packet, to: port, .v6(destination), context)
  }

  static func writeHeader(
    from source: IPv6Address, to destination: IPv6Address, length: Int, to bytes: inout MutableRawSpan
  ) {
    IPv6Header(
      source: source, destination: destination, nextHeader: .icmpv6, payloadLength: length,
      hopLimit: neighbourDiscoveryHopLimit
    ).write(to: &bytes, at: IPHeaders.offset)
  }

  /// An address of the router for a port that has none of its own.
  func anyAddress() -> IPv4Address? { addresses.lazy.compactMap { $0.v4.first?.address.v4 }.first }

  /// A solicitation that passes the checks of RFC 4861, 7.1.1, but those of the sender's address.
  private static func solicitation(_ packet: borrowing Packet, _ headers: IPHeaders) -> NeighborSolicitation? {
    guard headers.timeToLive == neighbourDiscoveryHopLimit,
      let view = NeighborDiscoveryView(packet.bytes.extracting(droppingFirst: headers.payloadOffset)),
      let message = NeighborSolicitation(view), !message.target.isMulticast,
      message.sourceLinkLayer.map({ !$0.isGroup }) ?? true
    else { return nil }
    return message
  }

  /// An advertisement that passes the checks of RFC 4861, 7.1.2.
  private static func advertisement(_ packet: borrowing Packet, _ headers: IPHeaders) -> NeighborAdvertisement? {
    guard headers.timeToLive == neighbourDiscoveryHopLimit,
      let view = NeighborDiscoveryView(packet.bytes.extracting(droppingFirst: headers.payloadOffset)),
      let message = NeighborAdvertisement(view), !message.target.isMulticast,
      !(headers.destination.isMulticast && message.isSolicited), message.targetLinkLayer.map({ !$0.isGroup }) ?? true
    else { return nil }
    return message
  }
}
