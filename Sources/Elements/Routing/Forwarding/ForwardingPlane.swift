public import Buffers
public import Dataplane
public import Wire

/// What a router does with packets, as a plain value: an element that forwards by IP address keeps one as its state.
///
/// ```swift
/// func receive(_ batch: inout PacketBatch, on port: Int) {
///   plane.receive(&batch, on: port, context, translator: &translator)
/// }
/// func timerFired(_ token: UInt64) {
///   if token == ForwardingPlane.timerToken { plane.timerFired(context, translator: &translator) }
/// }
/// ```
///
/// It ends every packet of the batch. `Router` embeds it with `NoTranslation`, a NAT with itself as the translator; the
/// manual of what passes and what does not is `Router`'s.
///
/// On the packet path its methods are `mutating` even where they change nothing: the value is then passed by its
/// address, where a borrowed value of this size would be copied for each call.
public struct ForwardingPlane: ~Copyable {
  /// The token of the one timer that the plane sets; the element hands it back through `timerFired`.
  public static let timerToken: UInt64 = 1 << 63
  /// The least time between two looks at the neighbours' deadlines.
  static let timerResolution = Nanoseconds.milliseconds(10)

  // What every packet needs comes first and lies together.
  /// The MAC address of the first interface: at hand, for nothing else decides about most frames on a shared cable.
  @usableFromInline let firstMAC: MACAddress
  /// How many interfaces there are.
  @usableFromInline let portCount: Int
  /// The interfaces, by port.
  public let interfaces: [RouterInterface]
  let ownAddresses: OwnAddressFilter
  var destinations: DestinationCache
  /// The last address that turned out to be a host's own, and the routes' changes at that time.
  var lastOwn: (address: IPAddress, changes: UInt64)?
  /// The last way of `reach` by a route, and the routes' changes at that time.
  var lastReach: (destination: IPAddress, reach: Reach, changes: UInt64)?
  /// The last station that was known to be reachable, until when, and the neighbours' changes at that time.
  var lastStation: (address: IPAddress, port: Int, mac: MACAddress, deadline: Instant, changes: UInt64)?
  /// What the router itself has to say: filled while packets are looked at, sent once they are done.
  @usableFromInline var originated = PacketBatch()
  /// A host's own packets whose next station does not answer; the host takes them out.
  @usableFromInline var undeliverable = PacketBatch()
  /// Addresses of a host that somebody else has too, as far as that was heard while they were not in use.
  @usableFromInline var duplicates: [IPv6Address] = []
  /// When the earliest timer that was set is due.
  var timerDeadline = Instant.distantFuture
  var neighbours: NeighbourTable
  /// The routes; change them with `add`, `remove` and `replace`.
  public internal(set) var routes: RoutingTable
  /// What the addresses are for.
  public let role: Role
  var addresses: [PortAddresses]
  var held = HoldQueue()
  var fragmenter = Fragmenter()
  var errorBudget: TokenBucket
  /// ICMP errors and refusals that the budget did not allow.
  public internal(set) var suppressedErrors: UInt64 = 0
  var nextIdentification: UInt16 = 0
  var conflicts: [Instant]

  /// What a plane is for.
  public enum Role: Sendable, Hashable {
    /// It forwards, and says so in neighbour discovery.
    case router
    /// It sends and takes packets of its own alone; see `accept`.
    case host
  }

  /// Makes a plane with the routes that follow from the interfaces' addresses and those of `routes`. An MTU below 68 or
  /// above 65,535 is brought into that range.
  public init(
    interfaces: [RouterInterface], routes: [StaticRoute] = [], limits: ForwardingLimits = ForwardingLimits(),
    role: Role = .router
  ) throws(RouteError) {
    self.role = role
    portCount = interfaces.count
    firstMAC = interfaces.first?.mac ?? .zero
    self.interfaces = interfaces.map {
      var interface = $0
      interface.mtu = min(max($0.mtu, RouterInterface.mtuMin), RouterInterface.mtuMax)
      return interface
    }
    addresses = interfaces.map { PortAddresses($0, role) }
    destinations = DestinationCache(
      placesLog2: role == .router ? ForwardingPlane.routerPlacesLog2 : ForwardingPlane.hostPlacesLog2)
    neighbours = NeighbourTable(countMax: limits.neighboursMax, timing: limits.neighbours)
    errorBudget = TokenBucket(rate: limits.errorsPerSecond, burst: limits.errorBurst)
    conflicts = Array(repeating: .zero, count: interfaces.count)
    var table = RoutingTable(countMax: limits.routesMax)
    for (port, interface) in interfaces.enumerated() { table.addInterface(interface, port: port, role) }
    var filter = OwnAddressFilter()
    for entry in table.entries() {
      switch entry.nextHop.kind {
      case .local, .anycast, .broadcast: filter.insert(entry.prefix.network)
      case .connected, .onLink, .gateway: break
      }
    }
    ownAddresses = filter
    for route in routes { try table.add(route, portCount: interfaces.count) }
    self.routes = table
  }

  /// Ends every packet of `batch`, which came in by `port`.
  @inlinable
  public mutating func receive<Translator: PacketTranslator & ~Copyable>(
    _ batch: inout PacketBatch, on port: Int, _ context: ElementContext, translator: inout Translator
  ) {
    var headers = IPHeaders()
    while var packet = batch.popFirst() {
      switch read(&packet, into: &headers, on: port) {
      case .datagram:
        switch translator.ingress(&packet, &headers, from: port, context) {
        case .pass: forward(packet, &headers, from: port, context, &translator)
        case .drop(let reason): context.drop(packet, reason)
        }
      case .arp: receiveARP(packet, on: port, context)
      case .drop(let reason): context.drop(packet, reason)
      }
    }
    sendOriginated(context, &translator)
  }

  /// The timer of `timerToken` is due: asks neighbours again, and gives up those that do not answer.
  @inlinable
  public mutating func timerFired<Translator: PacketTranslator & ~Copyable>(
    _ context: ElementContext, translator: inout Translator
  ) {
    neighboursExpired(context)
    sendOriginated(context, &translator)
  }

  /// Sends a packet on its way, or ends it here.
  @inlinable
  mutating func forward<Translator: PacketTranslator & ~Copyable>(
    _ packet: consuming Packet, _ headers: inout IPHeaders, from ingress: Int?, _ context: ElementContext,
    _ translator: inout Translator
  ) {
    if ingress != nil, let way = shortcut(packet, headers, context) {
      if !decrementTimeToLive(&packet, &headers) { return context.drop(packet, .noBuffers) }
      switch translator.egress(&packet, &headers, from: ingress, to: way.port, context) {
      case .pass: return send(packet, by: way, context)
      case .drop(let reason): return context.drop(packet, reason)
      }
    }
    switch decide(packet, headers, from: ingress, context) {
    case .forward(let egress, let neighbour, let fits):
      if ingress != nil { rememberWay(to: headers, port: egress, neighbour, context) }
      if ingress != nil, !decrementTimeToLive(&packet, &headers) { return context.drop(packet, .noBuffers) }
      switch translator.egress(&packet, &headers, from: ingress, to: egress, context) {
      case .pass: transmit(packet, headers, to: egress, neighbour, fits: fits, context)
      case .drop(let reason): context.drop(packet, reason)
      }
    case .local: receiveLocally(packet, headers, on: ingress, context)
    case .drop(let reason): context.drop(packet, reason)
    case .refuse(let error, let reason): refuse(packet, headers, error, reason, from: ingress, context)
    }
  }

  /// Sends what the router itself has to say. What is sent here begets nothing more to say.
  @inlinable
  mutating func sendOriginated<Translator: PacketTranslator & ~Copyable>(
    _ context: ElementContext, _ translator: inout Translator
  ) {
    while var packet = originated.popFirst() {
      guard var headers = IPHeaders(packet) else {
        context.drop(packet, .malformed)
        continue
      }
      switch translator.ingress(&packet, &headers, from: nil, context) {
      case .pass: forward(packet, &headers, from: nil, context, &translator)
      case .drop(let reason): context.drop(packet, reason)
      }
    }
    setTimer(context)
  }
}

/// What a packet is, as far as its first reading goes.
@frozen
@usableFromInline
enum Arrival {
  /// An IP datagram.
  case datagram
  /// An ARP packet.
  case arp
  /// Nothing that is forwarded.
  case drop(DropReason)
}

/// What becomes of a datagram.
@frozen
@usableFromInline
enum Decision {
  /// It leaves by a port, to a station there; it may have to be fragmented.
  case forward(port: Int, IPAddress, fits: Bool)
  /// It is for the router.
  case local
  /// It is dropped.
  case drop(DropReason)
  /// It is dropped, and its sender is told why.
  case refuse(ICMPError, DropReason)
}
