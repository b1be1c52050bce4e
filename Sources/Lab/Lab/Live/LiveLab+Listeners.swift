import Services
import Topology
import Wire

extension LiveLab {
  /// Opens the ports on which hosts answer by themselves.
  func openListeners(of nodes: [ResolvedNode]) async throws {
    let zone = DNSZone(lab)
    for node in nodes {
      guard case .host(let settings) = node.role, !settings.listen.isEmpty else { continue }
      let namespace = try host(named: node.name).namespace
      listeners[node.name] = try await HostListeners.open(settings, of: node.name, in: namespace, zone: zone)
    }
  }
}

extension DNSZone {
  /// The names and addresses of a lab.
  init(_ lab: ResolvedLab) {
    self.init()
    for entry in lab.hostsEntries {
      for name in entry.names.compactMap({ DNSName($0) }) { add(name, entry.address) }
    }
  }
}
