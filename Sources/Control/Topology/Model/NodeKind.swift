/// The kinds of node that this release brings up. The raw value is the name in the file.
public enum NodeKind: String, Hashable, Sendable, CaseIterable {
  /// A host of the lab: a network namespace, or an embedded host in simulation. `linux` is another name of it. In
  /// containerlab `host` is the machine itself; a lab never gets hold of that, so such a file loads with a host of its own.
  case host
  /// Repeats each frame to every other port.
  case hub
  /// A learning switch. `bridge` is another name of it.
  case learningSwitch = "switch"
  /// A switch that does what its flow table says.
  case flowSwitch = "flow-switch"
  /// Forwards by address.
  case router
  /// A router that translates between an inside and an outside.
  case nat
  /// A TAP device in the machine's own namespace.
  case tap
  /// An interface that the machine has already.
  case interface
}

extension NodeKind {
  /// Other names of kinds, which existing containerlab files use.
  public static let aliases: [(name: String, kind: NodeKind)] = [("linux", .host), ("bridge", .learningSwitch)]

  /// Every name that a file may use, aliases last.
  public static let names: [String] = allCases.map(\.rawValue) + aliases.map(\.name)

  /// The kind that the file calls `name`, or `nil`.
  public init?(name: some StringProtocol) {
    if let kind = NodeKind(rawValue: String(name)) {
      self = kind
    } else if let alias = NodeKind.aliases.first(where: { $0.name == name }) {
      self = alias.kind
    } else {
      return nil
    }
  }

  /// True where the kind's interfaces have addresses.
  public var hasAddresses: Bool {
    switch self {
    case .host, .router, .nat: true
    case .hub, .learningSwitch, .flowSwitch, .tap, .interface: false
    }
  }

  /// True where the kind passes frames from port to port, so that its links are one broadcast domain.
  public var isBridge: Bool {
    switch self {
    case .hub, .learningSwitch, .flowSwitch: true
    case .host, .router, .nat, .tap, .interface: false
    }
  }
}
