public import Dataplane

/// Deadlines: one list a phase, sorted because every member of it has the same timeout.
extension ConnectionTable {
  /// Starts the connection's timeout anew, in the phase that it is in now.
  @inlinable
  public mutating func refresh(_ place: Int, phase: ConnectionPhase, now: Instant) {
    let due = deadline(phase, now)
    if connections[place].due == due, connections[place].phase == phase { return }
    relink(UInt32(truncatingIfNeeded: place), phase, due: due)
  }

  /// A connection whose deadline has passed, the oldest of its phase; `nil` where there is none.
  @inlinable
  public mutating func nextDue(at now: Instant) -> Int? {
    now.nanoseconds < earliest ? nil : searchDue(at: now)
  }

  /// When the next connection may be due, or `nil` where there is none; it may turn out to be later.
  public var nextDeadline: Instant? { count == 0 ? nil : Instant(nanoseconds: earliest) }

  @usableFromInline
  mutating func searchDue(at now: Instant) -> Int? {
    earliest = .max
    for phase in heads.indices where heads[phase] != ConnectionTable.none {
      let due = connections[Int(heads[phase])].due
      if due <= now.nanoseconds {
        earliest = 0
        return Int(heads[phase])
      }
      earliest = min(earliest, due)
    }
    return nil
  }

  @inlinable
  func deadline(_ phase: ConnectionPhase, _ now: Instant) -> UInt64 {
    let end = min(now.nanoseconds, .max / 2) &+ timeouts[Int(phase.rawValue)]
    return (end &+ (ConnectionTable.tick.count &- 1)) & ~(ConnectionTable.tick.count &- 1)
  }

  @usableFromInline
  mutating func relink(_ place: UInt32, _ phase: ConnectionPhase, due: UInt64) {
    unlink(place)
    connections[Int(place)].phase = phase
    link(place, due: due)
  }

  /// Puts a connection at the end of its phase's list.
  mutating func link(_ place: UInt32, due: UInt64) {
    let list = Int(connections[Int(place)].phase.rawValue)
    let last = tails[list]
    connections[Int(place)].due = due
    connections[Int(place)].next = ConnectionTable.none
    connections[Int(place)].previous = last
    if last == ConnectionTable.none { heads[list] = place } else { connections[Int(last)].next = place }
    tails[list] = place
    earliest = min(earliest, due)
  }

  /// Takes a connection out of its phase's list.
  mutating func unlink(_ place: UInt32) {
    let (previous, next) = (connections[Int(place)].previous, connections[Int(place)].next)
    let list = Int(connections[Int(place)].phase.rawValue)
    if previous == ConnectionTable.none { heads[list] = next } else { connections[Int(previous)].next = next }
    if next == ConnectionTable.none { tails[list] = previous } else { connections[Int(next)].previous = previous }
  }
}
