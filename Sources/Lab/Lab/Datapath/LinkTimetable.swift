import Buffers
import Dataplane
import Topology

/// Lets the steps of a link's schedule happen, each at its time. It is an element for its timer alone, which the worker
/// fires in real time and the simulator in virtual time.
actor LinkTimetable: Element {
  /// How far a schedule has come.
  struct Progress {
    /// When it began.
    var start: Instant
    /// The number of the next step, counted through all rounds.
    var next = 0
  }

  nonisolated let context: ElementContext
  nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe context.executor }
  private let schedule: LinkSchedule
  private let carryOut: @Sendable (LinkChange) -> Void
  /// How far it has come.
  private(set) var progress: Progress

  /// `carryOut` is called on the worker.
  init(
    context: ElementContext, _ schedule: LinkSchedule, _ progress: Progress,
    carryOut: @escaping @Sendable (LinkChange) -> Void
  ) {
    self.context = context
    self.schedule = schedule
    self.progress = progress
    self.carryOut = carryOut
  }

  /// Waits for the next step; one whose time has come happens at once.
  func begin() {
    if let next { context.setTimer(at: next, token: 0) }
  }

  /// When the next step happens; `nil` where it was the last.
  var next: Instant? { schedule.time(ofStep: progress.next).map { progress.start + Nanoseconds($0) } }

  /// It has no ports.
  func receive(_ batch: inout PacketBatch, on port: Int) {}

  /// The next step is due, or several are.
  func timerFired(_ token: UInt64) {
    skipRounds()
    while let next, next <= context.now {
      let change = schedule.steps[progress.next % schedule.steps.count].change
      progress.next += 1
      carryOut(change)
    }
    begin()
  }

  /// A machine that slept does not catch up with more than a round.
  private func skipRounds() {
    guard let period = schedule.period, context.now > progress.start else { return }
    let rounds = Int(clamping: (context.now - progress.start).count / max(1, Nanoseconds(period).count))
    progress.next = max(progress.next, (rounds - 1) * schedule.steps.count)
  }
}
