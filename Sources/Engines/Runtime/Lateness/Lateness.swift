public import Dataplane

/// How far a worker runs behind its clock: what real time costs the accuracy of a lab. Virtual time is never late.
public struct Lateness: Hashable, Sendable {
  /// From the moment a timer was due to the turn that fired it, nanoseconds.
  public var timers = Histogram()
  /// How long turns took that moved packets, nanoseconds: what a packet waits in a queue of the lab, at most.
  public var turns = Histogram()

  /// Nothing has happened yet.
  public init() {}

  /// Timers later than this are no longer what the file says: delays of a lab are to be met within 0.2 ms.
  public static let tolerance = Nanoseconds.milliseconds(1)

  /// More than one timer in a hundred fired, or one turn in a hundred took, longer than ``tolerance``.
  public var isBehind: Bool {
    timers.percentile(0.99) > Lateness.tolerance.count || turns.percentile(0.99) > Lateness.tolerance.count
  }

  /// What happened since `earlier`, an older copy.
  public func since(_ earlier: Lateness) -> Lateness {
    var difference = Lateness()
    difference.timers = timers.since(earlier.timers)
    difference.turns = turns.since(earlier.turns)
    return difference
  }
}

/// The lateness of one worker, kept on its thread.
final class LatenessLog {
  var lateness = Lateness()
}
