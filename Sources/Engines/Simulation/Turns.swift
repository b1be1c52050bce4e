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
      while let job = simulator.jobs.next() {
        simulator.perform(job)
        if isEnded() { return nil }
        watch.events += 1
        if watch.events >= watch.eventsMax { return watch.tooManyEvents() }
      }
      if simulator.jobs.hasStranger { return .escaped(at: simulator.now) }
      if dispatcher.hasInput {
        watch.events += dispatcher.runReady(limit: Simulator.turnLimit)
      } else if let deadline = dispatcher.nextDeadline, deadline <= simulator.sleepers.nextDeadline {
        if deadline > watch.deadline { return watch.tooLate() }
        if deadline > dispatcher.now { dispatcher.now = deadline }
        watch.events += 1
        dispatcher.fireTimers()
      } else if !simulator.sleepers.isEmpty {
        let deadline = simulator.sleepers.nextDeadline
        if deadline > watch.deadline { return watch.tooLate() }
        if deadline > dispatcher.now { dispatcher.now = deadline }
        watch.events += 1
        simulator.sleepers.wake(at: dispatcher.now)
      } else {
        return .stalled(at: simulator.now)
      }
      if watch.events >= watch.eventsMax { return watch.tooManyEvents() }
    }
  }
}

/// How a run ended; on the thread of the run only.
final class RunEnd: @unchecked Sendable {
  var isOver = false
  var error: SimulationError?
}
