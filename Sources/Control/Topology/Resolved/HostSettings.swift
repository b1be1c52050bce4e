import Wire

/// What a host is given besides its interfaces.
public struct HostSettings: Hashable, Sendable {
  /// Default gateways, at most one of each version.
  public var gateways: [IPAddress]
  /// Routes besides those to the attached subnets and the gateways.
  public var routes: [Route]
  /// Ports on which the host answers by itself.
  public var listen: [ListenPort]
  /// Command lines that run in the host, in order, once its interfaces are up.
  public var exec: [String]
  /// Variables of every program of the host, in the order of the file.
  public var env: [Setting]
  /// Kernel settings of the host's network namespace, as `net.ipv4.ip_forward`, in the order of the file.
  public var sysctls: [Setting]
  /// Files that the host sees and the machine does not.
  public var files: [HostFile]
  /// Files and folders of the machine that the host sees at another place.
  public var binds: [Bind]
  /// Resolvers for the host's `/etc/resolv.conf`; the lab's own names need none.
  public var resolvers: [IPAddress]
  /// Search domains for the host's `/etc/resolv.conf`.
  public var searchDomains: [String]

  /// Makes settings; everything left out is empty.
  public init(
    gateways: [IPAddress] = [], routes: [Route] = [], listen: [ListenPort] = [], exec: [String] = [],
    env: [Setting] = [], sysctls: [Setting] = [], files: [HostFile] = [], binds: [Bind] = [],
    resolvers: [IPAddress] = [], searchDomains: [String] = []
  ) {
    self.gateways = gateways
    self.routes = routes
    self.listen = listen
    self.exec = exec
    self.env = env
    self.sysctls = sysctls
    self.files = files
    self.binds = binds
    self.resolvers = resolvers
    self.searchDomains = searchDomains
  }
}

/// A named value: a variable of the environment or a kernel setting.
public struct Setting: Hashable, Sendable {
  /// The name.
  public var name: String
  /// The value, as text.
  public var value: String

  /// Makes a setting.
  public init(name: String, value: String) {
    self.name = name
    self.value = value
  }
}

/// A port on which a host answers by itself, written `tcp/80`.
public struct ListenPort: Hashable, Sendable {
  /// TCP or UDP.
  public var transport: Transport
  /// The port, 1…65535.
  public var port: UInt16

  /// Makes a port.
  public init(_ transport: Transport, _ port: UInt16) {
    self.transport = transport
    self.port = port
  }
}

extension ListenPort: CustomStringConvertible {
  /// The port as the file writes it, `tcp/80`.
  public var description: String { "\(transport.rawValue)/\(port)" }
}

/// A transport protocol that has ports.
public enum Transport: String, Hashable, Sendable, CaseIterable {
  /// RFC 9293.
  case tcp
  /// RFC 768.
  case udp
}

/// A file that a host sees and the machine does not.
public struct HostFile: Hashable, Sendable {
  /// Where a file's bytes come from.
  public enum Source: Hashable, Sendable {
    /// Text of the topology file.
    case content(String)
    /// A file of the machine, relative to the topology file.
    case path(String)
  }

  /// The absolute path in the host.
  public var path: String
  /// Where its bytes come from.
  public var source: Source

  /// Makes a file.
  public init(path: String, source: Source) {
    self.path = path
    self.source = source
  }
}

/// A file or folder of the machine that a host sees at another place, written `source:target[:ro]`.
public struct Bind: Hashable, Sendable {
  /// The path on the machine, relative to the topology file.
  public var source: String
  /// The absolute path in the host.
  public var target: String
  /// True where the host must not write to it.
  public var isReadOnly: Bool

  /// Makes a bind.
  public init(source: String, target: String, isReadOnly: Bool = false) {
    self.source = source
    self.target = target
    self.isReadOnly = isReadOnly
  }
}
