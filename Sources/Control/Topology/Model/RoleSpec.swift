import Wire

/// What a node does, as typed.
enum RoleSpec: Sendable {
  case host(HostSpec)
  case hub
  case learningSwitch(SwitchSettings)
  case flowSwitch(FlowSwitchSettings)
  case router(RouterSpec)
  case nat(NATSpec)
  case tap(DeviceSpec)
  case interface(DeviceSpec)

  var kind: NodeKind {
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

/// A host as typed.
struct HostSpec: Sendable {
  var gateways: [Marked<IPAddress>] = []
  var routes: [RouteSpec] = []
  var listen: [Marked<ListenPort>] = []
  /// All that needs no other node to be right.
  var settings = HostSettings()
}

/// A router as typed.
struct RouterSpec: Sendable {
  var routes: [RouteSpec] = []
}

/// A route as typed.
struct RouteSpec: Sendable {
  var mark: SourceMark
  var destination: Marked<IPPrefix>
  var via: Marked<IPAddress>?
  var interface: Marked<String>?
}

/// A NAT as typed.
struct NATSpec: Sendable {
  var inside: [Marked<String>] = []
  var outside: Marked<String>?
  var routes: [RouteSpec] = []
  var forwards: [Marked<PortForward>] = []
  var pool: [Marked<IPAddress>] = []
  /// All that needs no interface to be right.
  var settings = NATSettings(inside: [], outside: "")
}

/// A device of the machine as typed.
struct DeviceSpec: Sendable {
  var device: Marked<String>
}
