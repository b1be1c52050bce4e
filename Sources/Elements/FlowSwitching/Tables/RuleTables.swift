import Dataplane

/// All tables of a switch with their rules: what an update changes and the packet path reads.
struct RuleTables: ~Copyable {
  /// Packets follow the rules of this version.
  var version: UInt64 = 1
  /// What the packet path needs of each rule.
  var records = OwnedArray<RuleRecord>()
  var steps = StepStore()
  var tables = OwnedArray<FlowTable>()
  /// The index in `tables` of each table number, or −1.
  var indexOfTable = InlineArray<256, Int16>(repeating: -1)
  /// The rules themselves, by the index of their records: for listings, traces and updates.
  var rules: [FlowRule?] = []
  /// Records that are free.
  var freeRecords: [Int32] = []
  /// Rules installed, and rules of an update that is prepared.
  var ruleCount = 0
  /// Rules with a timeout.
  var timed: Set<Int32> = []
  /// The update that is being prepared or cleared up, if there is one.
  var journal = UpdateJournal()

  init() {}

  /// The rule of this identity that is not to be removed, or −1.
  func find(_ identity: RuleIdentity) -> Int32 {
    let table = Int(indexOfTable[Int(identity.table)])
    return table < 0 ? -1 : tables[table].rule(identity.priority, identity.match, records)
  }

  /// Installs a rule that counts from version `added` on.
  mutating func install(_ rule: FlowRule, added: UInt64, now: Instant, portIndex: [PortNumber: Int]) -> Int32 {
    let table = tableIndex(rule.table)
    let record = RuleRecord(
      now: now, added: added, steps: steps.make(rule.actions, portIndex: portIndex), table: Int32(table),
      priority: rule.priority)
    let index: Int32
    if let free = freeRecords.popLast() {
      index = free
      records[Int(index)] = record
      rules[Int(index)] = rule
    } else {
      index = Int32(records.count)
      records.append(record)
      rules.append(rule)
    }
    tables[table].insert(index, rule.match, &records)
    if rule.idleTimeout != 0 || rule.hardTimeout != 0 { timed.insert(index) }
    ruleCount += 1
    return index
  }

  /// Takes a rule out for good. Its table is to be refreshed if packets could still meet it.
  mutating func uninstall(_ index: Int32) {
    guard let rule = rules[Int(index)] else { return }
    let table = Int(records[Int(index)].table)
    tables[table].remove(index, rule.match, &records)
    steps.release(records[Int(index)].steps)
    steps.release(records[Int(index)].nextSteps)
    rules[Int(index)] = nil
    timed.remove(index)
    freeRecords.append(index)
    ruleCount -= 1
  }

  /// Lookups of changed tables follow the rules as they are now.
  mutating func refreshTables() {
    for index in 0..<tables.count where tables[index].isStale { tables[index].refresh() }
  }

  /// The rule that a packet of the present version meets under this index.
  func currentRule(_ index: Int32) -> FlowRule? {
    let isChanged = records[Int(index)].changed <= version
    return isChanged ? journal.changedRules[index] ?? rules[Int(index)] : rules[Int(index)]
  }

  private mutating func tableIndex(_ number: UInt8) -> Int {
    let found = Int(indexOfTable[Int(number)])
    if found >= 0 { return found }
    tables.append(FlowTable(number: number))
    indexOfTable[Int(number)] = Int16(tables.count - 1)
    return tables.count - 1
  }
}

/// What an update that is under way has touched.
struct UpdateJournal {
  /// How far it is.
  enum Phase {
    /// There is none.
    case idle
    /// Rules are being put beside those that count.
    case preparing
    /// All is in place, and waits for the version to go up.
    case prepared
    /// It counts; what it replaced is being cleared away.
    case clearing
  }

  var phase = Phase.idle
  /// Rules that count from the next version on.
  var added: [Int32] = []
  /// Rules that do not count any more then.
  var removed: [Int32] = []
  /// Rules that do something else then.
  var changed: [Int32] = []
  /// What those are then.
  var changedRules: [Int32: FlowRule] = [:]
}
