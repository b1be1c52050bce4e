import Buffers
import Dataplane
import Foundation
import Topology
import Wire

extension RunningLab {
  /// How the lab is now.
  public func status() async -> LabStatus {
    await datapath.status(of: lab, file: file, uptime: await elapsed)
  }
}

extension Datapath {
  /// Reads every counter, between two batches.
  func status(of lab: ResolvedLab, file: String, uptime: Duration) async -> LabStatus {
    var nodes: [NodeStatus] = []
    for node in lab.nodes {
      nodes.append(
        NodeStatus(
          name: node.name, kind: node.kind.rawValue,
          ports: node.interfaces.map { portStatus($0, of: node, lab) }, drops: drops(of: node),
          detail: self.nodes[node.name]?.detail))
    }
    return LabStatus(
      name: lab.name, process: getpid(), file: file, uptime: Int(uptime.components.seconds), nodes: nodes,
      buffersInUse: crank.dispatcher.pool.inUse, buffersMax: crank.dispatcher.pool.capacity,
      lateness: lateness.map { LatenessStatus($0) })
  }

  private func portStatus(_ interface: ResolvedInterface, of node: ResolvedNode, _ lab: ResolvedLab) -> PortStatus {
    let endpoint = Endpoint(node: node.name, interface: interface.name)
    let reference = try? port(endpoint)
    let counters = reference.map { $0.context.counters(port: $0.port) } ?? PortCounters()
    return PortStatus(
      name: interface.name, addresses: interface.addresses.map(\.description), mac: interface.mac.description,
      peer: lab.peer(of: endpoint)?.description, received: counters.receivedPackets,
      receivedBytes: counters.receivedBytes, sent: counters.sentPackets, sentBytes: counters.sentBytes,
      unsent: counters.unsent)
  }

  private func drops(of node: ResolvedNode) -> [DropStatus] {
    var counts: [DropReason: UInt64] = [:]
    var seen: Set<ObjectIdentifier> = []
    for interface in node.interfaces {
      guard let context = try? port(Endpoint(node: node.name, interface: interface.name)).context,
        seen.insert(ObjectIdentifier(context)).inserted
      else { continue }
      for (reason, count) in context.dropCounts { counts[reason, default: 0] += count }
    }
    return DropReason.allCases.compactMap { reason in
      counts[reason].map { DropStatus(reason: reason.name, meaning: reason.description, count: $0) }
    }
  }
}
