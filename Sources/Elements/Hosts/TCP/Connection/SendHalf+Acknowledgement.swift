import Dataplane
import Wire

extension SendHalf {
  /// Everything below `position`, which lies beyond ``unacknowledged`` and not beyond ``next``, has arrived.
  /// `echo`: the round trip as the timestamps tell it.
  mutating func acknowledged(to position: Int, segment: Int, echo: Nanoseconds?, at now: Instant) {
    let before = next - unacknowledged
    let count = position - unacknowledged
    unacknowledged = position
    let octets = min(position, end) - queueStart
    if octets > 0 {
      queue.removeFirst(octets)
      queueStart += octets
    }
    measure(position, echo: echo, at: now)
    retries = 0
    waitingSince = now
    recovery.scoreboard.removeBelow(position)
    recover(count, underWay: before, segment: segment)
    timer = next > unacknowledged ? (.retransmission, now + roundTrip.timeout) : nil
  }

  private mutating func measure(_ position: Int, echo: Nanoseconds?, at now: Instant) {
    if let sample = timed {
      guard position >= sample.end else { return }
      roundTrip.measured(now - sample.at)
      timed = nil
    } else if roundTrip.doublings > 0, let echo {
      roundTrip.measured(echo)
    }
  }

  /// What an acknowledgement of `count` octets says of losses, and of the congestion window.
  private mutating func recover(_ count: Int, underWay: Int, segment: Int) {
    switch recovery.phase {
    case .none:
      recovery.duplicates = 0
      recovery.presumed = 0
      if isLimited || 2 * underWay >= congestion.window { congestion.acknowledged(count, segment: segment) }
    case .resize:
      if unacknowledged >= recovery.point { recovery.end() }
    case .timeout:
      congestion.acknowledged(count, segment: segment)
      if unacknowledged >= recovery.point { recovery.end() }
    case .fast:
      guard unacknowledged < recovery.point else {
        recovery.end()
        break
      }
      // A partial acknowledgement: the next segment is lost too (RFC 6582, 3.2, step 5).
      recovery.presumed = max(recovery.presumed - max(count - segment, 0), 0)
      if recovery.resent <= unacknowledged {
        recovery.resent = unacknowledged
        recovery.lostEdge = max(recovery.lostEdge, min(unacknowledged + segment, next))
        recovery.mustResend = true
      }
    }
    isLimited = false
  }

  /// An acknowledgement of nothing new: takes what the peer reports, and finds out by it, or by the third of its kind, what
  /// is lost (RFC 5681, 3.2; RFC 6675, 5). `isDuplicate`: it has no data and the window of the one before.
  mutating func repeated(_ blocks: TCPSelectiveAcks, isDuplicate: Bool, segment: Int) {
    guard next > unacknowledged, unacknowledged > 0 else { return }
    if usesSelectiveAcks {
      guard note(blocks) else { return }
      recovery.duplicates += 1
    } else {
      switch recovery.phase {
      case .none, .fast: break
      case .timeout, .resize: return
      }
      guard isDuplicate else { return }
      recovery.duplicates += 1
      recovery.presumed = min(recovery.presumed + segment, max(next - unacknowledged - segment, 0))
    }
    detectLoss(segment: segment)
  }

  /// Takes the blocks of an acknowledgement; true where one of them was news.
  mutating func note(_ blocks: TCPSelectiveAcks) -> Bool {
    guard usesSelectiveAcks else { return false }
    var isNews = false
    for index in 0..<blocks.count {
      let left = space.position(of: blocks[index].left, near: unacknowledged)
      let right = space.position(of: blocks[index].right, near: unacknowledged)
      guard left > unacknowledged, left < right, right <= next else { continue }
      if recovery.scoreboard.insert(left..<right) { isNews = true }
    }
    return isNews
  }

  /// Begins or widens a recovery, where what has arrived shows that something before it has not.
  mutating func detectLoss(segment: Int) {
    let edge = usesSelectiveAcks ? recovery.scoreboard.lossEdge(segment: segment) ?? 0 : 0
    switch recovery.phase {
    case .timeout, .resize: break
    case .fast: recovery.lostEdge = max(recovery.lostEdge, edge)
    case .none:
      guard recovery.duplicates >= 3 || edge > unacknowledged else { return }
      // Duplicates of what a timeout sent twice are no sign of loss (RFC 6582, 4).
      guard usesSelectiveAcks || unacknowledged > recovery.point else { return }
      congestion.lost(underWay: next - unacknowledged, segment: segment)
      recovery.begin(
        .fast, unacknowledged: unacknowledged, next: next, edge: max(edge, min(unacknowledged + segment, next)))
    }
  }
}
