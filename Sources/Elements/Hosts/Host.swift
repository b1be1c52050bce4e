public import Buffers
public import Dataplane
public import Routing
public import Wire

/// A host without a kernel: what a network namespace with the lab's addresses, routes and listeners is to its peers, as an
/// element.
///
/// It answers ARP, neighbour discovery and ping, refuses closed ports (TCP with a reset, UDP with an ICMP error), serves
/// what it listens to, and tries what it is asked to by `run`: ping, UDP, TCP and traceroute. A check says the same of it as
/// of a live host.
///
/// - Ports: one an interface, in the order of the configuration. Each has the interface's MAC address and takes untagged
///   frames. An address is answered for at every port (the weak model of RFC 1122, 3.3.4.2, as on Linux). Nothing is
///   forwarded.
/// - Fragments are put together, 64 datagrams and 2 MB at once, IPv4's for 30 s and IPv6's for 60 s, as Linux has it; a
///   datagram whose fragments overlap is given up (RFC 8200, 4.5; RFC 5722). What is sent is fragmented where it must be.
/// - Path MTU discovery (RFC 1191, RFC 8201): 256 paths are remembered for ten minutes. What is sent of IPv4 says "don't
///   fragment" unless it is in fragments already, as Linux's does.
/// - Super-packets and partial checksums, which come from a kernel, are completed first.
/// - ICMP errors about what it sent reach the probe that sent it. Those that it sends are bounded, as a router's are.
/// - IPv6 duplicate address detection (RFC 4862, 5.4) and announcements (RFC 5227, 2.3) where the configuration says so.
/// - Drops: `notForUs`, `malformed`, `badChecksum`, `martian`, `unsupported` (closed ports, other protocols, broadcasts),
///   `fragment` (a datagram that was not put together), `noRoute`, `packetTooBig`, `neighbourUnreachable`,
///   `neighbourQueueFull`, `neighbourTableFull`, `queueFull` (too much to itself), `vlanNotAllowed`, `noBuffers`.
/// - Not done: redirects, router advertisements, multicast groups and their reports, broadcasts, DHCP.
/// - Standards: RFC 1122, 791, 815, 792, 826, 768, 1191, 4443, 4861, 8200, 8201, and those of its TCP.
///
/// ```yaml
/// nodes:
///   web: { kind: host, address: [10.1.0.80/24, "2001:db8:1::80/64"], gateway: 10.1.0.1, listen: [tcp/80, udp/53] }
/// ```
///
/// See also: `ForwardingPlane`, `Probe`, `Listener`, `TCPEndpoints`.
public actor Host: Element {
  /// The way to the host's ports.
  public nonisolated let context: ElementContext
  @safe @exclusivity(unchecked) private var stack: HostStack

  /// The worker's executor.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe context.executor }

  /// Makes a host with the ports of `context`; fails where a route makes no sense.
  public init(context: ElementContext, configuration: Configuration) throws(RouteError) {
    self.context = context
    stack = try HostStack(configuration, seed: context.random())
    stack.begin(configuration, context)
  }

  /// Ends every packet.
  public func receive(_ batch: inout PacketBatch, on port: Int) { stack.receive(&batch, on: port, context) }

  /// Looks after neighbours, probes, connections and fragments.
  public func timerFired(_ token: UInt64) { stack.timerFired(token, context) }

  /// Tries something, and answers what came of it; several may be tried at once. It ends by itself, at the latest when
  /// what the probe says of its time has passed.
  public func run(_ probe: Probe) async -> ProbeOutcome {
    await withCheckedContinuation { stack.start(probe, $0, context) }
  }

  /// Ends every probe that is running with what has come of it so far: for a host that is taken out of its lab.
  public func cancelProbes() { stack.cancelProbes(context) }

  /// Puts `listeners` in the place of all there were. Connections that are open stay open.
  public func setListeners(_ listeners: [Listener]) { stack.setListeners(listeners) }

  /// Sends one datagram from `sourcePort`; an answer finds nobody. Answers why it was not sent, or `nil`.
  public func send(
    _ payload: [UInt8], to destination: IPAddress, port: UInt16, from sourcePort: UInt16
  ) -> Rejection? {
    stack.sendDatagram(payload, to: destination, TransportPorts(source: sourcePort, destination: port), context)
  }

  /// How the host is.
  public func status() -> Status { stack.status }

  /// Every route, IPv4 first, by prefix.
  public func routes() -> [RouteEntry] { stack.plane.routes.entries() }

  /// Puts `routes` in the place of all configured routes; where one is not accepted, the old ones stay.
  public func replaceRoutes(with routes: [StaticRoute]) throws(RouteError) { try stack.plane.replace(with: routes) }

  /// Every neighbour, by port and address.
  public func neighbours() -> [NeighbourTable.Entry] { stack.plane.neighbourEntries }

  /// The interfaces, by port.
  public func interfaces() -> [RouterInterface] { stack.plane.interfaces }
}
