/// Bounds and patience of a forwarding plane.
public struct ForwardingLimits: Sendable, Hashable {
  /// The most routes.
  public var routesMax = RoutingTable.routesMax
  /// The most neighbours.
  public var neighboursMax = NeighbourTable.neighboursMax
  /// How patient the router is with its neighbours.
  public var neighbours = NeighbourTiming()
  /// ICMP errors and TCP refusals a second; beyond them packets are dropped in silence.
  public var errorsPerSecond = 1000
  /// ICMP errors and TCP refusals at once.
  public var errorBurst = 100

  /// The defaults.
  public init() {}
}
