import Controller
import FlowSwitching
import Topology

/// The flows that come to the switches of a lab only while it runs, by `rule-added`: each is compiled, and compared with
/// those that its switch has by then, before anything is started.
struct AddedFlows {
  /// What there is to say about them.
  private(set) var diagnostics: [Diagnostic] = []

  private let source: SourceText
  private let applied: (String) -> LabFile?

  /// Compiles the flows that the scenario and the checks of `lab` add. `rules` are those that the switches begin with.
  init(_ lab: ResolvedLab, rules: [String: [FlowRule]], source: SourceText, applied: @escaping (String) -> LabFile?) {
    self.source = source
    self.applied = applied
    let steps = lab.scenario.compactMap { if case .event(let event) = $0.action { event } else { nil } }
    walk(steps, from: lab, rules)
    walk(lab.checks.compactMap(\.after), from: lab, rules)
  }

  /// Follows events in their order.
  private mutating func walk(_ events: [LabEvent], from lab: ResolvedLab, _ rules: [String: [FlowRule]]) {
    var lab = lab
    var present = Presence(rules)
    for event in events {
      switch event {
      case .addFlow(let name, let flow):
        if let node = lab.node(named: name), node.kind == .flowSwitch { add(flow, to: node, &present) }
      case .apply(let file):
        guard let next = try? applied(file)?.target() else { continue }
        lab = next.lab
        present = Presence(next.rules)
      case .linkDown, .linkUp, .setLink, .restart: break
      }
    }
  }

  private mutating func add(_ flow: FlowSpec, to node: ResolvedNode, _ present: inout Presence) {
    var alone = ResolvedLab(name: "")
    alone.nodes = [node]
    alone.flows = [FlowList(node: node.name, flows: [flow])]
    let compiled = CompiledFlows(alone, source: source)
    diagnostics += compiled.diagnostics
    guard let rule = compiled.rules[node.name]?.first else { return }
    if let other = present.insert(rule, at: node.name) {
      diagnostics.append(
        source.diagnostic(
          .error, "duplicate-flow", "\(node.name) has a flow of the same match and priority by then", at: flow.mark,
          hint: "give it another priority" + (other.origin.map { ", or change the one at \($0)" } ?? "")))
    }
  }

  /// The rules that switches have, found by what makes two the same.
  private struct Presence {
    private let beginning: [String: [FlowRule]]
    private var known: [String: [RuleIdentity: FlowRule]] = [:]

    init(_ rules: [String: [FlowRule]]) { beginning = rules }

    /// Adds a rule, or answers the one that is there in its place.
    mutating func insert(_ rule: FlowRule, at node: String) -> FlowRule? {
      if known[node] == nil {
        known[node] = Dictionary((beginning[node] ?? []).map { ($0.identity, $0) }) { first, _ in first }
      }
      if let other = known[node]?[rule.identity] { return other }
      known[node]?[rule.identity] = rule
      return nil
    }
  }
}
