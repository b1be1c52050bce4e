import Controller
import Testing

@testable import Lab

/// Two flow switches in a row, of which the second lets pass what the first has marked.
private func file(mark: Int) throws -> LabTarget {
  let text = """
    name: path
    topology:
      nodes:
        a: { kind: host, address: 10.0.0.1/24 }
        of1: { kind: flow-switch }
        of2: { kind: flow-switch }
        b: { kind: host, address: 10.0.0.2/24, listen: [udp/9] }
      links:
        - endpoints: ["a:eth0", "of1:eth1"]
        - endpoints: ["of1:eth2", "of2:eth1"]
        - endpoints: ["of2:eth2", "b:eth0"]
    flows:
      of1:
        - "priority=10,udp,actions=mod_nw_tos:\(mark),normal"
        - "priority=0,actions=normal"
      of2:
        - "priority=10,udp,nw_tos=\(mark),actions=normal"
        - "priority=5,udp,actions=drop"
        - "priority=0,actions=normal"
    """
  return try LabFile(TopologyText(path: "/path.weft.yml", text: text), shownAs: "path.weft.yml").target()
}

extension Datapath {
  /// Sends a packet, lets it get through `turns` batches, and makes the prepared rules count.
  fileprivate func update(at nodes: [String], _ traceID: UInt16, _ packet: SyntheticPacket, after turns: Int) throws {
    try startTrace(traceID, packet)
    crank.dispatcher.runReady(limit: turns)
    commitRules(at: nodes)
  }
}

struct PathUpdateTests {
  @Test(
    "wherever a packet is when the rules of two switches change, it meets the old ones at both or the new ones at both")
  func wholePath() throws {
    let (old, new) = (try file(mark: 8), try file(mark: 16))
    for turns in 0..<6 {
      let simulated = SimulatedLab(old, file: "/path.weft.yml", seed: 1)
      let run = try simulated.run { lab in
        let installer = DatapathInstaller(datapath: await lab.datapath)
        let packet = try await SyntheticPacket(
          TraceRequest(source: "a", destination: "b", transport: "udp", port: 9, sourcePort: 9), in: lab.lab)
        for node in ["of1", "of2"] {
          let diff = RuleDiff(from: old.rules[node] ?? [], to: new.rules[node] ?? [], ports: nil)
          try await installer.prepare(diff.update, at: node)
        }
        try await lab.datapath.update(at: ["of1", "of2"], 7, packet, after: turns)
        try await lab.sleep(for: .seconds(1))
        let reports = [await lab.datapath.finishTrace(7, packet)]
        let late = try await lab.trace(
          TraceRequest(source: "a", destination: "b", transport: "udp", port: 9, sourcePort: 9))
        return reports + [late]
      }
      #expect(run.result.map(\.verdict) == ["delivered to b", "delivered to b"], "after \(turns) turns: \(run.result)")
    }
  }
}
