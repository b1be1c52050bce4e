public import Wire

/// Where a route leads.
@frozen
public struct NextHop: Sendable, Hashable {
  /// What kind of route it is.
  @frozen
  public enum Kind: UInt8, Sendable, Hashable {
    /// The address is the router's own.
    case local
    /// The address is that of any router of the subnet (RFC 4291, 2.6.1).
    case anycast
    /// The address stands for every host of a subnet of the router (RFC 919).
    case broadcast
    /// The destination is on the link, by the subnet of an interface.
    case connected
    /// The destination is on the link, by a static route.
    case onLink
    /// A router on the link takes it on.
    case gateway
  }

  /// What kind of route it is.
  public let kind: Kind
  /// The port it leaves by; for the router's own addresses, the port that has the address.
  public let port: Int
  /// The router that takes it on; unspecified for every kind but `gateway`.
  public let gateway: IPAddress

  /// Makes a next hop of its fields.
  @inlinable
  public init(_ kind: Kind, port: Int, gateway: IPAddress = .v4(.unspecified)) {
    self.kind = kind
    self.port = port
    self.gateway = gateway
  }

  /// The station that a packet to `destination` is handed to on the link.
  @inlinable @inline(__always)
  public func neighbour(to destination: IPAddress) -> IPAddress { kind == .gateway ? gateway : destination }
}

/// A route of the table, as it is listed.
public struct RouteEntry: Sendable, Hashable {
  /// Where it leads.
  public let prefix: IPPrefix
  /// By which way.
  public let nextHop: NextHop

  /// Makes an entry of its fields.
  public init(prefix: IPPrefix, nextHop: NextHop) {
    self.prefix = prefix
    self.nextHop = nextHop
  }

  /// The route as `trace` and `ps` print it, such as `10.0.0.0/8 via 10.1.0.2 dev eth1`.
  public func text(portNames: [String]) -> String {
    let port = portNames.indices.contains(nextHop.port) ? portNames[nextHop.port] : "port \(nextHop.port)"
    return switch nextHop.kind {
    case .local: "local \(prefix) dev \(port)"
    case .anycast: "anycast \(prefix) dev \(port)"
    case .broadcast: "broadcast \(prefix) dev \(port)"
    case .connected: "\(prefix) dev \(port) connected"
    case .onLink: "\(prefix) dev \(port)"
    case .gateway: "\(prefix) via \(nextHop.gateway) dev \(port)"
    }
  }
}
