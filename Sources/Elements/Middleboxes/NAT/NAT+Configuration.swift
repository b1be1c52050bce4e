public import ConnectionTracking
public import Routing
public import Wire

extension NAT {
  /// What of the remote end a mapping or a filter looks at (RFC 4787, 4.1 and 5).
  public enum Behaviour: String, Sendable, CaseIterable {
    /// Nothing.
    case endpointIndependent = "endpoint-independent"
    /// Its address.
    case addressDependent = "address-dependent"
    /// Its address and port.
    case addressAndPortDependent = "address-and-port-dependent"
  }

  /// An outside port that always leads to an inside endpoint, and stands for it when it sends.
  public struct Forward: Hashable, Sendable {
    /// TCP or UDP.
    public var `protocol`: IPProtocol
    /// The port at the first outside address, 1…65,535.
    public var port: UInt16
    /// The endpoint inside.
    public var target: IPv4Endpoint

    /// Makes a forward.
    public init(_ proto: IPProtocol, port: UInt16, to target: IPv4Endpoint) {
      self.protocol = proto
      self.port = port
      self.target = target
    }
  }

  /// What can be set.
  public struct Configuration: Sendable {
    /// The most outside addresses.
    public static let outsideAddressesMax = 64
    /// The most forwards.
    public static let forwardsMax = 1024
    /// The most mappings and the most connections that can be asked for.
    public static let tableMax = 1 << 20

    /// The interfaces, at the ports of the same index.
    public var interfaces: [RouterInterface]
    /// Static routes besides those to the attached subnets.
    public var routes: [StaticRoute]
    /// The ports behind the NAT.
    public var insidePorts: [Int]
    /// The port in front of it.
    public var outsidePort: Int
    /// The addresses that stand for the inside; empty for the first IPv4 address of the outside interface. Those that
    /// the outside interface does not have are added to it.
    public var outsideAddresses: [IPv4Address] = []
    /// When an inside endpoint keeps its outside endpoint (RFC 4787, 4.1).
    public var mapping: Behaviour = .endpointIndependent
    /// Who may send to an outside endpoint (RFC 4787, 5).
    public var filtering: Behaviour = .addressAndPortDependent
    /// True where an inside host reaches another by its outside endpoint (RFC 4787, 6).
    public var hairpin = true
    /// How long idle mappings and connections live.
    public var timeouts = ConnectionTimeouts()
    /// True where packets from outside keep UDP mappings and ICMP queries alive as well as those from inside do
    /// (RFC 4787, 4.3, REQ-6a). TCP is kept alive by both in any case.
    public var refreshesInbound = false
    /// The outside ports that may be given to inside ports of 1024 and above.
    public var ports: ClosedRange<UInt16> = 1024...65_535
    /// True where UDP ports stay even or odd (RFC 4787, 4.2.2, REQ-4).
    public var keepsParity = true
    /// Outside ports that lead inside.
    public var forwards: [Forward] = []
    /// The most mappings, forwards not counted.
    public var mappingsMax = 65_536
    /// The most connections.
    public var connectionsMax = 65_536
    /// The most connections of one mapping.
    public var connectionsPerMappingMax = 4096
    /// Bounds and patience of the router in it.
    public var limits = ForwardingLimits()

    /// Makes a configuration with the defaults.
    public init(
      interfaces: [RouterInterface], routes: [StaticRoute] = [], insidePorts: [Int], outsidePort: Int
    ) {
      self.interfaces = interfaces
      self.routes = routes
      self.insidePorts = insidePorts
      self.outsidePort = outsidePort
    }
  }

  /// Why a configuration was not accepted.
  public enum ConfigurationError: Error, Sendable, Hashable {
    /// There is no such port.
    case noSuchPort(Int)
    /// The outside port is named as an inside port too, or an inside port twice.
    case portNamedTwice(Int)
    /// Neither an outside address is given nor does the outside interface have an IPv4 address.
    case noOutsideAddress
    /// More outside addresses than ``Configuration/outsideAddressesMax``.
    case tooManyOutsideAddresses
    /// The range of ports begins with 0.
    case badPortRange
    /// Forwarding is for TCP and UDP, from a port that is not 0 to an address and a port that are not 0.
    case badForward(Forward)
    /// The outside port is forwarded twice.
    case forwardedTwice(Forward)
    /// More forwards than ``Configuration/forwardsMax``.
    case tooManyForwards
    /// A route makes no sense.
    case route(RouteError)
  }
}

extension NAT.ConfigurationError: CustomStringConvertible {
  /// The reason in words.
  public var description: String {
    switch self {
    case .noSuchPort(let port): "the NAT has no port \(port)"
    case .portNamedTwice(let port): "port \(port) is named twice among the inside ports and the outside port"
    case .noOutsideAddress: "the outside interface has no IPv4 address to translate to"
    case .tooManyOutsideAddresses: "more than \(NAT.Configuration.outsideAddressesMax) outside addresses"
    case .badPortRange: "the range of outside ports begins with 0"
    case .badForward(let forward): "cannot forward \(forward)"
    case .forwardedTwice(let forward): "\(forward): the outside port is forwarded already"
    case .route(let error): error.description
    case .tooManyForwards: "more than \(NAT.Configuration.forwardsMax) forwards"
    }
  }
}

extension NAT.Forward: CustomStringConvertible {
  /// Protocol, port and target, such as `tcp 8080 -> 10.1.0.10:80`.
  public var description: String { "\(`protocol`.lowercased) \(port) -> \(target)" }
}

extension IPProtocol {
  /// The name as NAT prints it.
  var lowercased: String { description.lowercased() }
}
