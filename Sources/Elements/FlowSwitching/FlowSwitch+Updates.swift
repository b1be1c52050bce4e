import Dataplane

/// Changing the rules.
///
/// An update is prepared beside the rules that count, in slices between which packets pass, and takes effect at once:
/// each packet meets the old rules in all tables, or the new ones. The two phases can be asked for apart, to bring
/// several switches up to the point where nothing can fail before the first of them changes.
extension FlowSwitch {
  /// Rules that are put in or taken out before packets get their turn.
  static let sliceMax = 256

  /// Prepares an update and makes it count.
  public func apply(_ update: RuleUpdate) async throws(RuleUpdateError) {
    try await prepare(update)
    commit()
  }

  /// Prepares an update; packets do not see it before ``commit()``. Where it throws, nothing is prepared.
  public func prepare(_ update: RuleUpdate) async throws(RuleUpdateError) {
    switch pipeline.tables.journal.phase {
    case .preparing, .prepared: throw .updateInProgress
    case .clearing: finishClearing()
    case .idle: break
    }
    try check(update)
    pipeline.tables.begin()
    var work = UpdateWork(update)
    while !work.isEmpty {
      prepareSlice(&work)
      if !work.isEmpty { await Task.yield() }
    }
    pipeline.tables.journal.phase = .prepared
  }

  /// Makes the prepared update count from the next packet on; without one, nothing happens.
  public func commit() {
    guard pipeline.tables.journal.phase == .prepared else { return }
    pipeline.tables.commit()
    clearUp()
    setTimeoutTimer()
  }

  /// Forgets the prepared update; without one, nothing happens.
  public func discard() {
    if pipeline.tables.journal.phase == .prepared { pipeline.tables.rollBack() }
  }

  /// What can be wrong with an update is found before any of it is prepared.
  private func check(_ update: RuleUpdate) throws(RuleUpdateError) {
    guard pipeline.tables.ruleCount + update.additions.count + update.modifications.count <= FlowSwitch.rulesMax else {
      throw .tooManyRules
    }
    for rules in [update.additions, update.modifications] {
      for rule in rules { try check(rule) }
    }
  }

  private func check(_ rule: FlowRule) throws(RuleUpdateError) {
    guard rule.actions.count <= FlowRule.actionsMax else { throw .tooManyActions(rule.identity) }
    for (index, action) in rule.actions.enumerated() {
      switch action {
      case .output(let port):
        if pipeline.portIndex[port] == nil { throw .unknownPort(port, rule.identity) }
      case .goToTable(let table):
        if table <= rule.table || index != rule.actions.count - 1 { throw .badGoTo(rule.identity) }
      default: break
      }
    }
  }

  private func prepareSlice(_ work: inout UpdateWork) {
    for _ in 0..<FlowSwitch.sliceMax {
      switch work.next() {
      case .removal(let identity): pipeline.tables.prepareRemoval(identity)
      case .change(let rule):
        pipeline.tables.prepareChange(rule, now: context.now, portIndex: pipeline.portIndex)
      case .addition(let rule):
        pipeline.tables.prepareAddition(rule, now: context.now, portIndex: pipeline.portIndex)
      case nil: return
      }
    }
  }

  /// Clears away a slice of what the last update replaced, and asks for a turn to go on.
  func clearUp() {
    guard pipeline.tables.journal.phase == .clearing else { return }
    if !pipeline.tables.clearUp(limit: FlowSwitch.sliceMax) {
      context.setTimer(after: .microseconds(50), token: TimerToken.clearing.rawValue)
    }
  }

  private func finishClearing() {
    while !pipeline.tables.clearUp(limit: .max) {}
  }
}

/// What is left to do of an update: removals first, so that what they free is used again.
private struct UpdateWork {
  enum Item {
    case removal(RuleIdentity)
    case change(FlowRule)
    case addition(FlowRule)
  }

  private let update: RuleUpdate
  private var position = 0

  init(_ update: RuleUpdate) { self.update = update }

  var isEmpty: Bool { position == update.count }

  mutating func next() -> Item? {
    guard !isEmpty else { return nil }
    defer { position += 1 }
    if position < update.removals.count { return .removal(update.removals[position]) }
    let change = position - update.removals.count
    if change < update.modifications.count { return .change(update.modifications[change]) }
    return .addition(update.additions[change - update.modifications.count])
  }
}
