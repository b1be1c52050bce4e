import Dataplane

/// Updates in two phases: the rules of the next version are put beside those that count, in as many slices as it takes
/// and unseen by packets; then the version goes up by one, and every packet from there on sees all of the update.
extension RuleTables {
  /// Begins to prepare. Nothing else may be under way.
  mutating func begin() {
    precondition(journal.phase == .idle, "an update is under way")
    journal.phase = .preparing
  }

  /// Prepares a rule that comes. One that is there already goes; one that this update has brought is forgotten.
  mutating func prepareAddition(_ rule: FlowRule, now: Instant, portIndex: [PortNumber: Int]) {
    prepareRemoval(rule.identity)
    journal.added.append(install(rule, added: version + 1, now: now, portIndex: portIndex))
  }

  /// Prepares a rule that stays and does something else.
  mutating func prepareChange(_ rule: FlowRule, now: Instant, portIndex: [PortNumber: Int]) {
    let index = find(rule.identity)
    guard index >= 0, records[Int(index)].added <= version else {
      return prepareAddition(rule, now: now, portIndex: portIndex)
    }
    if records[Int(index)].changed == .max { journal.changed.append(index) }
    steps.release(records[Int(index)].nextSteps)
    records[Int(index)].nextSteps = steps.make(rule.actions, portIndex: portIndex)
    records[Int(index)].changed = version + 1
    journal.changedRules[index] = rule
  }

  /// Prepares a rule that goes, if it is there.
  mutating func prepareRemoval(_ identity: RuleIdentity) {
    let index = find(identity)
    guard index >= 0 else { return }
    if records[Int(index)].changed != .max { dropChange(index) }
    records[Int(index)].removed = version + 1
    journal.removed.append(index)
  }

  /// The update counts from the next packet on.
  mutating func commit() {
    version += 1
    // What lookups remember of a rule that goes must go with it, even where nothing else changes.
    for index in journal.removed { tables[Int(records[Int(index)].table)].markStale() }
    for index in 0..<tables.count where tables[index].isStale { tables[index].refresh() }
    journal.phase = .clearing
  }

  /// Puts everything back as it was.
  mutating func rollBack() {
    for index in journal.changed where records[Int(index)].changed != .max { dropChange(index) }
    for index in journal.removed { records[Int(index)].removed = .max }
    for index in journal.added { uninstall(index) }
    journal = UpdateJournal()
  }

  /// Clears up to `limit` rules away that no longer count; true once there is nothing left to do.
  mutating func clearUp(limit: Int) -> Bool {
    var left = limit
    while left > 0, let index = journal.removed.popLast() {
      uninstall(index)
      left -= 1
    }
    while left > 0, let index = journal.changed.popLast() {
      adoptChange(index)
      left -= 1
    }
    guard journal.removed.isEmpty, journal.changed.isEmpty else { return false }
    journal = UpdateJournal()
    return true
  }

  /// A changed rule does for good what it was changed to do.
  private mutating func adoptChange(_ index: Int32) {
    guard records[Int(index)].changed <= version, let rule = journal.changedRules[index] else { return }
    steps.release(records[Int(index)].steps)
    records[Int(index)].steps = records[Int(index)].nextSteps
    records[Int(index)].nextSteps = -1
    records[Int(index)].changed = .max
    rules[Int(index)] = rule
    if rule.idleTimeout != 0 || rule.hardTimeout != 0 { timed.insert(index) } else { timed.remove(index) }
  }

  /// A prepared change is forgotten.
  private mutating func dropChange(_ index: Int32) {
    steps.release(records[Int(index)].nextSteps)
    records[Int(index)].nextSteps = -1
    records[Int(index)].changed = .max
    journal.changedRules[index] = nil
  }
}
