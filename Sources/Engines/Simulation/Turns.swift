import Dataplane

/// The crank of one run; it lives on the simulator, and its turning is itself a job there.
final actor Turns {
  private nonisolated let simulator: Simulator
  private nonisolated let end: RunEnd

  nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe simulator.asUnownedSerialExecutor() }

  init(simulator: Simulator, end: RunEnd) {
    self.simulator = simulator
    self.end = end
  }

  /// Turns until the body has ended, or the run cannot go on.
  func run() {
    var watch = RunWatch(simulator: simulator)
    end.error = turn(&watch)
    end.isOver = true
  }

  private func turn(_ watch: inout RunWatch) -> SimulationError? {
    let (jobs, sleepers, dispatcher) = (simulator.jobs, simulator.sleepers, simulator.dispatcher)
    while true {
      if watch.events >= watch.eventsMark, let error = watch.reachEvents() { return error }
      if jobs.hasStranger { return .escaped(at: simulator.now) }
      if let job = jobs.next() {
        simulator.perform(job)
        if end.bodyHasEnded { return nil }
        if let error = watch.countJob() { return error }
        continue
      }
      let limit = watch.eventsMark - watch.events
      let end = min(sleepers.nextDeadline, watch.timeMark)
      let events = dispatcher.runAhead(until: end, limit: limit, unless: jobs.interruption)
      watch.events += events
      if events == 0, let error = goOn(&watch) { return error }
    }
  }

  /// Nothing is left to do by the time that the first sleeper wakes: wakes it, unless the run must end.
  private func goOn(_ watch: inout RunWatch) -> SimulationError? {
    let dispatcher = simulator.dispatcher
    let sleepers = simulator.sleepers.nextDeadline
    let next = min(dispatcher.nextDeadline ?? .distantFuture, sleepers)
    guard next < .distantFuture else { return .stalled(at: simulator.now) }
    if next > watch.timeMark { return watch.reach(next) }
    watch.events += 1
    dispatcher.now = max(dispatcher.now, sleepers)
    simulator.sleepers.wake(at: dispatcher.now)
    return nil
  }
}

/// How a run comes to its end; on the thread of the run only.
final class RunEnd: @unchecked Sendable {
  /// The body has answered or thrown.
  var bodyHasEnded = false
  /// The crank does not turn any more.
  var isOver = false
  /// Why, where the body had not ended.
  var error: SimulationError?
}
