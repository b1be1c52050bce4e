/// What is to change in the tables of one switch. All of it takes effect at once.
///
/// A rule is named at most once in an update; of more, the last counts.
public struct RuleUpdate: Hashable, Sendable {
  /// Rules that come, with counters of zero. One that is there already is replaced.
  public var additions: [FlowRule]
  /// Rules that stay, with their counters, and do something else from now on. One that is not there is added.
  public var modifications: [FlowRule]
  /// Rules that go. One that is not there is no error.
  public var removals: [RuleIdentity]

  /// Makes an update of its parts.
  public init(additions: [FlowRule] = [], modifications: [FlowRule] = [], removals: [RuleIdentity] = []) {
    self.additions = additions
    self.modifications = modifications
    self.removals = removals
  }

  /// True where nothing changes.
  public var isEmpty: Bool { additions.isEmpty && modifications.isEmpty && removals.isEmpty }

  /// How many rules are named.
  public var count: Int { additions.count + modifications.count + removals.count }
}

/// Why a switch did not take an update. Nothing of it has taken effect.
public enum RuleUpdateError: Error, Hashable, Sendable {
  /// Another update is being prepared, or waits for its commit.
  case updateInProgress
  /// The tables would hold more than ``FlowSwitch/rulesMax`` rules.
  case tooManyRules
  /// A rule sends to a port that the switch does not have.
  case unknownPort(PortNumber, RuleIdentity)
  /// A rule goes to a table that is not above its own, or is not the last of its actions.
  case badGoTo(RuleIdentity)
  /// A rule has more than ``FlowRule/actionsMax`` actions.
  case tooManyActions(RuleIdentity)
}

extension RuleUpdateError: CustomStringConvertible {
  /// The reason in words.
  public var description: String {
    switch self {
    case .updateInProgress: "another update of the switch is in progress"
    case .tooManyRules: "the switch holds at most \(FlowSwitch.rulesMax) rules"
    case .unknownPort(let port, _): "the switch has no port \(port)"
    case .badGoTo(let rule): "a rule of table \(rule.table) can only go on, as its last action, to a higher table"
    case .tooManyActions: "a rule has at most \(FlowRule.actionsMax) actions"
    }
  }
}
