import Dataplane
import FlowSwitching

/// What changed a lab's elements or links from within, as a recording has it: each took effect between two batches.
///
/// Nodes are named, and are what the topology file in force says of them. Links are whole, in the notation of the file,
/// for commands and scenarios change them one by one. Rules are in Open vSwitch's notation.
enum RecordedCall: Codable, Hashable, Sendable {
  /// From now on names are those of this topology file.
  case topology(path: String, text: String)
  /// The element of a node was added.
  case addNode(String)
  /// A device at the edge was added; its packets have its number.
  case addDevice(number: Int, node: String, interface: String)
  /// A node was removed, with its devices.
  case removeNode(String)
  /// Two ports were joined; the schedule of the link goes on from here, where it is not to begin.
  case connect(String, RecordedProgress?)
  /// A link was taken away.
  case disconnect(String)
  /// A link was given other conditions.
  case change(String)
  /// A running node was given other settings.
  case adjust(String)
  /// Rules were prepared at a flow switch.
  case prepareRules(node: String, RecordedUpdate)
  /// Prepared rules took effect.
  case commitRules([String])
  /// Prepared rules were forgotten.
  case discardRules(String)
}

/// How far the schedule of a link had come.
struct RecordedProgress: Codable, Hashable, Sendable {
  /// Steps of a schedule, at most.
  private static let stepsMax = 1 << 40

  private var start: UInt64
  private var next: Int

  init(_ progress: LinkTimetable.Progress) {
    start = progress.start.nanoseconds
    next = progress.next
  }

  /// The same again; `nil` for one that no schedule comes to.
  var progress: LinkTimetable.Progress? {
    guard start <= RecordingFormat.clockMax, (0...RecordedProgress.stepsMax).contains(next) else { return nil }
    return LinkTimetable.Progress(start: Instant(nanoseconds: start), next: next)
  }
}

/// An update of rules, as text.
struct RecordedUpdate: Codable, Hashable, Sendable {
  private var additions: [String]
  private var modifications: [String]
  private var removals: [String]

  init(_ update: RuleUpdate) {
    additions = update.additions.map { $0.text() }
    modifications = update.modifications.map { $0.text() }
    removals = update.removals.map { FlowRule(table: $0.table, priority: $0.priority, match: $0.match).text() }
  }

  /// The update again; `nil` where a text is no rule.
  var update: RuleUpdate? {
    func rules(_ texts: [String]) -> [FlowRule]? {
      let rules = texts.compactMap { FlowRule.read($0).rule }
      return rules.count == texts.count ? rules : nil
    }
    guard let added = rules(additions), let modified = rules(modifications), let removed = rules(removals) else {
      return nil
    }
    return RuleUpdate(additions: added, modifications: modified, removals: removed.map(\.identity))
  }
}
