public import Buffers
public import Dataplane
public import Wire

/// A router of IPv4 and IPv6, with static routes.
///
/// A datagram for a station behind another port loses one from its time to live and leaves by the route with the longest
/// prefix that agrees with its destination; who is on the link is found by ARP and by neighbour discovery. Routes to the
/// subnets of the interfaces are there by themselves.
///
/// - Ports: one an interface, in the order of the configuration. Each has the interface's MAC address and takes untagged
///   frames; what goes to another station is not taken.
/// - For itself it answers echo requests, ARP and neighbour solicitations; TCP is refused with a reset, UDP and other
///   protocols with an ICMP error. Fragments to itself are not reassembled.
/// - Senders are told by ICMP: no route, time exceeded, too big for the next link (with its MTU), neighbour does not
///   answer, a mistake in IPv4's options, a source route, an IPv6 header or option that the router does not know in
///   what comes to itself. Errors are limited in number, and never sent about errors, groups or broadcasts, and in IPv4
///   about later fragments.
/// - IPv4 datagrams too long for the next link are fragmented unless they forbid it. Super-packets are judged by the
///   length of their segments and stay whole.
/// - Drops: `notForUs`, `malformed`, `badChecksum` (the IPv4 header's always; others where the router reads on),
///   `martian` (RFC 1812, 5.3.7; link-local addresses that would leave their link; own addresses used by others),
///   `noRoute`, `ttlExpired`, `packetTooBig`, `neighbourUnreachable`, `neighbourQueueFull`, `neighbourTableFull`,
///   `fragment` (to itself), `unsupported` (broadcasts, source routes, protocols it does not speak), `vlanNotAllowed`
///   (tagged frames), `noBuffers`.
/// - Not done: redirects, router advertisements, duplicate address detection, multicast, several routes to one prefix,
///   hop-by-hop options, IPv4's timestamp option.
/// - Standards: RFC 1812, 791, 792, 826, 1191, 4861, 4443, 8200, 8201; RFC 5227 for the defence of its addresses;
///   RFC 2644: directed broadcasts are not forwarded.
///
/// ```yaml
/// nodes:
///   r1:
///     kind: router
///     interfaces: { eth0: { address: [10.1.0.1/24, "2001:db8:1::1/64"] }, eth1: { address: 198.51.100.2/30 } }
///     routes: [{ to: 0.0.0.0/0, via: 198.51.100.1 }]
/// ```
///
/// See also: `ForwardingPlane`, which does the work and serves a NAT as well.
public actor Router: Element {
  /// What a router is made of.
  public struct Configuration: Sendable {
    /// The interfaces, by port.
    public var interfaces: [RouterInterface]
    /// The routes besides those that follow from the interfaces' addresses.
    public var routes: [StaticRoute]
    /// Bounds and patience.
    public var limits: ForwardingLimits

    /// Makes a configuration.
    public init(
      interfaces: [RouterInterface], routes: [StaticRoute] = [], limits: ForwardingLimits = ForwardingLimits()
    ) {
      self.interfaces = interfaces
      self.routes = routes
      self.limits = limits
    }
  }

  /// The way to the router's ports.
  public nonisolated let context: ElementContext
  @safe @exclusivity(unchecked) private var plane: ForwardingPlane
  @safe @exclusivity(unchecked) private var translator = NoTranslation()

  /// The worker's executor.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe context.executor }

  /// Makes a router with the ports of `context`; fails where a route makes no sense.
  public init(context: ElementContext, configuration: Configuration) throws(RouteError) {
    self.context = context
    plane = try ForwardingPlane(
      interfaces: configuration.interfaces, routes: configuration.routes, limits: configuration.limits)
  }

  /// Forwards, answers or drops every packet.
  public func receive(_ batch: inout PacketBatch, on port: Int) {
    plane.receive(&batch, on: port, context, translator: &translator)
  }

  /// Looks after the neighbours.
  public func timerFired(_ token: UInt64) {
    if token == ForwardingPlane.timerToken { plane.timerFired(context, translator: &translator) }
  }

  /// Adds a route.
  public func addRoute(_ route: StaticRoute) throws(RouteError) { try plane.add(route) }

  /// Takes a configured route out.
  public func removeRoute(to destination: IPPrefix) throws(RouteError) { try plane.remove(destination) }

  /// Puts `routes` in the place of all configured routes; where one is not accepted, the old ones stay.
  public func replaceRoutes(with routes: [StaticRoute]) throws(RouteError) { try plane.replace(with: routes) }

  /// Every route, IPv4 first, by prefix.
  public func routes() -> [RouteEntry] { plane.routes.entries() }

  /// Every neighbour, by port and address.
  public func neighbours() -> [NeighbourTable.Entry] { plane.neighbourEntries }

  /// The interfaces, by port.
  public func interfaces() -> [RouterInterface] { plane.interfaces }

  /// How many packets wait for neighbours to answer.
  public func heldPackets() -> Int { plane.heldCount }

  /// How many ICMP errors and resets were not sent, because there were too many.
  public func suppressedErrors() -> UInt64 { plane.suppressedErrors }
}
