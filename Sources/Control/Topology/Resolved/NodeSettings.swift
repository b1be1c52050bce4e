import Wire

/// What a learning switch is given besides its ports.
public struct SwitchSettings: Hashable, Sendable {
  /// How long a station is remembered that sends nothing (IEEE 802.1Q-2018, 8.8.3).
  public var ageing: Duration

  /// Makes settings; 300 s is the standard's recommendation.
  public init(ageing: Duration = .seconds(300)) { self.ageing = ageing }
}

/// What a flow switch is given besides its ports.
public struct FlowSwitchSettings: Hashable, Sendable {
  /// Who decides the flow table.
  public var controller: FlowController

  /// Makes settings.
  public init(controller: FlowController = .lab) { self.controller = controller }
}

/// Who decides a flow switch's table.
public enum FlowController: Hashable, Sendable {
  /// The lab itself, from the file's `flows`.
  case lab
}

/// What a router is given besides its interfaces.
public struct RouterSettings: Hashable, Sendable {
  /// Static routes besides those to the attached subnets.
  public var routes: [Route]

  /// Makes settings.
  public init(routes: [Route] = []) { self.routes = routes }
}

/// A static route.
public struct Route: Hashable, Sendable {
  /// Where it leads.
  public var destination: IPPrefix
  /// The next hop, or `nil` where the destination is on the link.
  public var via: IPAddress?
  /// The interface it leaves by: the one of the file, or the one whose subnet the next hop is in. `nil` where neither
  /// is known when the file is read, which is so for a host alone.
  public var interface: String?

  /// Makes a route.
  public init(to destination: IPPrefix, via: IPAddress?, interface: String?) {
    self.destination = destination
    self.via = via
    self.interface = interface
  }
}

/// A device of the machine that a node stands for.
public struct DeviceSettings: Hashable, Sendable {
  /// The device's name in the machine's own namespace.
  public var device: String

  /// Makes settings.
  public init(device: String) { self.device = device }
}
