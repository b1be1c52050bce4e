import Dataplane

/// A rule with what it did, for people.
public struct RuleStatistics: Hashable, Sendable {
  /// The rule.
  public var rule: FlowRule
  /// Packets that met it; a segmentation super-packet is one.
  public var packets: UInt64
  /// Their octets.
  public var bytes: UInt64
  /// How long it has been there.
  public var age: Nanoseconds
  /// How long ago a packet met it, or it came.
  public var idle: Nanoseconds
}

/// What passed a table.
public struct TableStatistics: Hashable, Sendable {
  /// The number of the table.
  public var table: UInt8
  /// Rules in it.
  public var rules: Int
  /// Packets that were looked up in it.
  public var lookups: UInt64
  /// Packets that met a rule.
  public var matches: UInt64
}

/// A rule that its timeouts removed.
public struct ExpiredRule: Hashable, Sendable {
  /// The rule with its last counters.
  public var statistics: RuleStatistics
  /// True where it was not used for its idle timeout, false where its time was over in any case.
  public var wasIdle: Bool
}

extension FlowSwitch {
  /// Expired rules that are kept for ``takeExpired()``; more are forgotten.
  public static let expiredMax = 4096

  /// The rules that count, in the order of tables, priorities and matches, with their counters.
  public func statistics() -> [RuleStatistics] {
    pipeline.tables.rules.indices.compactMap { statistics(of: Int32($0)) }
      .sorted { $0.rule.identity < $1.rule.identity }
  }

  /// The rules that count, in the order of tables, priorities and matches.
  public func rules() -> [FlowRule] { statistics().map(\.rule) }

  /// What passed each table that has or had rules, in the order of their numbers.
  public func tableStatistics() -> [TableStatistics] {
    var counts: [UInt8: Int] = [:]
    for index in pipeline.tables.rules.indices {
      if let statistics = statistics(of: Int32(index)) { counts[statistics.rule.table, default: 0] += 1 }
    }
    var result: [TableStatistics] = []
    for index in 0..<pipeline.tables.tables.count {
      let number = pipeline.tables.tables[index].number
      result.append(
        TableStatistics(
          table: number, rules: counts[number] ?? 0, lookups: pipeline.tables.tables[index].lookups,
          matches: pipeline.tables.tables[index].matches))
    }
    return result.sorted { $0.table < $1.table }
  }

  /// The rules that timeouts have removed since this was last asked, in the order in which they went.
  public func takeExpired() -> [ExpiredRule] {
    defer { expired = [] }
    return expired
  }

  private func statistics(of index: Int32) -> RuleStatistics? {
    guard let rule = pipeline.tables.currentRule(index) else { return nil }
    let record = pipeline.tables.records[Int(index)]
    guard record.isVisible(pipeline.tables.version) else { return nil }
    return RuleStatistics(
      rule: rule, packets: record.packets, bytes: record.bytes, age: context.now - record.installed,
      idle: context.now - record.lastUsed)
  }

  // MARK: Timeouts

  /// Removes the rules whose time is over. While an update is under way they wait for it.
  func expireRules() {
    guard let due = timeoutCheck, context.now >= due else { return }
    timeoutCheck = nil
    if pipeline.tables.journal.phase == .clearing { while !pipeline.tables.clearUp(limit: .max) {} }
    if pipeline.tables.journal.phase == .idle {
      for index in pipeline.tables.timed.sorted() { expire(index) }
      pipeline.tables.refreshTables()
    }
    setTimeoutTimer()
  }

  private func expire(_ index: Int32) {
    guard let deadline = deadline(of: index), deadline.instant <= context.now else { return }
    if let statistics = statistics(of: index), expired.count < FlowSwitch.expiredMax {
      expired.append(ExpiredRule(statistics: statistics, wasIdle: deadline.isIdle))
    }
    pipeline.tables.uninstall(index)
  }

  /// When a rule's time is over, as far as is known now.
  private func deadline(of index: Int32) -> (instant: Instant, isIdle: Bool)? {
    guard let rule = pipeline.tables.currentRule(index) else { return nil }
    let record = pipeline.tables.records[Int(index)]
    let hard = rule.hardTimeout == 0 ? .distantFuture : record.installed + .seconds(UInt64(rule.hardTimeout))
    let idle = rule.idleTimeout == 0 ? .distantFuture : record.lastUsed + .seconds(UInt64(rule.idleTimeout))
    return idle < hard ? (idle, true) : (hard, false)
  }

  /// Asks for a turn when the next rule's time may be over.
  func setTimeoutTimer() {
    guard let next = pipeline.tables.timed.compactMap({ deadline(of: $0)?.instant }).min() else { return }
    // While an update is prepared, no rule goes; look again soon.
    let due = max(next, context.now + .milliseconds(10))
    if let set = timeoutCheck, set <= due { return }
    timeoutCheck = due
    context.setTimer(at: due, token: TimerToken.timeouts.rawValue)
  }
}
