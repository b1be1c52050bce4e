/// Remembers which rule the packets of a flow meet in a table, so that a table of many masks is asked once a flow and
/// not once a packet.
///
/// What tells flows apart are the bits that any rule of the table looks at: a table that matches addresses alone has
/// one flow for all ports between two of them. Two ways a set, of a fixed size; a change of the rules forgets
/// everything at once, by a new epoch.
struct MicroflowCache: ~Copyable {
  /// Flows that are remembered at most.
  static let flowsMax = 4096

  private(set) var words = WordMask(FlowKey())
  /// A line is its epoch (upper half) and rule + 1 (lower half), then the gathered words.
  private var lines = OwnedArray<UInt64>()
  private var stride = 1
  private var epoch: UInt32 = 1
  /// Which way is overwritten next where both are in use.
  private var victim = 0

  /// Forgets everything; from now on flows are told apart by the bits of `mask`.
  mutating func reset(mask: FlowKey) {
    let words = WordMask(mask)
    if words.count != self.words.count || lines.count == 0 || epoch == .max {
      stride = words.count + 1
      lines = OwnedArray()
      epoch = 0
    }
    self.words = words
    epoch += 1
  }

  /// The line of a flow that is remembered, else −1. `gathered` is filled for ``remember(_:_:_:)``.
  @inline(__always)
  func rule(_ hash: UInt64, _ gathered: borrowing GatheredWords) -> Int32? {
    if lines.count == 0 { return nil }
    var line = set(hash)
    for _ in 0..<2 {
      let tag = lines[line]
      if UInt32(truncatingIfNeeded: tag >> 32) == epoch, isEqual(line &+ 1, gathered) {
        return Int32(truncatingIfNeeded: tag) &- 1
      }
      line &+= stride
    }
    return nil
  }

  /// Remembers the rule, or −1 for none, of the flow with these words.
  mutating func remember(_ rule: Int32, _ hash: UInt64, _ gathered: borrowing GatheredWords) {
    if lines.count == 0 { lines = OwnedArray(repeating: 0, count: MicroflowCache.flowsMax * stride) }
    var line = set(hash)
    if UInt32(truncatingIfNeeded: lines[line] >> 32) == epoch {
      let second = line + stride
      victim ^= 1
      if victim == 0 || UInt32(truncatingIfNeeded: lines[second] >> 32) != epoch { line = second }
    }
    lines[line] = UInt64(epoch) << 32 | UInt64(UInt32(bitPattern: rule &+ 1))
    for position in 0..<words.count { lines[line + 1 + position] = gathered[position] }
  }

  @inline(__always)
  private func set(_ hash: UInt64) -> Int {
    (Int(truncatingIfNeeded: hash) & (MicroflowCache.flowsMax / 2 - 1)) &* 2 &* stride
  }

  @inline(__always)
  private func isEqual(_ start: Int, _ gathered: borrowing GatheredWords) -> Bool {
    var position = 0
    while position < words.count, lines[start &+ position] == gathered[position] { position &+= 1 }
    return position == words.count
  }
}
