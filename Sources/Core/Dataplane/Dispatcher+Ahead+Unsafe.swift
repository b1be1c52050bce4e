import Buffers

/// Running ahead of the clock: what an engine in virtual time does instead of turn after turn.
extension Dispatcher {
  /// Hands over batches and fires timers, moving the clock from timer to timer, until nothing is left to do by `end`, or
  /// `limit` things were done, or `interruption` is raised, which is looked at after each batch and instant. Answers how many
  /// were done: packets handed over, of which the last batch may be too many, and instants at which timers fired.
  ///
  /// The clock moves only while no packet waits on a link, and goes no further than the last timer that fired.
  public func runAhead(until end: Instant, limit: Int, unless interruption: Interruption) -> Int {
    guard limit > 0, hasInput || state.isDue(by: end) else { return 0 }
    beginTurn()
    defer { endTurn() }
    var done = 0
    repeat {
      if let channel = unsafe state.turn.takeReady() {
        if unsafe channel.pointee.isClosed {
          unsafe free(channel)
          continue
        }
        done += unsafe min(max(channel.pointee.queue.count, 1), PacketBatch.countMax)
        unsafe deliver(channel)
      } else if let deadline = unsafe state.timers.pointee.nextDeadline, deadline <= end {
        if deadline > now { now = deadline }
        fireDue()
        done += 1
      } else {
        break
      }
    } while done < limit && !interruption.isRaised
    return done
  }
}
