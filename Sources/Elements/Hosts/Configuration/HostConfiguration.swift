public import Routing
public import Wire

extension Host {
  /// What a host is made of.
  public struct Configuration: Sendable {
    /// The interfaces, by port.
    public var interfaces: [RouterInterface]
    /// The routes besides those that follow from the interfaces' addresses; a gateway is a route to `0.0.0.0/0` or `::/0`.
    public var routes: [StaticRoute]
    /// What it answers. Of two for one port the last counts.
    public var listeners: [Listener]
    /// Bounds and patience.
    public var limits: ForwardingLimits
    /// What its TCP is set to.
    public var tcp: TCPSettings
    /// True where an IPv6 address is used only once nobody else turned out to have it (RFC 4862, 5.4). Live hosts of a lab
    /// do without (`accept_dad=0`), so that they can talk at once.
    public var detectsDuplicateAddresses = false
    /// True where the host tells its link its addresses when it comes up (RFC 5227, 2.3; RFC 4861, 7.2.6).
    public var announcesAddresses = false

    /// Makes a configuration.
    public init(
      interfaces: [RouterInterface], routes: [StaticRoute] = [], listeners: [Listener] = [],
      limits: ForwardingLimits = ForwardingLimits(), tcp: TCPSettings = TCPSettings()
    ) {
      self.interfaces = interfaces
      self.routes = routes
      self.listeners = listeners
      self.limits = limits
      self.tcp = tcp
    }
  }

  /// How a host is, for `ps` and for tests.
  public struct Status: Sendable, Hashable {
    /// TCP connections that are open or being opened or closed.
    public var connections = 0
    /// Neighbours, by port and address.
    public var neighbours: [NeighbourTable.Entry] = []
    /// Probes that are running.
    public var probes = 0
    /// Datagrams of which fragments are missing.
    public var reassemblies = 0
    /// IPv6 addresses that are not used yet, because somebody else may have them.
    public var tentative: [IPv6Address] = []
    /// IPv6 addresses that are not used, because somebody else has them.
    public var duplicates: [IPv6Address] = []

    /// Nothing is going on.
    public init() {}
  }
}

extension Host.Status: CustomStringConvertible {
  /// The status in one line.
  public var description: String {
    var parts = ["\(connections) connections", "\(neighbours.count) neighbours"]
    if probes > 0 { parts.append("\(probes) probes running") }
    if reassemblies > 0 { parts.append("\(reassemblies) datagrams in pieces") }
    if !tentative.isEmpty { parts.append("not used yet: \(tentative.map(\.description).joined(separator: " "))") }
    if !duplicates.isEmpty { parts.append("DUPLICATE: \(duplicates.map(\.description).joined(separator: " "))") }
    return parts.joined(separator: ", ")
  }
}
