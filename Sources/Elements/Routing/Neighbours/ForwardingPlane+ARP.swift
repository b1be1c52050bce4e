public import Buffers
public import Dataplane
import Wire

/// ARP for the router's addresses and neighbours (RFC 826; RFC 5227).
extension ForwardingPlane {
  /// The least time between two announcements that defend an address against another station (RFC 5227, 2.4:
  /// `DEFEND_INTERVAL`).
  static var defendInterval: Nanoseconds { .seconds(10) }

  /// Learns from an ARP packet that came in by `port`, and answers it where it asks for an address of that port.
  @usableFromInline
  mutating func receiveARP(_ packet: consuming Packet, on port: Int, _ context: ElementContext) {
    guard let arp = Self.arp(packet) else { return context.drop(packet, .malformed) }
    guard arp.operation == .request || arp.operation == .reply else { return context.drop(packet, .unsupported) }
    guard !arp.senderMAC.isGroup, arp.senderMAC != .zero else { return context.drop(packet, .martian) }
    if addresses[port].owns(arp.sender) {
      defend(arp.sender, against: arp.senderMAC, on: port, packet, context)
      return context.drop(packet, .martian)
    }
    let isForUs = addresses[port].owns(arp.target)
    if arp.sender.isUnspecified {
      // Somebody probes whether the address is free (RFC 5227, 2.1.1): it is told, and not remembered.
      guard isForUs, arp.operation == .request else { return context.drop(packet, .notForUs) }
      return reply(to: arp, packet, on: port, context)
    }
    // A host answers whoever asks for it, as Linux does; a router only those who may be on the link.
    guard isForUs && role == .host || isOnLink(.v4(arp.sender), port: port) else {
      return context.drop(packet, .martian)
    }
    learn(from: arp, isForUs: isForUs, packet, on: port, context)
    guard isForUs else {
      return arp.sender == arp.target ? context.deliver(packet) : context.drop(packet, .notForUs)
    }
    if arp.operation == .request { reply(to: arp, packet, on: port, context) } else { context.deliver(packet) }
  }

  /// Enters the sender: one that is known is updated by whatever it says; one that is not is remembered where it asks
  /// for the router, which it will then talk to (RFC 826, "packet reception").
  private mutating func learn(
    from arp: ARPPacket, isForUs: Bool, _ packet: borrowing Packet, on port: Int, _ context: ElementContext
  ) {
    let sender = IPAddress.v4(arp.sender)
    let directive =
      isForUs && arp.operation == .reply
      ? neighbours.advertised(
        sender, port: port, arp.senderMAC, solicited: true, override: true, at: context.now,
        random: context.random())
      : neighbours.heard(
        sender, port: port, arp.senderMAC, remember: isForUs && arp.operation == .request, at: context.now)
    if packet.traceID != 0 { context.note(packet, "neighbour \(sender) is at \(arp.senderMAC)") }
    follow(directive, sender, on: port, context)
  }

  /// True where the station may be on the port's link: by a subnet, by a route, or because the router looks for it there.
  private func isOnLink(_ address: IPAddress, port: Int) -> Bool {
    if addresses[port].reaches(address) || neighbours.neighbour(address, port: port) != nil { return true }
    guard let hop = routes.lookup(address) else { return false }
    return hop.kind == .onLink && hop.port == port
  }

  private mutating func reply(to arp: ARPPacket, _ packet: consuming Packet, on port: Int, _ context: ElementContext) {
    guard packet.makeWritable(), packet.resize(to: IPHeaders.offset + ARPView.length) else {
      return context.drop(packet, .noBuffers)
    }
    if packet.traceID != 0 { context.note(packet, "\(arp.target) is at \(interfaces[port].mac)") }
    var bytes = packet.mutableBytes
    arp.reply(from: interfaces[port].mac).write(to: &bytes, at: IPHeaders.offset)
    address(packet, to: arp.senderMAC, port, context)
  }

  /// Another station uses an address of the router: it says once in a while whose the address is (RFC 5227, 2.4 (b)).
  /// The router's own frame that came back by a loop is no other station's.
  private mutating func defend(
    _ own: IPv4Address, against other: MACAddress, on port: Int, _ packet: borrowing Packet, _ context: ElementContext
  ) {
    let mac = interfaces[port].mac
    guard other != mac else { return }
    if packet.traceID != 0 { context.note(packet, "\(other) claims \(own), which is the router's") }
    guard conflicts[port] <= context.now else { return }
    conflicts[port] = context.now + ForwardingPlane.defendInterval
    emitARP(ARPPacket(operation: .request, senderMAC: mac, sender: own, target: own), to: .broadcast, port, context)
  }

  /// Sends an ARP packet of the router's own.
  mutating func emitARP(_ arp: ARPPacket, to mac: MACAddress, _ port: Int, _ context: ElementContext) {
    guard var packet = ForwardingPlane.makePacket(.arp, length: ARPView.length, context) else { return }
    var bytes = packet.mutableBytes
    arp.write(to: &bytes, at: IPHeaders.offset)
    address(packet, to: mac, port, context)
  }

  private static func arp(_ packet: borrowing Packet) -> ARPPacket? {
    guard let frame = EthernetView(packet.bytes), let view = ARPView(frame.payload) else { return nil }
    return ARPPacket(view)
  }
}
