import Buffers
public import Linux
import Runtime
import SystemPackage
public import Topology

/// A lab that runs on this machine, on the live engine.
public actor LiveLab {
  private let datapath: Datapath
  private var hosts: [String: LiveHost] = [:]
  /// The lab as it runs now.
  public private(set) var lab: ResolvedLab

  /// Brings a lab up. `progress` is told of each step in words. On an error everything made so far is gone again.
  public init(_ lab: ResolvedLab, progress: @Sendable (String) -> Void = { _ in }) async throws {
    let worker: Worker
    do {
      worker = try Worker(pool: PacketPool(), seed: UInt64(SystemClock.realtime()))
    } catch {
      throw LabError(.environment, "cannot start the packet worker: \(error)")
    }
    datapath = Datapath(worker: worker)
    self.lab = ResolvedLab(name: lab.name)
    do {
      for node in lab.nodes { try await add(node) }
      for link in lab.links { try await datapath.connect(link) }
      self.lab = lab
    } catch {
      await datapath.shutDown()
      throw error
    }
  }

  /// Takes the lab down: nothing of it is left.
  public func shutDown() async {
    await datapath.shutDown()
    hosts = [:]
  }

  private func add(_ node: ResolvedNode) async throws {
    switch node.role {
    case .host(let settings):
      let host = try LiveHost(node, settings)
      try await host.bringUp { [datapath] device, endpoint in try await datapath.add(device, at: endpoint) }
      hosts[node.name] = host
    case .hub, .learningSwitch, .flowSwitch, .router, .nat:
      try await datapath.add(node)
    case .tap, .interface:
      throw LabError(.failed, "not yet")
    }
  }

  /// The namespace of a host.
  public func host(named name: String) throws -> NetworkNamespace {
    guard let host = hosts[name] else { throw LabError.unknown("host", name, known: Array(hosts.keys)) }
    return host.namespace
  }
}
