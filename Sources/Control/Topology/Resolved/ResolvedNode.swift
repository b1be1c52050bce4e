/// A node with everything that is needed to bring it up.
public struct ResolvedNode: Hashable, Sendable {
  /// The node's name, unique in the lab.
  public var name: String
  /// What the node does, with its settings.
  public var role: NodeRole
  /// The node's interfaces: those that links attach to, in the order of the links, then those that the node's settings
  /// alone name.
  public var interfaces: [ResolvedInterface]

  /// Makes a node of its parts.
  public init(name: String, role: NodeRole, interfaces: [ResolvedInterface] = []) {
    self.name = name
    self.role = role
    self.interfaces = interfaces
  }

  /// The kind of the node.
  public var kind: NodeKind { role.kind }

  /// The interface of that name, or `nil`.
  public func interface(named name: String) -> ResolvedInterface? { interfaces.first { $0.name == name } }
}

/// What a node does, with the settings of its kind.
public enum NodeRole: Hashable, Sendable {
  /// A network namespace with programs in it.
  case host(HostSettings)
  /// Repeats each frame to every other port.
  case hub
  /// Learns which port leads to which station.
  case learningSwitch(SwitchSettings)
  /// Does what its flow table says.
  case flowSwitch(FlowSwitchSettings)
  /// Forwards by address.
  case router(RouterSettings)
  /// Forwards by address, and translates between an inside and an outside.
  case nat(NATSettings)
  /// A TAP device in the machine's own namespace, for a virtual machine.
  case tap(DeviceSettings)
  /// An interface that the machine has already.
  case interface(DeviceSettings)

  /// The kind that has this role.
  public var kind: NodeKind {
    switch self {
    case .host: .host
    case .hub: .hub
    case .learningSwitch: .learningSwitch
    case .flowSwitch: .flowSwitch
    case .router: .router
    case .nat: .nat
    case .tap: .tap
    case .interface: .interface
    }
  }
}
