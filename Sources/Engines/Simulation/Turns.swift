import Dataplane

/// The crank of one run; it lives on the simulator, and its turning is itself a job there.
final actor Turns {
  private nonisolated let simulator: Simulator
  /// Set by the last turn, and read by the thread that turned.
  nonisolated let end = RunEnd()

  nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe simulator.asUnownedSerialExecutor() }
  nonisolated var isOver: Bool { end.isOver }
  nonisolated var error: SimulationError? { end.error }

  init(simulator: Simulator) { self.simulator = simulator }

  /// Turns until `isEnded`, or until the run cannot go on.
  func run(until isEnded: @Sendable () -> Bool) {
    var watch = RunWatch(simulator: simulator)
    let failure = turn(until: isEnded, &watch)
    end.isOver = true
    end.error = failure
  }

  private func turn(until isEnded: () -> Bool, _ watch: inout RunWatch) -> SimulationError? {
    let dispatcher = simulator.dispatcher
    while true {
      if watch.events >= watch.eventsMark, let error = watch.reachEvents() { return error }
      if simulator.jobs.hasStranger { return .escaped(at: simulator.now) }
      if let job = simulator.jobs.next() {
        watch.events += 1
        simulator.perform(job)
        if isEnded() { return nil }
      } else if dispatcher.hasInput {
        watch.events += dispatcher.runReady(limit: Simulator.turnLimit)
      } else {
        if let error = goOn(&watch) { return error }
      }
    }
  }

  /// Nothing is ready: turns the clock to what comes next, and lets it happen.
  private func goOn(_ watch: inout RunWatch) -> SimulationError? {
    let dispatcher = simulator.dispatcher
    let sleepers = simulator.sleepers.nextDeadline
    let timers = dispatcher.nextDeadline ?? .distantFuture
    let next = min(timers, sleepers)
    guard next < .distantFuture else { return .stalled(at: simulator.now) }
    if next > watch.timeMark, let error = watch.reach(next) { return error }
    watch.events += 1
    dispatcher.now = max(dispatcher.now, next)
    if timers <= sleepers { dispatcher.fireTimers() } else { simulator.sleepers.wake(at: dispatcher.now) }
    return nil
  }
}

/// How a run ended; on the thread of the run only.
final class RunEnd: @unchecked Sendable {
  var isOver = false
  var error: SimulationError?
}
