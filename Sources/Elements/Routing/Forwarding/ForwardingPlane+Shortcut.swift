public import Buffers
public import Dataplane
public import Wire

/// The short way through: a datagram that asks for nothing but to be forwarded, to a destination that was just forwarded
/// to.
extension ForwardingPlane {
  /// How many destinations a router remembers, as a power of two.
  static var routerPlacesLog2: Int { 6 }
  /// How many a host does.
  static var hostPlacesLog2: Int { 3 }

  /// Grows whenever routes or neighbours change.
  private var generation: UInt64 { routes.changes &+ neighbours.changes }

  /// The way that a datagram from another station takes, where it is remembered and `decide` would have nothing to say
  /// about this very datagram.
  @usableFromInline
  mutating func shortcut(_ packet: borrowing Packet, _ headers: IPHeaders, _ context: ElementContext)
    -> DestinationCache.Way?
  {
    guard packet.traceID == 0, headers.timeToLive > 1, !headers.hasOptions,
      let way = destinations.way(to: headers, generation: generation, now: context.now), headers.length <= way.mtu,
      !headers.source.isLinkLocal, !headers.source.isUnspecified
    else { return nil }
    return way
  }

  /// Remembers the way to the destination of `headers`, which `decide` has just found, where the neighbour is reachable.
  @usableFromInline
  mutating func rememberWay(to headers: IPHeaders, port: Int, _ neighbour: IPAddress, _ context: ElementContext) {
    guard !headers.destination.isLinkLocal, let known = neighbours.neighbour(neighbour, port: port),
      known.state == .reachable, context.now < known.deadline
    else { return }
    let way = DestinationCache.Way(mac: known.mac, port: port, mtu: interfaces[port].mtu)
    destinations.remember(way, to: headers, generation: generation, deadline: known.deadline)
  }

  /// Sends a datagram by a remembered way.
  @usableFromInline
  mutating func send(_ packet: consuming Packet, by way: DestinationCache.Way, _ context: ElementContext) {
    address(packet, to: way.mac, way.port, context)
  }
}
