import ConnectionTracking
import FlowSwitching
import Hosts
import Middleboxes
import Routing
import Switching
import Topology
import Wire

extension LearningSwitch.Configuration {
  /// What the file says of a switch and its ports. A switch looks at tags as soon as one of its ports has VLANs; a port
  /// that is not named is then an access port of VLAN 1.
  init(_ settings: SwitchSettings, ports: [ResolvedInterface]) {
    self.init()
    ageing = settings.ageing
    if ports.contains(where: { $0.vlan != nil }) {
      vlans = ports.map { port in
        switch port.vlan {
        case .access(let vlan): .access(vlan)
        case .trunk(let vlans, let native): .trunk(vlans, native: native)
        case nil: .access(1)
        }
      }
    }
  }
}

extension RouterInterface {
  /// What the file says of a router's interface.
  init(_ interface: ResolvedInterface) {
    self.init(mac: interface.mac, mtu: interface.mtu, addresses: interface.addresses)
  }
}

extension StaticRoute {
  /// The routes of the file, with interfaces by their position in the node.
  static func routes(_ routes: [Topology.Route], of node: ResolvedNode) -> [StaticRoute] {
    routes.map { route in
      StaticRoute(
        to: route.destination, via: route.via,
        port: route.interface.flatMap { name in node.interfaces.firstIndex { $0.name == name } })
    }
  }
}

extension [ResolvedInterface] {
  /// The OpenFlow numbers of a flow switch's ports, in the order of its interfaces.
  var portNumbers: [PortNumber] {
    enumerated().compactMap { index, interface in
      PortNumber(rawValue: UInt16(clamping: interface.portNumber ?? UInt32(index + 1)))
    }
  }
}

extension NAT.Configuration {
  /// What the file says of a NAT.
  init(_ settings: NATSettings, of node: ResolvedNode) {
    func port(_ name: String) -> Int { node.interfaces.firstIndex { $0.name == name } ?? -1 }
    self.init(
      interfaces: node.interfaces.map(RouterInterface.init), routes: StaticRoute.routes(settings.routes, of: node),
      insidePorts: settings.inside.map(port), outsidePort: port(settings.outside))
    outsideAddresses = settings.pool.compactMap(\.v4)
    mapping = NAT.Behaviour(settings.mapping)
    filtering = NAT.Behaviour(settings.filtering)
    hairpin = settings.hairpin
    timeouts.udp = settings.timeouts.udp
    timeouts.tcpEstablished = settings.timeouts.tcp
    timeouts.icmp = settings.timeouts.icmp
    forwards = settings.forwards.compactMap { forward in
      forward.address.v4.map {
        NAT.Forward(
          forward.transport == .tcp ? .tcp : .udp, port: forward.port, to: IPv4Endpoint($0, forward.targetPort))
      }
    }
  }
}

extension NAT.Behaviour {
  /// The same behaviour in the element's terms.
  init(_ behaviour: NATBehaviour) {
    switch behaviour {
    case .endpointIndependent: self = .endpointIndependent
    case .addressDependent: self = .addressDependent
    case .addressAndPortDependent: self = .addressAndPortDependent
    }
  }
}

extension Host.Configuration {
  /// What the file says of a host: the part that its peers see. A gateway is a route to everywhere.
  init(_ settings: HostSettings, of node: ResolvedNode) {
    let defaults = settings.gateways.map { gateway in
      StaticRoute(to: gateway.version == .v4 ? .v4(.all) : .v6(.all), via: gateway)
    }
    self.init(
      interfaces: node.interfaces.map(RouterInterface.init),
      routes: StaticRoute.routes(settings.routes, of: node) + defaults)
  }
}
