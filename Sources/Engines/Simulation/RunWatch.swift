import Dataplane

/// Holds one run to its limits. In the middle of either it marks what the elements have done so far, so that a run that
/// does not end names those that were busy of late.
struct RunWatch {
  /// What an element had done.
  private struct Mark {
    var packets: UInt64 = 0
    var timers: UInt64 = 0
    var overflowed: UInt64 = 0

    init() {}

    init(_ context: ElementContext) {
      packets = (0..<context.portCount).reduce(0) { $0 &+ context.counters(port: $1).receivedPackets }
      timers = context.timersFired
      overflowed = context.dropCount(.queueFull)
    }
  }

  /// Packets handed over, and instants at which timers fired or sleepers woke, since the run began.
  var events = 0
  /// Jobs since the run began. Counted apart: how many there are depends on which hops between actors the compiler has
  /// seen through, so that a debug and a release build must not come to their last event at different packets.
  private var jobs = 0
  /// Call `reachEvents` when that many have happened.
  private(set) var eventsMark: Int
  /// Call `reach` before the clock goes beyond.
  private(set) var timeMark: Instant

  private let simulator: Simulator
  private let end: Instant
  /// By the number of the element; only looked up.
  private var marks: [Int: Mark] = [:]

  init(simulator: Simulator) {
    self.simulator = simulator
    let limits = simulator.limits
    end = simulator.now + limits.virtualTime
    timeMark = simulator.now + Nanoseconds(limits.virtualTime.count / 2)
    eventsMark = limits.events / 2
    mark()
  }

  /// As many events have happened as `eventsMark` says: answers the error where that was the limit.
  mutating func reachEvents() -> SimulationError? {
    let limit = simulator.limits.events
    guard events < limit else { return tooManyEvents }
    eventsMark = limit
    mark()
    return nil
  }

  /// A job has run: answers the error where that was one too many.
  mutating func countJob() -> SimulationError? {
    jobs += 1
    return jobs / SimulationLimits.jobsPerEventMax < simulator.limits.events ? nil : tooManyEvents
  }

  private var tooManyEvents: SimulationError {
    .eventsExceeded(limit: simulator.limits.events, at: simulator.now, activity: activity)
  }

  /// The clock is to go beyond `timeMark`, to `instant`: answers the error where that is beyond the limit.
  mutating func reach(_ instant: Instant) -> SimulationError? {
    guard instant <= end else {
      return .virtualTimeExceeded(limit: simulator.limits.virtualTime, activity: activity)
    }
    timeMark = end
    mark()
    return nil
  }

  private mutating func mark() {
    for context in simulator.dispatcher.elements { marks[context.number] = Mark(context) }
  }

  private var activity: RunActivity {
    let elements = simulator.dispatcher.elements
    let entries = elements.map { context in
      let now = Mark(context)
      let then = marks[context.number] ?? Mark()
      return RunActivity.Entry(
        element: context.name, packets: now.packets &- then.packets, timers: now.timers &- then.timers,
        overflowed: now.overflowed &- then.overflowed)
    }
    let overflowing = Set(zip(elements, entries).filter { $1.overflowed > 0 }.map { $0.0.number })
    return RunActivity(entries, loop: PacketLoop(elements, overflowing: overflowing).names)
  }
}
