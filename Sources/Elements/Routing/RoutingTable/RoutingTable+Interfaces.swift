public import Wire

/// Routes that follow from the addresses of the interfaces, and the rules for those that are configured besides.
extension RoutingTable {
  /// Enters what follows from the addresses of an interface: each address as the router's own, each subnet as connected,
  /// and the addresses that stand for a whole subnet. Where two interfaces claim the same, the first has it; an own
  /// address goes before everything else. Hosts do not answer for all routers of a subnet.
  mutating func addInterface(_ interface: RouterInterface, port: Int, _ role: ForwardingPlane.Role) {
    for address in interface.addresses where !(address.version == .v6 && address.address.isLinkLocal) {
      add(IPPrefix(host: address.address), .local, port: port)
      add(address.prefix, .connected, port: port)
      switch address.prefix {
      case .v4(let prefix) where prefix.length < 31:
        add(.v4(IPv4Prefix(host: prefix.broadcast)), .broadcast, port: port)
        add(.v4(IPv4Prefix(host: prefix.network)), .broadcast, port: port)
      case .v6(let prefix) where prefix.length < 127 && role == .router:
        add(.v6(IPv6Prefix(host: prefix.network)), .anycast, port: port)
      case .v4, .v6: break
      }
    }
  }

  private mutating func add(_ prefix: IPPrefix, _ kind: NextHop.Kind, port: Int) {
    guard let old = nextHop(of: prefix) else {
      set(prefix, NextHop(kind, port: port))
      return
    }
    if kind == .local && old.kind != .local { set(prefix, NextHop(kind, port: port)) }
  }

  /// Enters a configured route, which nothing else may have entered before.
  public mutating func add(_ route: StaticRoute, portCount: Int) throws(RouteError) {
    let hop = try resolve(route, portCount: portCount)
    guard nextHop(of: route.destination) == nil else { throw .exists(route) }
    guard set(route.destination, hop) else { throw .tableFull(route) }
  }

  /// Takes a configured route out.
  public mutating func removeStatic(_ destination: IPPrefix) throws(RouteError) {
    guard let hop = nextHop(of: destination), hop.isStatic else { throw .notFound(destination) }
    remove(destination)
  }

  /// Where a configured route leads, or why it cannot.
  func resolve(_ route: StaticRoute, portCount: Int) throws(RouteError) -> NextHop {
    if let port = route.port, !(0..<portCount ~= port) { throw .noSuchPort(port, route) }
    guard let nextHop = route.nextHop else {
      guard let port = route.port else { throw .nextHopNotOnLink(route) }
      return NextHop(.onLink, port: port)
    }
    guard nextHop.version == route.destination.version else { throw .versionMismatch(route) }
    guard !nextHop.isMulticast, !nextHop.isUnspecified, !nextHop.isLoopback else { throw .badNextHop(route) }
    let link = nextHop.version == .v6 && nextHop.isLinkLocal ? nil : lookup(nextHop)
    switch link?.kind {
    case .local, .anycast, .broadcast: throw .badNextHop(route)
    case .connected, .onLink: return NextHop(.gateway, port: route.port ?? link?.port ?? 0, gateway: nextHop)
    case .gateway, nil:
      guard let port = route.port else { throw .nextHopNotOnLink(route) }
      return NextHop(.gateway, port: port, gateway: nextHop)
    }
  }
}

extension NextHop {
  /// True for routes that were configured, rather than following from an interface's address.
  public var isStatic: Bool { kind == .onLink || kind == .gateway }
}
