import Dataplane

/// The timers that one direction of a link has set and that have not fired, of which as few as can be: another one is
/// set only where something is due before all of them.
///
/// Timers cannot be withdrawn, so one that is no longer needed stays, fires, and finds nothing to do.
struct Alarm {
  /// Tells the directions of a link apart.
  let token: UInt64
  /// When they fire, the earliest last.
  private var pending: [UInt64] = []

  init(token: UInt64) { self.token = token }

  /// A timer has fired at `now`.
  mutating func fired(at now: UInt64) {
    while let next = pending.last, next <= now { pending.removeLast() }
  }

  /// Makes sure that a timer fires by `time`.
  mutating func set(_ time: UInt64, _ context: ElementContext) {
    if let next = pending.last, next <= time { return }
    pending.append(time)
    context.setTimer(at: Instant(nanoseconds: time), token: token)
  }
}
