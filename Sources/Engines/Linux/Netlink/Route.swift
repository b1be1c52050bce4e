/// An entry of a routing table.
public struct Route: Hashable, Sendable {
  /// Where it leads; length 0 is a default route.
  public var destination: InetPrefix
  /// The next hop; nil where the destination is on the link.
  public var gateway: InetAddress?
  /// The interface it leaves by; nil lets the kernel find it by the gateway.
  public var interface: Int32?
  /// The lower is preferred; nil takes the kernel's default.
  public var metric: UInt32?
  /// The routing table; 254 is the main one.
  public var table: UInt32
  /// The address that the machine's own packets get as their source.
  public var source: InetAddress?
  /// Who made it: 2 the kernel, 3 boot, 4 an administrator.
  public var origin: UInt8
  /// What it does: 1 unicast, 2 local, 3 broadcast, 6 blackhole, 7 unreachable.
  public var kind: UInt8

  /// Makes a unicast route of the main table.
  public init(
    to destination: InetPrefix, via gateway: InetAddress? = nil, on interface: Int32? = nil, metric: UInt32? = nil,
    source: InetAddress? = nil
  ) {
    self.destination = destination
    self.gateway = gateway
    self.interface = interface
    self.metric = metric
    self.source = source
    (table, origin, kind) = (254, 4, 1)
  }
}

extension Route: CustomStringConvertible {
  /// In the words of ip-route(8).
  public var description: String {
    var text = "\(destination)"
    if let gateway { text += " via \(gateway)" }
    if let interface { text += " dev #\(interface)" }
    if let metric { text += " metric \(metric)" }
    return text
  }
}
