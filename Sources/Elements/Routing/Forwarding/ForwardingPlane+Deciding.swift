public import Buffers
public import Dataplane
import Offload
import Wire

/// Where a datagram goes (RFC 1812, 5.2.1 and 5.3; RFC 8200).
extension ForwardingPlane {
  /// Decides what becomes of a datagram that came in by `ingress`, or that the router itself made where that is `nil`.
  @usableFromInline
  mutating func decide(
    _ packet: borrowing Packet, _ headers: IPHeaders, from ingress: Int?, _ context: ElementContext
  ) -> Decision {
    if headers.destination.isMulticast || headers.destination.isLinkLocal || headers.source.isLinkLocal {
      if let decision = decideOnLink(packet, headers, from: ingress) { return decision }
    }
    if packet.traceID != 0 { noteRoute(packet, headers, context) }
    let found = routes.lookup(headers.destination)
    if headers.hasOptions, ingress != nil, found?.kind != .broadcast, let refusal = Self.judgeOptions(packet) {
      return refusal
    }
    guard let hop = found else { return .refuse(.noRoute, .noRoute) }
    switch hop.kind {
    case .local, .anycast: return .local
    case .broadcast: return .drop(.unsupported)
    case .connected, .onLink, .gateway: break
    }
    if let refusal = refuse(packet, headers, from: ingress) { return refusal }
    let neighbour = hop.neighbour(to: headers.destination)
    return fit(packet, headers, port: hop.port, neighbour)
  }

  /// Decides on a forwarded packet's own merits; `nil` where there is nothing against it.
  @inline(__always)
  private mutating func refuse(_ packet: borrowing Packet, _ headers: IPHeaders, from ingress: Int?) -> Decision? {
    guard ingress != nil else { return nil }
    if headers.source.isUnspecified { return .drop(.martian) }
    switch headers.source {
    case .v4(let source): if source.isLinkLocal { return .drop(.martian) }
    case .v6(let source): if source.isLinkLocal { return .refuse(.beyondScope, .martian) }
    }
    if headers.timeToLive <= 1 { return .refuse(.timeExceeded, .ttlExpired) }
    return nil
  }

  /// Decides on the options of an IPv4 datagram, before anything is made of where it goes (RFC 1812, 5.2.1.1);
  /// `nil` where there is nothing against them. What is wrong in them is told (RFC 1812, 5.2.7.3).
  @inline(never)
  private static func judgeOptions(_ packet: borrowing Packet) -> Decision? {
    switch IPv4OptionsReading(packet) {
    case .acceptable: nil
    case .sourceRoute: .refuse(.sourceRouteFailed, .unsupported)
    case .malformed(let pointer): .refuse(.badField(pointer: pointer), .malformed)
    }
  }

  /// Compares a datagram, or the longest segment of a super-packet, with the MTU of the link it is to leave by.
  @inline(__always)
  private mutating func fit(_ packet: borrowing Packet, _ headers: IPHeaders, port: Int, _ neighbour: IPAddress)
    -> Decision
  {
    let mtu = interfaces[port].mtu
    var length = headers.length
    if length > mtu && packet.offload.segmentation != .none {
      guard let frame = SoftwareOffload.longestFrame(of: packet) else { return .drop(.malformed) }
      length = frame - IPHeaders.offset
    }
    if length <= mtu { return .forward(port: port, neighbour, fits: true) }
    if headers.dontFragment { return .refuse(.tooBig(mtu: mtu), .packetTooBig) }
    return .forward(port: port, neighbour, fits: false)
  }

  /// Decides on groups and on addresses that mean something on one link only; `nil` where the routes decide.
  private mutating func decideOnLink(_ packet: borrowing Packet, _ headers: IPHeaders, from ingress: Int?) -> Decision?
  {
    let link = ingress ?? Int(packet.arrivalPort)
    guard addresses.indices.contains(link) else { return .drop(.unsupported) }
    switch headers.destination {
    case .v4(let destination):
      if destination.isMulticast { return .drop(destination == .allSystems ? .unsupported : .notForUs) }
      // No router forwards to 169.254.0.0/16 (RFC 3927, 7); for the router itself it is an address like others.
      return destination.isLinkLocal && ingress != nil && !isLocal(headers.destination) ? .drop(.martian) : nil
    case .v6(let destination):
      if destination.isMulticast { return addresses[link].listens(to: destination) ? .local : .drop(.notForUs) }
      guard destination.isLinkLocal else { return nil }
      if addresses[link].owns(destination) { return .local }
      return ingress == nil ? fit(packet, headers, port: link, headers.destination) : .drop(.notForUs)
    }
  }

  private func isLocal(_ address: IPAddress) -> Bool { routes.lookup(address)?.kind == .local }

  @inline(never)
  private func noteRoute(_ packet: borrowing Packet, _ headers: IPHeaders, _ context: ElementContext) {
    guard let route = routes.match(headers.destination) else {
      return context.note(packet, "no route to \(headers.destination)")
    }
    context.note(packet, "route \(route.text(portNames: context.portNames))")
  }
}
