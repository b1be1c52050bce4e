public import Buffers
public import Dataplane
public import Wire

/// What a host needs of a plane in place of forwarding: packets come in by `accept`, and go out by `reach` and `send`.
///
/// ```
///   packet in ─▶ accept ─▶ fragments, UDP, TCP, echo replies, errors: the host's ─▶ reach ─▶ send ─▶ packet out
///                  │  └──▶ the rest: receiveLocally ─▶ takeOriginated ────────────────▲
///                  └─ ARP, what is for others
/// ```
///
/// After each turn, and when the plane's timer fires, the host takes out what the plane has to say (`takeOriginated`) and
/// what went nowhere (`takeUndeliverable`), and ends with `finishTurn`.
extension ForwardingPlane {
  /// Takes a packet that came in by `port`. Answers a datagram to one of the host's addresses or groups, with its headers
  /// read; everything else has been dealt with.
  public mutating func accept(
    _ packet: consuming Packet, into headers: inout IPHeaders, on port: Int, _ context: ElementContext
  ) -> Packet? {
    if isQuestionToOthers(packet, on: port) {
      context.drop(packet, .notForUs)
      return nil
    }
    switch read(&packet, into: &headers, on: port) {
    case .datagram:
      guard isForHost(headers.destination, on: port) else {
        context.drop(packet, .notForUs)
        return nil
      }
      return packet
    case .arp: receiveARP(packet, on: port, context)
    case .drop(let reason): context.drop(packet, reason)
    }
    return nil
  }

  /// True for an ARP request that is for somebody else and tells nothing new: what a subnet of many hosts is full of. The
  /// filter may take an address for the host's own, and the request then goes the long way.
  @inline(__always)
  private func isQuestionToOthers(_ packet: borrowing Packet, on port: Int) -> Bool {
    let bytes = packet.bytes
    guard bytes.holds(IPHeaders.offset + ARPView.length, at: 0), bytes.uint16(at: 12) == EtherType.arp.rawValue,
      bytes.uint64(at: 14) == 0x0001_0800_0604_0001
    else { return false }
    let sender = IPAddress.v4(bytes.ipv4Address(at: 28))
    if ownAddresses.mayContain(.v4(bytes.ipv4Address(at: 38))) || ownAddresses.mayContain(sender) { return false }
    return neighbours.count == 0 || neighbours.neighbour(sender, port: port) == nil
  }

  /// True for a frame to another station: what a host on a shared cable mostly hears. It needs no further look.
  @inlinable @inline(__always)
  public mutating func isForOthers(_ packet: borrowing Packet, on port: Int) -> Bool {
    guard let frame = EthernetView(packet.bytes), port < portCount else { return false }
    let destination = frame.destination
    return destination != (port == 0 ? firstMAC : interfaces[port].mac) && !destination.isGroup
  }

  private mutating func isForHost(_ address: IPAddress, on port: Int) -> Bool {
    if case .v6(let address) = address {
      if address.isMulticast { return addresses[port].listens(to: address) }
      if address.isLinkLocal { return addresses[port].owns(address) }
    }
    if let lastOwn, lastOwn.address == address, lastOwn.changes == routes.changes { return true }
    guard owns(address) else { return false }
    lastOwn = (address, routes.changes)
    return true
  }

  /// True where `address` is the host's own at some port, the link-local ones excepted.
  public func owns(_ address: IPAddress) -> Bool { routes.lookup(address)?.kind == .local }

  /// The port whose link-local address `address` is; 0 for all others, which mean the same on every link.
  public func link(of address: IPAddress) -> Int {
    guard case .v6(let address) = address, address.isLinkLocal else { return 0 }
    return addresses.firstIndex { $0.has(address) } ?? 0
  }

  /// A way to a destination.
  public enum Reach: Sendable, Hashable {
    /// The destination is the host itself.
    case own
    /// By a port, to a station there.
    case link(port: Int, neighbour: IPAddress)
    /// No route leads there, or the address is nobody's in particular.
    case none
  }

  /// The way to `destination`; addresses that mean something on one link only are those of `scope`.
  public mutating func reach(_ destination: IPAddress, scope: Int = 0) -> Reach {
    if let lastReach, lastReach.destination == destination, lastReach.changes == routes.changes {
      return lastReach.reach
    }
    if destination.isLoopback { return .own }
    if destination.isMulticast || destination.isUnspecified { return .none }
    if case .v6(let address) = destination, address.isLinkLocal {
      guard addresses.indices.contains(scope) else { return .none }
      return addresses[scope].owns(address) ? .own : .link(port: scope, neighbour: destination)
    }
    let reach = routedReach(destination)
    lastReach = (destination, reach, routes.changes)
    return reach
  }

  private func routedReach(_ destination: IPAddress) -> Reach {
    guard let hop = routes.lookup(destination) else { return .none }
    switch hop.kind {
    case .local: return .own
    case .anycast, .broadcast: return .none
    case .connected, .onLink, .gateway: return .link(port: hop.port, neighbour: hop.neighbour(to: destination))
    }
  }

  /// The address to send from to `destination` by `reach`; `nil` where the host has none that may be used.
  public func source(towards destination: IPAddress, by reach: Reach) -> IPAddress? {
    switch reach {
    case .own: return destination
    case .none: return nil
    case .link(let port, let neighbour):
      switch (destination, neighbour) {
      case (.v4, .v4(let neighbour)):
        return (addresses[port].source(towards: neighbour) ?? anyAddress()).map { .v4($0) }
      case (.v6(let destination), _):
        let source = addresses[port].source(towards: destination)
        return source.isUnspecified ? nil : .v6(source)
      case (.v4, .v6): return nil
      }
    }
  }

  /// Sends a datagram that fits its link to a station behind `port`, as soon as the station's MAC address is known.
  public mutating func send(
    _ packet: consuming Packet, toStation neighbour: IPAddress, on port: Int, _ context: ElementContext
  ) {
    send(packet, to: port, neighbour, context)
  }

  /// As `send`, for an IPv4 datagram that is to leave in fragments of at most `mtu` octets (at least 68).
  public mutating func sendFragments(
    _ packet: consuming Packet, mtu: Int, toStation neighbour: IPAddress, on port: Int, _ context: ElementContext
  ) {
    if packet.traceID != 0 { context.note(packet, "fragmented for an MTU of \(mtu)") }
    switch fragmenter.fragment(packet, mtu: max(mtu, RouterInterface.mtuMin)) {
    case .fragmented:
      while let piece = fragmenter.pieces.popFirst() { send(piece, to: port, neighbour, context) }
    case .failed(let packet, let reason): context.drop(packet, reason)
    }
  }

  /// True where there is something to take out: `takeOriginated`, `takeUndeliverable` or `takeDuplicate`.
  @inlinable public var hasNews: Bool { !originated.isEmpty || !undeliverable.isEmpty || !duplicates.isEmpty }

  /// A datagram that the plane wants sent: an echo reply, a reset, an ICMP error. Its IP header is behind an Ethernet
  /// header without addresses.
  public mutating func takeOriginated() -> Packet? { originated.popFirst() }

  /// A datagram of the host's own that went nowhere, because its neighbour did not answer.
  public mutating func takeUndeliverable() -> Packet? { undeliverable.popFirst() }

  /// The plane's timer is due; what it leads to is taken out afterwards.
  public mutating func timerFired(_ context: ElementContext) { neighboursExpired(context) }

  /// Ends a turn: sets the plane's timer.
  public mutating func finishTurn(_ context: ElementContext) { setTimer(context) }

  /// The identification of the next IPv4 datagram of the host's own (RFC 6864, 4.2).
  public mutating func takeIdentification() -> UInt16 { makeIdentification() }

  /// An empty datagram of the host's own: `length` octets of unspecified content behind an Ethernet header without
  /// addresses. `nil` where the pool is empty.
  public static func makeDatagram(_ version: IPVersion, length: Int, _ context: ElementContext) -> Packet? {
    makePacket(version.etherType, length: length, context)
  }
}
