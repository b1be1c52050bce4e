public import ConnectionTracking
public import Dataplane
public import Wire

extension NAT {
  /// A mapping, as `ps` and `flows` show it.
  public struct Mapping: Sendable, Hashable {
    /// TCP, UDP or ICMP.
    public var `protocol`: IPProtocol
    /// The endpoint behind the NAT.
    public var inside: IPv4Endpoint
    /// The endpoint that the outside sees.
    public var outside: IPv4Endpoint
    /// The remote end that the mapping is for, as far as the mapping behaviour looks at it; `nil` for all.
    public var remote: IPv4Endpoint?
    /// True where it was configured.
    public var isForward: Bool
    /// Its connections.
    public var connectionCount = 0
    /// Packets from inside, in the connections that there are.
    public var packetsOut: UInt64 = 0
    /// Packets from outside, in the connections that there are.
    public var packetsIn: UInt64 = 0
    /// How long it lives without a packet; `nil` for a forward that nobody uses.
    public var expiresIn: Nanoseconds?

    init(
      protocol proto: IPProtocol, inside: IPv4Endpoint, outside: IPv4Endpoint, remote: IPv4Endpoint?, isForward: Bool
    ) {
      self.protocol = proto
      self.inside = inside
      self.outside = outside
      self.remote = remote
      self.isForward = isForward
    }
  }

  /// A conversation of an inside endpoint with a remote one.
  public struct Session: Sendable, Hashable {
    /// TCP, UDP or ICMP.
    public var `protocol`: IPProtocol
    /// The endpoint behind the NAT.
    public var inside: IPv4Endpoint
    /// The endpoint that the remote end sees.
    public var outside: IPv4Endpoint
    /// The remote end.
    public var remote: IPv4Endpoint
    /// The state of TCP.
    public var tcp: TCPTracker.State?
    /// Packets from inside.
    public var packetsOut: UInt64
    /// Packets from outside.
    public var packetsIn: UInt64
    /// How long it lives without a packet.
    public var expiresIn: Nanoseconds
  }
}

extension NAT.Mapping: CustomStringConvertible {
  /// One line, such as `udp 10.1.0.10:5000 <-> 198.51.100.2:5000, 1 connection, 299 s`.
  public var description: String {
    var text = "\(`protocol`.lowercased) \(inside) <-> \(outside)"
    if let remote { text += " for \(remote)" }
    if isForward { text += ", forward" }
    text += connectionCount == 1 ? ", 1 connection" : ", \(connectionCount) connections"
    if let expiresIn { text += ", \(expiresIn.count / 1_000_000_000) s" }
    return text
  }
}

extension NAT.Session: CustomStringConvertible {
  /// One line, such as `tcp 10.1.0.10:5000 <-> 198.51.100.2:5000 <-> 203.0.113.80:80 ESTABLISHED, 7439 s`.
  public var description: String {
    let state = tcp.map { " \($0.rawValue)" } ?? ""
    return "\(`protocol`.lowercased) \(inside) <-> \(outside) <-> \(remote)\(state), "
      + "\(expiresIn.count / 1_000_000_000) s"
  }
}
