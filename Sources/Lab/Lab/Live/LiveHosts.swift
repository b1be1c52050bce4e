import Foundation
import Hosts
import Linux
import Services
import Topology

/// The hosts of a live lab: network namespaces with the programs in them, and the machine's own devices.
actor LiveHosts: LabHosts {
  private let folder: URL
  private(set) var hosts: [String: LiveHost] = [:]
  private var listeners: [String: HostListeners] = [:]

  /// Files that hosts name are relative to `folder`.
  init(folder: URL) { self.folder = folder }

  func add(_ node: ResolvedNode, to datapath: Datapath) async throws {
    switch node.role {
    case .host(let settings):
      let host = try LiveHost(node, settings, folder: folder)
      try await host.makeDevices { device, endpoint in try await datapath.add(device, at: endpoint) }
      hosts[node.name] = host
    case .tap(let settings): try await MachineDevices(node: node, settings: settings).addTap(to: datapath)
    case .interface(let settings): try await MachineDevices(node: node, settings: settings).addSocket(to: datapath)
    case .hub, .learningSwitch, .flowSwitch, .router, .nat: break
    }
  }

  func remove(_ node: String, from datapath: Datapath) async {
    hosts[node]?.programs.stop()
    await listeners.removeValue(forKey: node)?.close()
    await datapath.remove(node)
    hosts[node] = nil
  }

  func start(_ nodes: [ResolvedNode], of lab: ResolvedLab) async throws {
    for node in nodes { try hosts[node.name]?.configure() }
    let zone = DNSZone(lab)
    for node in nodes {
      guard case .host(let settings) = node.role, !settings.listen.isEmpty else { continue }
      let namespace = try host(named: node.name).namespace
      listeners[node.name] = try await HostListeners.open(settings, of: node.name, in: namespace, zone: zone)
    }
  }

  func run(_ probe: Probe, from host: String) async throws -> ProbeOutcome {
    let prober = LiveProber(namespace: try self.host(named: host).namespace)
    do { return try await prober.run(probe) } catch {
      throw LabError(.environment, "\(host) cannot open a socket: \(error)")
    }
  }

  func shutDown() async {
    for host in hosts.values { host.programs.stop() }
    for listener in listeners.values { await listener.close() }
    listeners = [:]
    hosts = [:]
  }

  /// The host of that name.
  func host(named name: String) throws -> LiveHost {
    guard let host = hosts[name] else { throw LabError.unknown("host", name, known: Array(hosts.keys)) }
    return host
  }
}
