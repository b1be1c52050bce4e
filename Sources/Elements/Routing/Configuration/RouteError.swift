public import Wire

/// Why a route was not accepted.
public enum RouteError: Error, Sendable, Hashable {
  /// There is no such port.
  case noSuchPort(Int, StaticRoute)
  /// The next hop belongs to the other version of the protocol.
  case versionMismatch(StaticRoute)
  /// The next hop is on no interface's subnet, or there is neither a next hop nor a port.
  case nextHopNotOnLink(StaticRoute)
  /// The next hop is an address of the router itself, or no unicast address.
  case badNextHop(StaticRoute)
  /// The router has a route to that very prefix: its own subnet or address, or another static route.
  case exists(StaticRoute)
  /// There is no static route to that prefix.
  case notFound(IPPrefix)
  /// The routing table holds as many routes as it may.
  case tableFull(StaticRoute)
}

extension RouteError: CustomStringConvertible {
  /// The reason in words.
  public var description: String {
    switch self {
    case .noSuchPort(let port, let route): "route to \(route.destination): the router has no port \(port)"
    case .versionMismatch(let route): "route to \(route.destination): the next hop is of the other IP version"
    case .nextHopNotOnLink(let route):
      if let nextHop = route.nextHop {
        "route to \(route.destination): no interface has a subnet with \(nextHop)"
      } else {
        "route to \(route.destination): neither a next hop nor an interface is given"
      }
    case .badNextHop(let route): "route to \(route.destination): the next hop is no other router's address"
    case .exists(let route): "route to \(route.destination): there is one already"
    case .notFound(let prefix): "no static route to \(prefix)"
    case .tableFull(let route): "route to \(route.destination): the routing table is full"
    }
  }
}
