import Controller
import FlowSwitching
import Topology

extension RunningLab {
  /// The rules of one flow switch, or of all, with their counters, highest priority first.
  public func flows(of node: String?) async throws -> [FlowTableStatus] {
    let switches = lab.nodes.filter { $0.kind == .flowSwitch }.map(\.name)
    if let node, !switches.contains(node) { throw LabError.unknown("flow switch", node, known: switches) }
    return await datapath.flowTables(of: node.map { [$0] } ?? switches)
  }

  /// Makes the flow switches equal to the rules that they are to have.
  func installRules() async throws {
    do {
      try await controller.install(rules, ports: RunningLab.directories(lab))
    } catch let error as RuleUpdateError {
      throw LabError(.failed, "a flow switch refused its rules: \(error)")
    }
  }

  /// The ports of every flow switch, by its name.
  static func directories(_ lab: ResolvedLab) -> [String: PortDirectory] {
    var directories: [String: PortDirectory] = [:]
    for node in lab.nodes where node.kind == .flowSwitch { directories[node.name] = PortDirectory(node) }
    return directories
  }
}

extension Datapath {
  /// The rules of these flow switches, with their counters.
  func flowTables(of names: [String]) -> [FlowTableStatus] {
    names.compactMap { name in
      guard case .flowSwitch(let element)? = nodes[name] else { return nil }
      let ports = element.ports
      let rules = element.assumeIsolated { $0.statistics() }.map {
        FlowStatus(
          rule: $0.rule.text(ports: ports), packets: $0.packets, bytes: $0.bytes, origin: $0.rule.origin?.description)
      }
      return FlowTableStatus(node: name, rules: rules)
    }
  }

  /// The flow switch of that name.
  func flowSwitch(_ name: String) throws -> FlowSwitch {
    guard case .flowSwitch(let element)? = nodes[name] else {
      throw LabError(.failed, "no flow switch named '\(name)'")
    }
    return element
  }

  /// Lets prepared updates take effect, all at one moment at which no packet is between two of the switches: each meets
  /// the old rules all along its way, or the new ones.
  func commitRules(at names: [String]) {
    note(.commitRules(names))
    settle()
    for name in names {
      if case .flowSwitch(let element)? = nodes[name] { element.assumeIsolated { $0.commit() } }
    }
  }
}

/// Carries the controller's updates to the flow switches of a datapath.
struct DatapathInstaller: RuleInstaller {
  let datapath: Datapath

  func prepare(_ update: RuleUpdate, at node: String) async throws {
    try await datapath.prepareRules(update, at: node)
  }

  func commit(at nodes: [String]) async { await datapath.commitRules(at: nodes) }

  func discard(at node: String) async { await datapath.discardRules(at: node) }
}
