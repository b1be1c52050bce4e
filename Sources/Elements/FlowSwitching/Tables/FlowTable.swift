/// One table: its rules by the bits they look at, and what its flows met.
///
/// Lookup is tuple space search (Srinivasan, Suri and Varghese, SIGCOMM 1999): the subtables are asked one after the
/// other, the one with the highest priority first, until no rule of those left could come before the one found.
struct FlowTable: ~Copyable {
  /// The number of the table.
  let number: UInt8
  private var subtables = OwnedArray<Subtable>()
  private var indexOfMask: [FlowKey: Int] = [:]
  /// The subtables in the order in which they are asked, as of the last `refresh`.
  private var order = OwnedArray<Turn>()
  /// Subtables that were empty at the last `refresh`, to be used for other masks.
  private var spare: [Int] = []
  private var cache = MicroflowCache()
  /// The rules changed since the last `refresh`.
  private(set) var isStale = false
  /// Packets that were looked up.
  private(set) var lookups: UInt64 = 0
  /// Packets that met a rule.
  private(set) var matches: UInt64 = 0

  /// A subtable's turn in a lookup.
  struct Turn: BitwiseCopyable {
    /// The highest priority in the subtable.
    let priorityMax: Int
    /// The subtable.
    let subtable: Int
    /// Its place in the order of masks, which decides between rules of one priority.
    let rank: Int
  }

  init(number: UInt8) { self.number = number }

  /// How many subtables there are, empty ones included.
  var subtableCount: Int { subtables.count }

  /// The rule that counts for a packet, or −1. `gathered` is overwritten.
  @inline(__always)
  mutating func lookUp(
    _ key: borrowing FlowKey, version: UInt64, _ records: borrowing OwnedArray<RuleRecord>,
    _ gathered: inout GatheredWords
  ) -> Int32 {
    lookups &+= 1
    let rule: Int32
    if order.count <= 1 {
      rule =
        order.count == 0
        ? -1 : FlowTable.visible(subtables[order[0].subtable].first(key, &gathered), version, records)
    } else {
      let hash = cache.words.gather(key, into: &gathered)
      if let found = cache.rule(hash, gathered) {
        rule = found
      } else {
        rule = search(key, version, records)
        cache.remember(rule, hash, gathered)
      }
    }
    if rule >= 0 { matches &+= 1 }
    return rule
  }

  @inline(never)
  private func search(
    _ key: borrowing FlowKey, _ version: UInt64, _ records: borrowing OwnedArray<RuleRecord>
  ) -> Int32 {
    var gathered = GatheredWords(repeating: 0)
    var (best, bestPriority, bestRank): (Int32, Int, Int) = (-1, -1, Int.max)
    for index in 0..<order.count {
      let turn = order[index]
      if turn.priorityMax < bestPriority { break }
      let rule = FlowTable.visible(subtables[turn.subtable].first(key, &gathered), version, records)
      guard rule >= 0 else { continue }
      let priority = Int(records[Int(rule)].priority)
      if priority > bestPriority || priority == bestPriority && turn.rank < bestRank {
        (best, bestPriority, bestRank) = (rule, priority, turn.rank)
      }
    }
    return best
  }

  /// The first rule of a chain that counts in `version`, or −1.
  @inline(__always)
  private static func visible(
    _ first: Int32, _ version: UInt64, _ records: borrowing OwnedArray<RuleRecord>
  ) -> Int32 {
    var rule = first
    while rule >= 0, !records[Int(rule)].isVisible(version) { rule = records[Int(rule)].next }
    return rule
  }

  // MARK: Changes, which lookups see after `refresh` at the latest

  /// The rule of this priority and match that is not to be removed, or −1.
  func rule(_ priority: UInt16, _ match: FlowMatch, _ records: borrowing OwnedArray<RuleRecord>) -> Int32 {
    guard let index = indexOfMask[match.mask] else { return -1 }
    var gathered = GatheredWords(repeating: 0)
    var rule = subtables[index].first(match.value, &gathered)
    while rule >= 0, records[Int(rule)].priority != priority || records[Int(rule)].removed != .max {
      rule = records[Int(rule)].next
    }
    return rule
  }

  /// Puts a rule in.
  mutating func insert(_ rule: Int32, _ match: FlowMatch, _ records: inout OwnedArray<RuleRecord>) {
    let index: Int
    if let found = indexOfMask[match.mask] {
      index = found
    } else {
      index = makeSubtable(match.mask)
    }
    records[Int(rule)].subtable = Int32(index)
    subtables[index].insert(rule, value: match.value, &records)
    isStale = true
  }

  /// A subtable for a mask that has none.
  private mutating func makeSubtable(_ mask: FlowKey) -> Int {
    while let index = spare.popLast() {
      guard subtables[index].count == 0 else { continue }
      indexOfMask[subtables[index].mask] = nil
      indexOfMask[mask] = index
      subtables[index] = Subtable(mask: mask)
      return index
    }
    subtables.append(Subtable(mask: mask))
    indexOfMask[mask] = subtables.count - 1
    return subtables.count - 1
  }

  /// Takes a rule out.
  mutating func remove(_ rule: Int32, _ match: FlowMatch, _ records: inout OwnedArray<RuleRecord>) {
    subtables[Int(records[Int(rule)].subtable)].remove(rule, value: match.value, &records)
    isStale = true
  }

  /// Makes room for `more` further rules with this mask.
  mutating func reserve(_ more: Int, mask: FlowKey) {
    if let index = indexOfMask[mask] { subtables[index].reserve(more) }
  }

  /// What lookups remember no longer holds.
  mutating func markStale() { isStale = true }

  /// Lookups follow the rules as they are now. Called when the version goes up, and when rules were removed.
  mutating func refresh() {
    let used = (0..<subtables.count).filter { subtables[$0].count > 0 }
    let ranked = used.sorted { FlowMatch.precedes(subtables[$0].mask, subtables[$1].mask) }
    var turns = ranked.enumerated().map { rank, subtable in
      Turn(priorityMax: subtables[subtable].priorityMax, subtable: subtable, rank: rank)
    }
    turns.sort { $0.priorityMax != $1.priorityMax ? $0.priorityMax > $1.priorityMax : $0.rank < $1.rank }
    order.removeAll()
    for turn in turns { order.append(turn) }
    var union = FlowKey()
    for subtable in used { union = union | subtables[subtable].mask }
    cache.reset(mask: union)
    spare = (0..<subtables.count).filter { subtables[$0].count == 0 }
    isStale = false
  }
}
