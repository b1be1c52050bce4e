import Dataplane
import Hosts
import Links
import Routing
import Simulation
import Switching
import Wire

/// A network under construction.
struct Net {
  /// What stands in the middle of a star.
  enum Middle { case bus, hub, learningSwitch }

  let simulator: Simulator
  private var linkCount = 0
  private var interfaceCount: UInt64 = 0

  init(_ simulator: Simulator) { self.simulator = simulator }

  private var dispatcher: Dispatcher { simulator.dispatcher }

  /// An interface with an address of its own.
  private mutating func interface(_ address: String) -> RouterInterface {
    interfaceCount += 1
    let mac = MACAddress(bits: 0x0200_0000_0000 | interfaceCount)
    return RouterInterface(mac: mac, addresses: [InterfaceAddress(address)!])
  }

  mutating func host(_ name: String, _ address: String, gateway: String? = nil, listeners: [Listener] = []) throws
    -> Host
  {
    let context = dispatcher.makeContext(name: name, ports: ["eth0"])
    let routes = gateway.map { [StaticRoute(to: IPPrefix("0.0.0.0/0")!, via: IPAddress($0)!)] } ?? []
    let host = try Host(
      context: context,
      configuration: .init(interfaces: [interface(address)], routes: routes, listeners: listeners))
    dispatcher.attach(host)
    return host
  }

  mutating func router(_ name: String, _ addresses: [String], routes: [(to: String, via: String)]) throws -> Router {
    let ports = addresses.indices.map { "eth\($0)" }
    let interfaces = addresses.map { interface($0) }
    let router = try Router(
      context: dispatcher.makeContext(name: name, ports: ports),
      configuration: .init(
        interfaces: interfaces,
        routes: routes.map { StaticRoute(to: IPPrefix($0.to)!, via: IPAddress($0.via)!) }))
    dispatcher.attach(router)
    return router
  }

  func middle(_ kind: Middle, _ name: String, ports: Int, _ conditions: LinkConditions = LinkConditions())
    -> any Element
  {
    let context = dispatcher.makeContext(name: name, ports: (0..<ports).map { "p\($0)" })
    switch kind {
    case .bus:
      let bus = Bus(context: context, conditions: conditions)
      dispatcher.attach(bus)
      return bus
    case .hub:
      let hub = Hub(context: context)
      dispatcher.attach(hub)
      return hub
    case .learningSwitch:
      let element = LearningSwitch(context: context)
      dispatcher.attach(element)
      return element
    }
  }

  /// Joins two ports by a link with these conditions in both directions.
  mutating func link(_ a: (any Element, Int), _ b: (any Element, Int), _ conditions: LinkConditions) -> Link {
    linkCount += 1
    let context = dispatcher.makeContext(name: "link\(linkCount)", ports: ["a", "b"])
    let link = Link(context: context, forward: conditions, backward: conditions)
    dispatcher.attach(link)
    dispatcher.connect(PortReference(a.0.context, a.1), PortReference(context, 0))
    dispatcher.connect(PortReference(b.0.context, b.1), PortReference(context, 1))
    return link
  }

  /// Something that makes `client` send to `server`.
  func pacer(from client: Host, to server: String, every interval: Nanoseconds) -> Pacer {
    let context = dispatcher.makeContext(name: "pacer of \(client.context.name)", ports: [])
    let pacer = Pacer(context: context, client: client, server: IPAddress(server)!, interval: interval)
    dispatcher.attach(pacer)
    return pacer
  }

  /// Joins two ports directly.
  func join(_ a: (any Element, Int), _ b: (any Element, Int)) {
    dispatcher.connect(PortReference(a.0.context, a.1), PortReference(b.0.context, b.1))
  }
}
