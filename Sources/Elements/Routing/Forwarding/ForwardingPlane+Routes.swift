public import Wire

/// Changing and listing routes and neighbours, between batches.
extension ForwardingPlane {
  /// Adds a configured route.
  public mutating func add(_ route: StaticRoute) throws(RouteError) {
    try routes.add(route, portCount: interfaces.count)
  }

  /// Takes the configured route to a prefix out.
  public mutating func remove(_ destination: IPPrefix) throws(RouteError) { try routes.removeStatic(destination) }

  /// Puts `newRoutes` in the place of all configured routes. Where one of them is not accepted, the old ones stay.
  public mutating func replace(with newRoutes: [StaticRoute]) throws(RouteError) {
    let old = routes.entries().filter { $0.nextHop.isStatic }
    for entry in old { routes.remove(entry.prefix) }
    var added: [IPPrefix] = []
    do {
      for route in newRoutes {
        try add(route)
        added.append(route.destination)
      }
    } catch {
      for prefix in added { routes.remove(prefix) }
      for entry in old { routes.set(entry.prefix, entry.nextHop) }
      throw error
    }
  }

  /// Every neighbour, by port and address.
  public var neighbourEntries: [NeighbourTable.Entry] { neighbours.entries() }

  /// How many packets wait for neighbours to answer.
  public var heldCount: Int { held.count }
}
