import Dataplane
public import Routing
public import Wire

/// Control, between batches.
extension NAT {
  /// The mappings that live, forwards included, ordered by protocol and outside endpoint.
  public func mappings() -> [Mapping] {
    _ = translator.expire(now: context.now, limit: .max)
    return translator.listMappings(now: context.now)
  }

  /// The connections that live, ordered by protocol, inside endpoint and remote endpoint.
  public func sessions() -> [Session] {
    _ = translator.expire(now: context.now, limit: .max)
    return translator.listConnections(now: context.now)
  }

  /// The forwards, in the order in which they were given.
  public func forwards() -> [Forward] { translator.forwards }

  /// Makes these the forwards; where one is not accepted, the old ones stay. One that was there already keeps its
  /// connections; mappings that are in a new one's way go.
  public func replaceForwards(with forwards: [Forward]) throws(ConfigurationError) {
    try translator.replaceForwards(with: forwards)
  }

  /// Forgets every connection, and every mapping that is no forward.
  public func forgetMappings() { translator.forgetMappings() }

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

  /// The interfaces, by port, with all outside addresses.
  public func interfaces() -> [RouterInterface] { plane.interfaces }
}
