import Dataplane

/// Who kept a run going that did not end.
public struct RunActivity: Sendable, Equatable, CustomStringConvertible {
  /// One element, and what it did.
  public struct Entry: Sendable, Equatable {
    /// Its name in the topology.
    public let element: String
    /// Packets that came in.
    public let packets: UInt64
    /// Timers that came due.
    public let timers: UInt64
    /// Packets that it sent and a full queue did not take.
    public let overflowed: UInt64
  }

  /// Elements that are named at most.
  public static let entriesMax = 5

  /// Those with the most packets and timers, the busiest first.
  public let busiest: [Entry]
  /// Those whose queues are full and overflow, the worst first: a loop that multiplies packets, or part of one. Empty
  /// where no more packets overflowed than came through.
  public let loop: [Entry]

  /// Sorts out who was busiest.
  init(_ entries: [Entry]) {
    let active = entries.filter { $0.packets + $0.timers > 0 }
    busiest = Array(
      active.enumerated()
        .sorted {
          ($1.element.packets + $1.element.timers, $0.offset) < ($0.element.packets + $0.element.timers, $1.offset)
        }
        .prefix(RunActivity.entriesMax).map(\.element))
    let worst = active.map(\.overflowed).max() ?? 0
    // One tenth of the worst: beside those in the loop, their neighbours lose a few.
    loop = active.enumerated()
      .filter { $0.element.overflowed > 0 && $0.element.overflowed >= worst / 10 }
      .sorted { ($1.element.overflowed, $0.offset) < ($0.element.overflowed, $1.offset) }
      .map(\.element)
  }

  /// One line with the busiest elements, and one with those of a loop.
  public var description: String {
    guard !busiest.isEmpty else { return "hint: no element was active: the test itself goes on forever" }
    let names = busiest.map { "\($0.element) (\($0.packets) packets, \($0.timers) timers)" }.joined(separator: ", ")
    guard !loop.isEmpty else { return "busiest elements: \(names)" }
    let members = loop.prefix(RunActivity.entriesMax).map { "\($0.element) (\($0.overflowed))" }.joined(separator: ", ")
    let more = loop.count > RunActivity.entriesMax ? " and \(loop.count - RunActivity.entriesMax) more" : ""
    return """
      busiest elements: \(names)
      packets that found a full queue: \(members)\(more)
      hint: these elements send each other more and more packets; a loop of switches needs a spanning tree
      """
  }
}
