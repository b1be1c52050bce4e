/// Who kept a run going that did not end, counted over the second half of what the run took.
public struct RunActivity: Sendable, Equatable {
  /// One element, and what it did.
  public struct Entry: Sendable, Equatable {
    /// Its name in the topology.
    public let element: String
    /// Packets that came in.
    public let packets: UInt64
    /// Timers that came due.
    public let timers: UInt64
    /// Packets that found a full queue there.
    public let overflowed: UInt64

    /// All that it did.
    var total: UInt64 { packets &+ timers }
  }

  /// Elements that are listed at most.
  public static let entriesMax = 5

  /// Those with the most packets and timers, the busiest first.
  public let busiest: [Entry]
  /// Those at which packets found full queues, the worst first.
  public let overflowing: [Entry]
  /// The names of the elements of a loop in which packets multiply, in the order in which a packet meets them; empty
  /// where no full queues lie in a loop.
  public let loop: [String]

  /// Sorts out who was busiest. Of equals, the first of `entries` comes first.
  init(_ entries: [Entry], loop: [String]) {
    busiest = RunActivity.most(entries) { $0.total }
    overflowing = RunActivity.most(entries) { $0.overflowed }
    self.loop = loop
  }

  private static func most(_ entries: [Entry], by count: (Entry) -> UInt64) -> [Entry] {
    let sorted = entries.enumerated()
      .filter { count($0.element) > 0 }
      .sorted { (count($1.element), $0.offset) < (count($0.element), $1.offset) }
    return sorted.prefix(entriesMax).map(\.element)
  }
}

extension RunActivity: CustomStringConvertible {
  /// One line with the busiest elements, and what to know of full queues.
  public var description: String {
    guard !busiest.isEmpty else { return "hint: no element was busy: the test itself goes on forever" }
    var lines = ["busiest elements: " + busiest.map { $0.work }.joined(separator: ", ")]
    if let first = loop.first {
      let path = loop.count > RunActivity.loopShownMax ? Array(loop.prefix(RunActivity.loopShownMax)) + ["…"] : loop
      lines.append("packets multiply in a loop: " + (path + [first]).joined(separator: " → "))
      lines.append("hint: break the loop, or let its switches speak a spanning tree protocol")
    } else if !overflowing.isEmpty {
      lines.append(
        "full queues: " + overflowing.map { "\($0.element) (\($0.overflowed) dropped)" }.joined(separator: ", "))
    }
    return lines.joined(separator: "\n")
  }

  /// Elements of a loop that are printed at most.
  private static let loopShownMax = 12
}

extension RunActivity.Entry {
  /// The element and its packets and timers, leaving out what there were none of.
  fileprivate var work: String {
    let counts = [(packets, "packet"), (timers, "timer")].filter { $0.0 > 0 }
      .map { "\($0.0) \($0.1)\($0.0 == 1 ? "" : "s")" }
    return "\(element) (\(counts.joined(separator: ", ")))"
  }
}
