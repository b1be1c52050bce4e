import Buffers
import Dataplane
import Hosts
import Routing
import Simulation
import Switching
import Wire

/// A small lab in virtual time: hosts, routers, a switch, and a wire tap between any two.
///
/// ```swift
/// let net = TestNet()
/// let a = try net.host("a", "10.1.0.1/24"), b = try net.host("b", "10.1.0.2/24")
/// let tap = net.join(a, b)
/// let outcome = try net.ask(a, .ping(PingProbe("10.1.0.2")))
/// ```
final class TestNet {
  let simulator: Simulator
  private var macs: UInt64 = 0

  init(seed: UInt64 = 1) { simulator = Simulator(seed: seed, pool: PacketPool(capacity: 2048)) }

  /// A MAC address that nobody has yet.
  func mac() -> MACAddress {
    macs += 1
    return MACAddress(bits: 0x0200_0000_0000 + macs)
  }

  /// A host with one interface.
  func host(
    _ name: String, _ addresses: String..., gateway: String? = nil, mtu: Int = 1500, listeners: [Listener] = [],
    mac: MACAddress? = nil, change: (inout Host.Configuration) -> Void = { _ in }
  ) throws -> Host {
    let interface = RouterInterface(
      mac: mac ?? self.mac(), mtu: mtu, addresses: addresses.map { InterfaceAddress($0)! })
    let gateways = (gateway ?? "").split(separator: " ").map { IPAddress($0)! }
    var configuration = Host.Configuration(
      interfaces: [interface],
      routes: gateways.map { StaticRoute(to: $0.version == .v4 ? IPPrefix("0.0.0.0/0")! : IPPrefix("::/0")!, via: $0) },
      listeners: listeners)
    change(&configuration)
    let host = try Host(
      context: simulator.dispatcher.makeContext(name: name, ports: ["eth0"]), configuration: configuration)
    simulator.dispatcher.attach(host)
    return host
  }

  /// A router with an interface for each list of addresses.
  func router(_ name: String, _ addresses: [[String]], mtu: [Int]? = nil, routes: [(String, String)] = []) throws
    -> Router
  {
    let interfaces = addresses.enumerated().map { port, addresses in
      RouterInterface(mac: mac(), mtu: mtu?[port] ?? 1500, addresses: addresses.map { InterfaceAddress($0)! })
    }
    let names = addresses.indices.map { "eth\($0)" }
    let router = try Router(
      context: simulator.dispatcher.makeContext(name: name, ports: names),
      configuration: .init(
        interfaces: interfaces, routes: routes.map { StaticRoute(to: IPPrefix($0.0)!, via: IPAddress($0.1)!) }))
    simulator.dispatcher.attach(router)
    return router
  }

  /// A switch with the hosts at its ports, in order.
  @discardableResult
  func connect(_ hosts: Host...) -> LearningSwitch {
    let context = simulator.dispatcher.makeContext(name: "sw", ports: hosts.indices.map { "p\($0)" })
    let learningSwitch = LearningSwitch(context: context)
    simulator.dispatcher.attach(learningSwitch)
    for (port, host) in hosts.enumerated() {
      simulator.dispatcher.connect(PortReference(context, port), PortReference(host.context, 0))
    }
    return learningSwitch
  }

  /// A wire between the first ports of two elements.
  @discardableResult
  func join(_ a: any Element, _ b: any Element) -> Tap { join(a, 0, b, 0) }

  /// A wire between two elements that records what passes.
  @discardableResult
  func join(_ a: any Element, _ portA: Int, _ b: any Element, _ portB: Int) -> Tap {
    let tap = Tap(context: simulator.dispatcher.makeContext(name: "tap", ports: ["a", "b"]))
    simulator.dispatcher.attach(tap)
    simulator.dispatcher.connect(PortReference(a.context, portA), PortReference(tap.context, 0))
    simulator.dispatcher.connect(PortReference(tap.context, 1), PortReference(b.context, portB))
    return tap
  }

  /// Asks a host, and waits for its answer.
  func ask(_ host: Host, _ probe: Probe) throws -> ProbeOutcome { try simulator.run { await host.run(probe) } }

  /// Lets time pass.
  func pass(_ time: Duration) throws {
    let simulator = simulator
    try simulator.run { try await simulator.sleep(for: time) }
  }

  func ping(_ host: Host, _ destination: String, change: (inout PingProbe) -> Void = { _ in }) throws -> PingOutcome {
    var probe = PingProbe(IPAddress(destination)!)
    change(&probe)
    guard case .ping(let outcome) = try ask(host, .ping(probe)) else { fatalError("a ping answers as a ping") }
    return outcome
  }

  func udp(_ host: Host, _ destination: String, _ port: UInt16, change: (inout UDPProbe) -> Void = { _ in }) throws
    -> UDPOutcome
  {
    var probe = UDPProbe(IPAddress(destination)!, port: port)
    change(&probe)
    guard case .udp(let outcome) = try ask(host, .udp(probe)) else { fatalError("a datagram answers as a datagram") }
    return outcome
  }

  func tcp(_ host: Host, _ destination: String, _ port: UInt16, change: (inout TCPProbe) -> Void = { _ in }) throws
    -> TCPOutcome
  {
    var probe = TCPProbe(IPAddress(destination)!, port: port)
    change(&probe)
    guard case .tcp(let outcome) = try ask(host, .tcp(probe)) else { fatalError("a connection answers as one") }
    return outcome
  }

  func traceroute(_ host: Host, _ destination: String, change: (inout TracerouteProbe) -> Void = { _ in }) throws
    -> TracerouteOutcome
  {
    var probe = TracerouteProbe(IPAddress(destination)!)
    change(&probe)
    guard case .traceroute(let outcome) = try ask(host, .traceroute(probe)) else {
      fatalError("a way answers as a way")
    }
    return outcome
  }
}
