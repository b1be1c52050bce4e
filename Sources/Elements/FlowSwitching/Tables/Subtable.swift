/// The rules of a table that look at the same bits: a hash table from the values there to the rules that want them.
///
/// Open addressing with linear probing over a power of two of slots, at most half of them full, and removal by moving
/// back what follows. A slot holds the first of a chain of rules of the same match, the highest priority first.
struct Subtable: ~Copyable {
  /// The bits that all its rules look at.
  let mask: FlowKey
  let words: WordMask
  /// The first rule of each slot, or −1.
  private var heads: OwnedArray<Int32>
  /// The values of each slot, `words.count` to a slot.
  private var keys: OwnedArray<UInt64>
  private var slotMask: Int
  /// Slots in use: distinct matches.
  private(set) var count = 0
  /// How many rules there are of each priority.
  private var priorities: [UInt16: Int] = [:]

  init(mask: FlowKey) {
    self.mask = mask
    words = WordMask(mask)
    heads = OwnedArray(repeating: -1, count: 8)
    keys = OwnedArray(repeating: 0, count: 8 * words.count)
    slotMask = 7
  }

  /// The highest priority of any rule; −1 where there is none.
  var priorityMax: Int { priorities.keys.max().map(Int.init) ?? -1 }

  /// The first rule of the chain for `key`, or −1. `gathered` is overwritten.
  @inline(__always)
  func first(_ key: borrowing FlowKey, _ gathered: inout GatheredWords) -> Int32 {
    let hash = words.gather(key, into: &gathered)
    return heads[slot(hash, gathered)]
  }

  /// The slot that holds the gathered words, or the free one where they would go.
  @inline(__always)
  private func slot(_ hash: UInt64, _ gathered: GatheredWords) -> Int {
    let stride = words.count
    var index = Int(truncatingIfNeeded: hash) & slotMask
    while heads[index] >= 0 {
      var position = 0
      while position < stride, keys[index &* stride &+ position] == gathered[position] { position &+= 1 }
      if position == stride { break }
      index = (index &+ 1) & slotMask
    }
    return index
  }

  /// Makes room for `more` further matches.
  mutating func reserve(_ more: Int) {
    var slots = heads.count
    while (count + more) * 2 > slots { slots *= 2 }
    if slots > heads.count { rebuild(slots: slots) }
  }

  /// Puts a rule into the chain of its match, behind those of higher priority, in front of those of the same.
  mutating func insert(_ rule: Int32, value: FlowKey, _ records: inout OwnedArray<RuleRecord>) {
    if (count + 1) * 2 > heads.count { rebuild(slots: heads.count * 2) }
    let priority = records[Int(rule)].priority
    priorities[priority, default: 0] += 1
    var gathered = GatheredWords(repeating: 0)
    let index = slot(words.gather(value, into: &gathered), gathered)
    if heads[index] < 0 {
      for position in 0..<words.count { keys[index * words.count + position] = gathered[position] }
      count += 1
    }
    var before: Int32 = -1
    var after = heads[index]
    while after >= 0, records[Int(after)].priority > priority {
      (before, after) = (after, records[Int(after)].next)
    }
    records[Int(rule)].next = after
    if before < 0 { heads[index] = rule } else { records[Int(before)].next = rule }
  }

  /// Takes a rule out of the chain of its match.
  mutating func remove(_ rule: Int32, value: FlowKey, _ records: inout OwnedArray<RuleRecord>) {
    var gathered = GatheredWords(repeating: 0)
    let index = slot(words.gather(value, into: &gathered), gathered)
    var before: Int32 = -1
    var current = heads[index]
    while current >= 0, current != rule { (before, current) = (current, records[Int(current)].next) }
    guard current == rule else { return }
    let after = records[Int(rule)].next
    if before < 0 { heads[index] = after } else { records[Int(before)].next = after }
    let priority = records[Int(rule)].priority
    priorities[priority] = priorities[priority].flatMap { $0 > 1 ? $0 - 1 : nil }
    if heads[index] < 0 { closeGap(at: index) }
  }

  /// Moves back what linear probing would no longer find behind the free slot at `index`.
  private mutating func closeGap(at index: Int) {
    count -= 1
    var free = index
    var next = (index + 1) & slotMask
    while heads[next] >= 0 {
      let home = home(next)
      if (next &- home) & slotMask >= (next &- free) & slotMask {
        heads[free] = heads[next]
        for position in 0..<words.count {
          keys[free * words.count + position] = keys[next * words.count + position]
        }
        heads[next] = -1
        free = next
      }
      next = (next + 1) & slotMask
    }
  }

  /// Where the values in slot `index` would best be.
  private func home(_ index: Int) -> Int {
    var hash: UInt64 = 0
    for position in 0..<words.count { hash ^= WordMask.mix(keys[index * words.count + position], position) }
    return Int(truncatingIfNeeded: hash ^ hash >> 29) & slotMask
  }

  private mutating func rebuild(slots: Int) {
    let oldHeads = exchange(&heads, with: OwnedArray(repeating: -1, count: slots))
    let oldKeys = exchange(&keys, with: OwnedArray(repeating: 0, count: slots * words.count))
    slotMask = slots - 1
    var gathered = GatheredWords(repeating: 0)
    for old in 0..<oldHeads.count where oldHeads[old] >= 0 {
      var hash: UInt64 = 0
      for position in 0..<words.count {
        gathered[position] = oldKeys[old * words.count + position]
        hash ^= WordMask.mix(gathered[position], position)
      }
      let index = slot(hash ^ hash >> 29, gathered)
      heads[index] = oldHeads[old]
      for position in 0..<words.count { keys[index * words.count + position] = gathered[position] }
    }
  }
}
