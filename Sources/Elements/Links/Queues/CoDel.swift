import Dataplane

/// Controlled delay (RFC 8289): drops at the head of a queue whose packets have waited too long for too long.
///
/// It is the algorithm of section 5, turned from a loop over the queue into a verdict on one packet after the other, each
/// as it comes to the head of the queue while the transmitter is free:
///
/// ```
///              waited too long: drop          any packet: pass
///   ( idle ) ───────────────────▶ ( entered ) ────────────────▶ ( dropping ) ◀────────┐
///      ▲                                                           │    │ time to     │ not time
///      │                         back to normal: pass              │    │ drop: drop  │ yet: pass
///      ├───────────────────────────────────────────────────────────┘    ▼             │
///      └──────────────────────────────────────────────────────────── ( draining ) ────┘
/// ```
///
/// Drops follow each other after `interval` / √count: the count grows with each drop until the wait comes down. A queue
/// that misbehaves again within 16 intervals goes on with the count that it had reached (RFC 8289, 5.5).
struct CoDel {
  /// Where in the loop of section 5.5 the next packet is met.
  private enum Phase { case idle, entered, dropping, draining }

  private let parameters: LinkConditions.CoDelParameters
  private var phase = Phase.idle
  /// When the wait will have been above the target for an interval; `nil` while it is below.
  private var firstAbove: Instant?
  private var nextDrop = Instant.zero
  private var count: UInt32 = 0
  private var lastCount: UInt32 = 0

  init(_ parameters: LinkConditions.CoDelParameters) { self.parameters = parameters }

  /// Whether to drop the packet at the head of the queue, which has waited `wait` and leaves `backlog` octets behind it.
  /// After a drop the next packet is judged at the same `now`.
  mutating func drops(wait: Nanoseconds, backlog: Int, now: Instant) -> Bool {
    let isTooLong = hasWaitedTooLong(wait, backlog, now)
    switch phase {
    case .idle:
      guard isTooLong else { return false }
      enter(now)
      return true
    case .entered:
      phase = .dropping
      return false
    case .dropping:
      return isTooLong ? dropsNow(now) : leave()
    case .draining:
      guard isTooLong else { return leave() }
      nextDrop = time(after: nextDrop)
      return dropsNow(now)
    }
  }

  /// The transmitter is free and nothing waits.
  mutating func queueIsEmpty() {
    firstAbove = nil
    phase = phase == .entered ? .dropping : .idle
  }

  /// RFC 8289, 5.6: whether the wait has stayed above the target for an interval.
  private mutating func hasWaitedTooLong(_ wait: Nanoseconds, _ backlog: Int, _ now: Instant) -> Bool {
    if wait < parameters.target || backlog <= parameters.longestFrame {
      firstAbove = nil
      return false
    }
    guard let firstAbove else {
      firstAbove = now + parameters.interval
      return false
    }
    return now >= firstAbove
  }

  private mutating func enter(_ now: Instant) {
    let grown = count &- lastCount
    let isRecent = now < nextDrop || (now - nextDrop).count < 16 * parameters.interval.count
    count = grown > 1 && isRecent ? grown : 1
    nextDrop = time(after: now)
    lastCount = count
    phase = .entered
  }

  private mutating func dropsNow(_ now: Instant) -> Bool {
    guard now >= nextDrop else {
      phase = .dropping
      return false
    }
    count &+= 1
    phase = .draining
    return true
  }

  private mutating func leave() -> Bool {
    phase = .idle
    return false
  }

  /// The control law: the time of the drop after one at `instant`.
  private func time(after instant: Instant) -> Instant {
    instant + Nanoseconds(UInt64(Double(parameters.interval.count) / Double(count).squareRoot()))
  }
}
