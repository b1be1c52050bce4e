/// An entry of a flow table: which packets, and what to do with them (OpenFlow 1.5.1, 5.2).
///
/// A rule is one of its table by priority and match: a second one with the same two replaces the first.
public struct FlowRule: Hashable, Sendable {
  /// The priority of a rule that names none.
  public static let defaultPriority: UInt16 = 32_768
  /// The highest number of a table.
  public static let tableMax: UInt8 = 254
  /// Most actions of one rule.
  public static let actionsMax = 256

  /// The table, 0…``tableMax``; packets begin in table 0.
  public var table: UInt8
  /// Rules of higher priority come first.
  public var priority: UInt16
  /// Which packets.
  public var match: FlowMatch
  /// What to do with them, in order; nothing at all drops them.
  public var actions: [FlowAction]
  /// A number of whoever made the rule, without meaning to the switch.
  public var cookie: UInt64
  /// Seconds without a packet after which the rule goes; 0 is never.
  public var idleTimeout: UInt16
  /// Seconds after which the rule goes; 0 is never.
  public var hardTimeout: UInt16
  /// Where the rule was written, if it was. It does not take part in equality.
  public var origin: RuleOrigin?

  /// Makes a rule of its parts.
  public init(
    table: UInt8 = 0, priority: UInt16 = FlowRule.defaultPriority, match: FlowMatch = FlowMatch(),
    actions: [FlowAction] = [], cookie: UInt64 = 0, idleTimeout: UInt16 = 0, hardTimeout: UInt16 = 0,
    origin: RuleOrigin? = nil
  ) {
    self.table = table
    self.priority = priority
    self.match = match
    self.actions = actions
    self.cookie = cookie
    self.idleTimeout = idleTimeout
    self.hardTimeout = hardTimeout
    self.origin = origin
  }

  /// What tells the rule from the others of its switch.
  public var identity: RuleIdentity { RuleIdentity(table: table, priority: priority, match: match) }

  /// Compares everything but the origin.
  public static func == (left: FlowRule, right: FlowRule) -> Bool {
    left.table == right.table && left.priority == right.priority && left.match == right.match
      && left.actions == right.actions && left.cookie == right.cookie && left.idleTimeout == right.idleTimeout
      && left.hardTimeout == right.hardTimeout
  }

  /// Hashes everything but the origin.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(identity)
    hasher.combine(actions)
    hasher.combine(cookie)
  }
}

/// What tells a rule from the others of its switch: table, priority and match (OpenFlow 1.5.1, 5.2).
public struct RuleIdentity: Hashable, Sendable, Comparable {
  /// The rule's table.
  public var table: UInt8
  /// The rule's priority.
  public var priority: UInt16
  /// The rule's match.
  public var match: FlowMatch

  /// Makes an identity of its parts.
  public init(table: UInt8, priority: UInt16, match: FlowMatch) {
    self.table = table
    self.priority = priority
    self.match = match
  }

  /// Orders by table, then the higher priority first, then by match: the order in which rules are listed, and in which
  /// the first that matches counts.
  public static func < (left: RuleIdentity, right: RuleIdentity) -> Bool {
    if left.table != right.table { return left.table < right.table }
    if left.priority != right.priority { return left.priority > right.priority }
    return left.match < right.match
  }
}

/// Where a rule was written.
public struct RuleOrigin: Hashable, Sendable, CustomStringConvertible {
  /// The file, as the user named it.
  public var file: String
  /// The line, from 1.
  public var line: Int

  /// Makes an origin.
  public init(file: String, line: Int) {
    self.file = file
    self.line = line
  }

  /// The place as `office.weft.yml:12`.
  public var description: String { "\(file):\(line)" }
}
