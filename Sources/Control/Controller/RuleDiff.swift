public import FlowSwitching

/// What turns the rules of a switch into others, rule by rule.
public struct RuleDiff: Sendable, Hashable {
  /// What is done at the switch.
  public let update: RuleUpdate
  /// The same for people, a line each: `+` comes, `-` goes, `~` does something else from now on.
  public let lines: [String]

  /// Compares two sets of rules. A rule that is in both, down to its actions, keeps its counters and is not mentioned.
  /// Of two rules of one identity the later counts, as it would at the switch.
  public init(from old: [FlowRule], to new: [FlowRule], ports: PortDirectory? = nil) {
    let before = Dictionary(old.map { ($0.identity, $0) }, uniquingKeysWith: { _, last in last })
    let after = Dictionary(new.map { ($0.identity, $0) }, uniquingKeysWith: { _, last in last })
    var done: Set<RuleIdentity> = []
    var update = RuleUpdate()
    var lines: [String] = []
    for rule in old where after[rule.identity] == nil && done.insert(rule.identity).inserted {
      update.removals.append(rule.identity)
      lines.append("- \(rule.text(ports: ports))")
    }
    for rule in new where after[rule.identity] == rule && done.insert(rule.identity).inserted {
      guard let known = before[rule.identity] else {
        update.additions.append(rule)
        lines.append("+ \(rule.text(ports: ports))")
        continue
      }
      if known != rule {
        update.modifications.append(rule)
        lines.append("~ \(rule.text(ports: ports)), was actions=\(known.actionsText(ports: ports))")
      }
    }
    self.update = update
    self.lines = lines
  }
}
