import Wire

/// What a NAT is given besides its interfaces.
public struct NATSettings: Hashable, Sendable {
  /// Interfaces behind the NAT.
  public var inside: [String]
  /// The interface whose address stands for them.
  public var outside: String
  /// Static routes besides those to the attached subnets.
  public var routes: [Route]
  /// When an inside port keeps its outside port (RFC 4787, 4.1).
  public var mapping: NATBehaviour
  /// Who may send to an outside port (RFC 4787, 5).
  public var filtering: NATBehaviour
  /// True where an inside host reaches another by its outside address (RFC 4787, 6).
  public var hairpin: Bool
  /// How long an idle mapping lives.
  public var timeouts: NATTimeouts
  /// Outside ports that always lead to an inside port.
  public var forwards: [PortForward]
  /// Outside addresses to map to, instead of the outside interface's own.
  public var pool: [IPAddress]

  /// Makes settings with the defaults of the file format.
  public init(
    inside: [String], outside: String, routes: [Route] = [], mapping: NATBehaviour = .endpointIndependent,
    filtering: NATBehaviour = .addressAndPortDependent, hairpin: Bool = true, timeouts: NATTimeouts = NATTimeouts(),
    forwards: [PortForward] = [], pool: [IPAddress] = []
  ) {
    self.inside = inside
    self.outside = outside
    self.routes = routes
    self.mapping = mapping
    self.filtering = filtering
    self.hairpin = hairpin
    self.timeouts = timeouts
    self.forwards = forwards
    self.pool = pool
  }
}

/// What of the remote end a NAT's mapping or filter looks at (RFC 4787, 4.1 and 5).
public enum NATBehaviour: String, Hashable, Sendable, CaseIterable {
  /// Nothing.
  case endpointIndependent = "endpoint-independent"
  /// Its address.
  case addressDependent = "address-dependent"
  /// Its address and port.
  case addressAndPortDependent = "address-and-port-dependent"
}

/// How long an idle mapping lives, by protocol.
public struct NATTimeouts: Hashable, Sendable {
  /// UDP: 5 min as RFC 4787, 4.3 recommends.
  public var udp: Duration
  /// TCP: 2 h 4 min, the least that RFC 5382, 5 allows.
  public var tcp: Duration
  /// ICMP queries: 60 s, the least that RFC 5508, 3.2 allows.
  public var icmp: Duration

  /// Makes timeouts; the defaults are those of the RFCs.
  public init(udp: Duration = .seconds(300), tcp: Duration = .seconds(7440), icmp: Duration = .seconds(60)) {
    self.udp = udp
    self.tcp = tcp
    self.icmp = icmp
  }
}

/// An outside port that always leads to an inside port.
public struct PortForward: Hashable, Sendable {
  /// TCP or UDP.
  public var transport: Transport
  /// The port outside, 1…65535.
  public var port: UInt16
  /// The host inside.
  public var address: IPAddress
  /// The port inside, 1…65535.
  public var targetPort: UInt16

  /// Makes a forward.
  public init(_ transport: Transport, port: UInt16, to address: IPAddress, _ targetPort: UInt16) {
    self.transport = transport
    self.port = port
    self.address = address
    self.targetPort = targetPort
  }
}
