import Dataplane

/// Holds one run to its limits, and remembers what the elements had done by the middle of it, to name the busiest of
/// late.
struct RunWatch {
  private struct Mark {
    var packets: UInt64
    var timers: UInt64
    var overflowed: UInt64

    init(_ context: ElementContext) {
      packets = (0..<context.portCount).reduce(0) { $0 &+ context.counters(port: $1).receivedPackets }
      timers = context.timersFired
      overflowed = context.dropCount(.queueFull)
    }
  }

  /// What has happened since the run began.
  var events = 0
  /// When the run must have ended.
  let deadline: Instant
  /// The next number of events to stop at: half of the limit, then the limit.
  private(set) var eventsMax: Int
  private let simulator: Simulator
  private let start: [Int: Mark]

  init(simulator: Simulator) {
    self.simulator = simulator
    deadline = simulator.now + simulator.limits.virtualTime
    eventsMax = simulator.limits.events
    start = Dictionary(
      simulator.dispatcher.elements.map { ($0.number, Mark($0)) }, uniquingKeysWith: { first, _ in first })
  }

  /// The error of a run that came to its deadline.
  func tooLate() -> SimulationError {
    .virtualTimeExceeded(limit: simulator.limits.virtualTime, activity: activity)
  }

  /// The error of a run that came to its last event.
  func tooManyEvents() -> SimulationError {
    .eventsExceeded(limit: simulator.limits.events, at: simulator.now, activity: activity)
  }

  private var activity: RunActivity {
    RunActivity(
      simulator.dispatcher.elements.map { context in
        let now = Mark(context)
        let then = start[context.number]
        return RunActivity.Entry(
          element: context.name, packets: now.packets &- (then?.packets ?? 0),
          timers: now.timers &- (then?.timers ?? 0),
          overflowed: now.overflowed &- (then?.overflowed ?? 0))
      })
  }
}
