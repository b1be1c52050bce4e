import Dataplane

extension SendHalf {
  /// Takes the next run that may be sent now, in segments of `segment` octets; `nil` where there is none. What was lost
  /// goes first.
  mutating func nextRun(segment: Int, usesNagle: Bool, isProbing: Bool = false, at now: Instant) -> Run? {
    if let gap = recovery.firstLost(from: unacknowledged, to: next) {
      let count = min(segment, gap.upperBound - gap.lowerBound)
      let run = makeRun(at: gap.lowerBound, count: count, mayFinish: isFinishSent)
      guard recovery.mustResend || fits(run) else { return nil }
      recovery.mustResend = false
      recovery.resent = run.position + length(run)
      timed = nil
      lastSent = now
      return run
    }
    recovery.mustResend = false
    return newRun(segment: segment, usesNagle: usesNagle, isProbing: isProbing, at: now)
  }

  private mutating func newRun(segment: Int, usesNagle: Bool, isProbing: Bool, at now: Instant) -> Run? {
    guard hasUnsent else { return nil }
    let left = end - next
    let usable = unacknowledged + window - next
    guard usable >= 0 else { return nil }
    let run = makeRun(at: next, count: min(segment, left, usable), mayFinish: isClosing)
    let isWorthIt =
      run.count == segment || run.isFinish || (run.count == left && (!usesNagle || shortEnd <= unacknowledged))
      || 2 * run.count >= max(windowMax, 2) || isProbing
    guard run.count > 0 || run.isFinish, isWorthIt else { return nil }
    if next == unacknowledged {
      if let lastSent, now - lastSent > roundTrip.timeout { congestion.idled(segment: segment) }
      waitingSince = now
    }
    guard fits(run) else {
      isLimited = true
      return nil
    }
    next += length(run)
    if run.count < segment { shortEnd = next }
    if timed == nil { timed = (next, now) }
    lastSent = now
    return run
  }

  /// A run of `count` octets at most, with the FIN where it reaches the end and the FIN may go.
  private func makeRun(at position: Int, count: Int, mayFinish: Bool) -> Run {
    let octets = min(count, max(end - position, 0))
    let reachesEnd = position + octets == end
    return Run(position: position, count: octets, isFinish: mayFinish && reachesEnd, isLast: reachesEnd)
  }

  private func length(_ run: Run) -> Int { run.count + (run.isFinish ? 1 : 0) }

  private func fits(_ run: Run) -> Bool {
    let underWay = recovery.underWay(from: unacknowledged, to: next)
    return underWay == 0 || underWay + run.count <= congestion.window
  }

  /// Sets the timer to what is waited for now, or stops it. `canSend`: data may be sent in the connection's state.
  mutating func setTimer(canSend: Bool, at now: Instant) {
    if next > unacknowledged {
      if timer?.kind != .retransmission { timer = (.retransmission, now + roundTrip.timeout) }
    } else if canSend, hasUnsent {
      guard timer?.kind != .persist else { return }
      waitingSince = now
      retries = 0
      timer = (.persist, now + roundTrip.timeout)
    } else {
      timer = nil
    }
  }

  /// Nothing came in time: everything under way is lost (RFC 6298, 5.4 to 5.6; RFC 5681, 3.1).
  mutating func timedOut(segment: Int, at now: Instant) {
    retries += 1
    congestion.timedOut(underWay: next - unacknowledged, segment: segment, isFirst: retries == 1)
    // The peer may have thrown away what it reported (RFC 2018, 8).
    if retries > 1 { recovery.scoreboard.removeAll() }
    recovery.presumed = 0
    recovery.duplicates = 0
    recovery.begin(.timeout, unacknowledged: unacknowledged, next: next, edge: next)
    roundTrip.backOff()
    timed = nil
    timer = (.retransmission, now + roundTrip.timeout)
  }

  /// The path takes less than was sent: what is under way is sent again in shorter segments (RFC 1191, 6.5).
  mutating func resized(to segment: Int) {
    congestion.segmentChanged(to: segment)
    guard next > unacknowledged, unacknowledged > 0 else { return }
    recovery.presumed = 0
    recovery.duplicates = 0
    recovery.begin(.resize, unacknowledged: unacknowledged, next: next, edge: next)
    timed = nil
  }
}
