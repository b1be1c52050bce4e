import Hosts
import Services
import Topology

/// The hosts of a simulated lab: elements like the others. No programs run in them: of a host's settings those count that
/// its peers see.
actor SimulatedHosts: LabHosts {
  private var hosts: [String: Host] = [:]

  func add(_ node: ResolvedNode, to datapath: Datapath) async throws {
    try await datapath.add(node)
    hosts[node.name] = await datapath.embeddedHost(node.name)
  }

  func remove(_ node: String, from datapath: Datapath) async { hosts[node] = nil }

  func start(_ nodes: [ResolvedNode], of lab: ResolvedLab) async throws {
    let zone = DNSZone(lab)
    for node in nodes {
      guard case .host(let settings) = node.role, let host = hosts[node.name] else { continue }
      let services = ServiceCatalogue(host: node.name, zone: zone)
      await host.setListeners(
        settings.listen.map { listen in
          let port = listen.port
          return switch listen.transport {
          case .tcp: .tcp(port) { services.stream(port: port) }
          case .udp: .udp(port) { services.answer($0, port: port) }
          }
        })
    }
  }

  func runLines(of nodes: [ResolvedNode], in lab: ResolvedLab) async throws -> [String] { [] }

  /// Name servers answer with the names of the lab as it is now.
  func refreshNames(_ lab: ResolvedLab) async throws {
    try await start(lab.nodes.filter { $0.kind == .host }, of: lab)
  }

  func run(_ probe: Probe, from host: String) async throws -> ProbeOutcome {
    guard let element = hosts[host] else { throw LabError.unknown("host", host, known: Array(hosts.keys)) }
    return await element.run(probe)
  }

  func shutDown() async { hosts = [:] }
}
