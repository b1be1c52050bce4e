public import Wire

/// A route that was configured.
public struct StaticRoute: Sendable, Hashable {
  /// Where it leads.
  public var destination: IPPrefix
  /// The router that takes packets on; `nil` where the destination is on the link itself.
  public var nextHop: IPAddress?
  /// The port it leaves by; `nil` where the subnets of the interfaces decide it from `nextHop`.
  public var port: Int?

  /// Makes a route. Without `port`, `nextHop` must lie in the subnet of an interface.
  public init(to destination: IPPrefix, via nextHop: IPAddress? = nil, port: Int? = nil) {
    self.destination = destination
    self.nextHop = nextHop
    self.port = port
  }
}
