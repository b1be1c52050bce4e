extension NetlinkRequest {
  /// Adds a route. `EEXIST` where there is one of this destination and metric; `ENETUNREACH` where the gateway cannot
  /// be reached.
  public static func addRoute(_ route: Route) -> NetlinkRequest {
    request("add route", route, type: NetlinkCode.newRoute, flags: NetlinkCode.create | NetlinkCode.exclusive)
  }

  /// Adds a route in place of one of the same destination and metric.
  public static func replaceRoute(_ route: Route) -> NetlinkRequest {
    request("replace route", route, type: NetlinkCode.newRoute, flags: NetlinkCode.create | NetlinkCode.replace)
  }

  /// Removes a route; what is nil in `route` matches anything. `ESRCH` where there is none.
  public static func deleteRoute(_ route: Route) -> NetlinkRequest {
    request("delete route", route, type: NetlinkCode.deleteRoute, flags: 0)
  }

  private static func request(_ verb: String, _ route: Route, type: UInt16, flags: UInt16) -> NetlinkRequest {
    NetlinkRequest("\(verb) \(route)", type: type, flags: flags) { message in
      let unicast: UInt8 = 1
      let linkScope: UInt8 = 253
      let anyScope: UInt8 = 255
      var scope: UInt8 = route.gateway == nil && route.kind == unicast ? linkScope : 0
      if type == NetlinkCode.deleteRoute { scope = anyScope }
      message.append(route.destination.address.family)
      message.append(route.destination.length)
      message.append(UInt16(0))
      message.append(route.table < 256 ? UInt8(route.table) : 0)
      message.append(route.origin)
      message.append(route.destination.address.width == 32 ? scope : 0)
      message.append(route.kind)
      message.append(UInt32(0))
      if route.destination.length > 0 {
        message.attribute(NetlinkKind.routeDestination, route.destination.address.octets)
      }
      if let gateway = route.gateway { message.attribute(NetlinkKind.routeGateway, gateway.octets) }
      if let interface = route.interface { message.attribute(NetlinkKind.routeInterface, interface) }
      if let metric = route.metric { message.attribute(NetlinkKind.routePriority, metric) }
      if let source = route.source { message.attribute(NetlinkKind.routeSource, source.octets) }
      message.attribute(NetlinkKind.routeTable, route.table)
    }
  }
}
