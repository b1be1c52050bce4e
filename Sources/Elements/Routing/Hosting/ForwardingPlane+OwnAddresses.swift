import Buffers
public import Dataplane
public import Wire

/// Coming up: whose the host's addresses are (RFC 4862, 5.4; RFC 5227, 2.3).
extension ForwardingPlane {
  /// The IPv6 addresses at `port`, link-local ones included, whether or not they may be used.
  public func addressesV6(on port: Int) -> [IPv6Address] {
    addresses[port].v6.compactMap(\.address.v6) + addresses[port].linkLocal
  }

  /// Begins or ends the use of an address that the port was given: while it is not used, it is neither a source nor a
  /// destination nor answered for, and who else asks for it is remembered for `takeDuplicate`.
  public mutating func setUsable(_ usable: Bool, _ address: IPv6Address, on port: Int) {
    guard addresses[port].has(address) else { return }
    addresses[port].unusable.removeAll { $0 == address }
    if !usable { addresses[port].unusable.append(address) }
    if address.isLinkLocal { return }
    let prefix = IPPrefix(host: .v6(address))
    if usable {
      routes.set(prefix, NextHop(.local, port: port))
    } else if routes.nextHop(of: prefix)?.kind == .local {
      routes.remove(prefix)
    }
  }

  /// An address in use or to be used that somebody else was heard to have, each time it was heard.
  public mutating func takeDuplicate() -> IPv6Address? { duplicates.popLast() }

  /// Somebody else has, or is about to take, an address of the port that is not in use here yet. The host's own question
  /// that came back by a loop is no other's.
  mutating func hearOfDuplicate(_ address: IPv6Address, _ packet: borrowing Packet, on port: Int) {
    guard !addresses[port].owns(address), duplicates.count < ForwardingPlane.duplicatesMax,
      let frame = EthernetView(packet.bytes), frame.source != interfaces[port].mac
    else { return }
    duplicates.append(address)
  }

  /// The most duplicates that wait to be taken out.
  static var duplicatesMax: Int { 16 }

  /// Asks whether anybody else has `address` (RFC 4862, 5.4.2).
  public mutating func askForDuplicate(of address: IPv6Address, on port: Int, _ context: ElementContext) {
    let message = NeighborSolicitation(target: address)
    let length = IPv6View.length + message.length
    guard var packet = ForwardingPlane.makePacket(.ipv6, length: length, context) else { return }
    var bytes = packet.mutableBytes
    Self.writeHeader(from: .unspecified, to: address.solicitedNode, length: message.length, to: &bytes)
    message.write(to: &bytes, at: IPHeaders.offset + IPv6View.length)
    TransportChecksum.complete(in: &bytes, at: IPHeaders.offset)
    self.address(packet, to: address.solicitedNode.multicastMAC, port, context)
  }

  /// Tells everybody on the link of `port` whose the port's IPv4 addresses are (RFC 5227, 2.3), and its usable IPv6
  /// addresses (RFC 4861, 7.2.6).
  public mutating func announce(on port: Int, _ context: ElementContext) {
    let mac = interfaces[port].mac
    for address in addresses[port].v4 {
      guard let own = address.address.v4 else { continue }
      emitARP(ARPPacket(operation: .request, senderMAC: mac, sender: own, target: own), to: .broadcast, port, context)
    }
    for own in addressesV6(on: port) where addresses[port].owns(own) {
      let message = NeighborAdvertisement(
        target: own, targetLinkLayer: mac, isRouter: role == .router, isSolicited: false, isOverride: true)
      guard var packet = ForwardingPlane.makePacket(.ipv6, length: IPv6View.length + message.length, context) else {
        return
      }
      var bytes = packet.mutableBytes
      Self.writeHeader(from: own, to: .allNodes, length: message.length, to: &bytes)
      message.write(to: &bytes, at: IPHeaders.offset + IPv6View.length)
      TransportChecksum.complete(in: &bytes, at: IPHeaders.offset)
      self.address(packet, to: IPv6Address.allNodes.multicastMAC, port, context)
    }
  }
}
