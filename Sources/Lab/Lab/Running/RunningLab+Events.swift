import Controller
import Foundation
public import Topology

/// What happens to a lab while it runs: the steps of a scenario, and what a check comes after.
extension RunningLab {
  /// Lets something happen. Answers a line about what was changed, or several.
  @discardableResult
  public func perform(_ event: LabEvent) async throws -> [String] {
    switch event {
    case .linkDown(let end): try await change(at: end, by: LinkChange([.down(true)]))
    case .linkUp(let end): try await change(at: end, by: LinkChange([.down(false)]))
    case .setLink(let end, let change): try await self.change(at: end, by: change)
    case .addFlow(let node, let flow): try await addFlow(flow, to: node)
    case .restart(let node): try await restart(node)
    case .apply(let file): return try await apply(LabFile(path: path(of: file)).target())
    }
    return []
  }

  private func addFlow(_ flow: FlowSpec, to node: String) async throws {
    var changed = lab
    if let index = changed.flows.firstIndex(where: { $0.node == node }) {
      changed.flows[index].flows.append(flow)
    } else {
      changed.flows.append(FlowList(node: node, flows: [flow]))
    }
    let compiled = CompiledFlows(changed, source: source)
    guard !compiled.diagnostics.hasErrors else { throw InvalidFile(diagnostics: compiled.diagnostics) }
    try await controller.install(compiled.rules, ports: RunningLab.directories(changed))
    lab = changed
    rules = compiled.rules
  }

  /// Takes a node out and puts it in anew, with its links and rules: whatever it had learnt is gone.
  private func restart(_ name: String) async throws {
    guard let node = lab.node(named: name) else {
      throw LabError.unknown("node", name, known: lab.nodes.map(\.name))
    }
    let links = try await datapath.unplug(name)
    await remove(name)
    try await controller.forget(name)
    try await add(node)
    for (link, progress) in links { try await datapath.connect(link, progress) }
    if let rules = rules[name] { try await controller.install([name: rules], ports: RunningLab.directories(lab)) }
    try await engine.hosts.start([node], of: lab)
    warnings = try await engine.hosts.runLines(of: [node], in: lab)
    try await resumeCaptures(of: name)
  }
}
