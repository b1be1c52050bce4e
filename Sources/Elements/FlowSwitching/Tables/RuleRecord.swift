import Dataplane

/// What the packet path needs of an installed rule.
///
/// A rule is there for packets of the versions from `added` on and below `removed`; from version `changed` on it does
/// `nextSteps` instead of `steps`. So an update is prepared beside the rules that count, and takes effect when the
/// version goes up by one.
struct RuleRecord: BitwiseCopyable {
  /// Packets that met the rule.
  var packets: UInt64 = 0
  /// Their octets.
  var bytes: UInt64 = 0
  /// When it was installed.
  let installed: Instant
  /// When a packet met it last, or it was installed.
  var lastUsed: Instant
  /// The first version in which it counts.
  var added: UInt64
  /// The first version in which it no longer counts.
  var removed: UInt64 = .max
  /// The first version in which it does `nextSteps`.
  var changed: UInt64 = .max
  /// What it does: the first of its steps, or −1.
  var steps: Int32
  /// What it does from version `changed` on.
  var nextSteps: Int32 = -1
  /// The next rule of the same match, of the same or a lower priority, or −1.
  var next: Int32 = -1
  /// Its table's index, and its subtable in there.
  var table: Int32
  var subtable: Int32 = -1
  /// Rules of higher priority come first.
  let priority: UInt16

  init(now: Instant, added: UInt64, steps: Int32, table: Int32, priority: UInt16) {
    installed = now
    lastUsed = now
    self.added = added
    self.steps = steps
    self.table = table
    self.priority = priority
  }

  /// True where the rule counts for packets of `version`.
  @inline(__always)
  func isVisible(_ version: UInt64) -> Bool { added <= version && version < removed }
}
