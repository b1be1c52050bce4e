public import Buffers
import Dataplane
import Wire

/// The first look at a packet: is it a frame for this port, and an IP datagram that may be on the way?
extension ForwardingPlane {
  /// Says what a packet is, and reads a datagram's headers. What pads the frame behind a datagram is cut off (RFC 894: it is not the datagram's).
  @usableFromInline
  mutating func read(_ packet: inout Packet, into headers: inout IPHeaders, on port: Int) -> Arrival {
    guard port < interfaces.count else { return .drop(.unsupported) }
    let arrival = classify(packet, into: &headers, mac: interfaces[port].mac)
    guard case .datagram = arrival else { return arrival }
    if packet.count != IPHeaders.offset + headers.length { _ = packet.resize(to: IPHeaders.offset + headers.length) }
    if ownAddresses.mayContain(headers.source), isOwn(headers.source) { return .drop(.martian) }
    return arrival
  }

  /// True where nobody else may send from `address`: the router's own, and those that stand for a subnet (RFC 1812,
  /// 5.3.7; RFC 4291, 2.6.1).
  private func isOwn(_ address: IPAddress) -> Bool {
    switch routes.nextHop(of: .init(host: address))?.kind {
    case .local, .anycast, .broadcast: true
    case .connected, .onLink, .gateway, nil: false
    }
  }

  @inline(__always)
  private func classify(_ packet: borrowing Packet, into headers: inout IPHeaders, mac: MACAddress) -> Arrival {
    guard let frame = EthernetView(packet.bytes) else { return .drop(.malformed) }
    let destination = frame.destination
    guard destination == mac || destination.isGroup else { return .drop(.notForUs) }
    switch frame.type {
    case .ipv4:
      guard let view = IPv4View(frame.payload) else { return .drop(.malformed) }
      guard view.isChecksumValid else { return .drop(.badChecksum) }
      if let reason = Martians.reason(source: view.source, destination: view.destination) { return .drop(reason) }
      // A station's datagram in a frame to many would be forwarded by every router that hears it (RFC 1812, 5.3.4).
      if destination.isGroup && !view.destination.isMulticast { return .drop(.notForUs) }
      headers.read(view)
      return .datagram
    case .ipv6:
      guard let view = IPv6View(frame.payload) else { return .drop(.malformed) }
      if let reason = Martians.reason(source: view.source, destination: view.destination) { return .drop(reason) }
      if destination.isGroup && !view.destination.isMulticast { return .drop(.notForUs) }
      headers.read(view)
      return .datagram
    case .arp: return .arp
    case .vlan, .serviceVLAN: return .drop(.vlanNotAllowed)
    default: return .drop(.unsupported)
    }
  }
}
