import Dataplane

/// The timers that one direction of a link has set and that have not fired, of which as few as can be: another one is
/// set only where something is due before all of them.
///
/// Timers cannot be withdrawn, so one that is no longer needed stays, fires, and finds nothing to do.
struct Alarm {
  /// Tells the directions of a link apart.
  let token: UInt64
  /// When the next of them fires; never where none is set.
  private var next = UInt64.max
  /// When the others fire, the earliest last. Hardly ever is there one.
  private var later: [UInt64] = []

  init(token: UInt64) { self.token = token }

  /// A timer has fired at `now`.
  @inline(__always)
  mutating func fired(at now: UInt64) {
    while next <= now, next < .max { next = later.isEmpty ? .max : later.removeLast() }
  }

  /// Makes sure that a timer fires by `time`.
  @inline(__always)
  mutating func set(_ time: UInt64, _ context: ElementContext) {
    if time < next { add(time, context) }
  }

  private mutating func add(_ time: UInt64, _ context: ElementContext) {
    if next != .max { later.append(next) }
    next = time
    context.setTimer(at: Instant(nanoseconds: time), token: token)
  }
}
