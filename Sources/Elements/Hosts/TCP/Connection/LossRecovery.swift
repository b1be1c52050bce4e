/// Which of the octets under way are presumed lost, and which of those were sent again.
///
/// One picture serves all ways of finding out. Below ``lostEdge``, what the peer has not reported is lost; below ``resent``
/// that was sent again. A timeout moves the edge to the end of what is under way; selective acknowledgements move
/// it as RFC 6675 says; without them, three duplicates move it behind the first segment, and so does each partial
/// acknowledgement (RFC 6582).
struct LossRecovery: Sendable {
  enum Phase: Sendable {
    /// Nothing is lost, as far as is known.
    case none
    /// Loss was found by what came behind it.
    case fast
    /// Nothing came in time.
    case timeout
    /// Segments were too long for the path (RFC 1191, 6.5): no sign of congestion.
    case resize
  }

  var phase = Phase.none
  /// The end of what was under way when the phase began; it is over when that is acknowledged.
  var point = 0
  /// Below it, what was not reported is lost.
  var lostEdge = 0
  /// Below it, what was lost was sent again.
  var resent = 0
  /// What the peer has reported to have.
  var scoreboard = SequenceRanges()
  /// Acknowledgements in a row that said nothing new.
  var duplicates = 0
  /// Octets that must have arrived because of the duplicates, where the peer does not report them.
  var presumed = 0
  /// True where the next lost segment is sent whatever the congestion window says (RFC 6675, 5, step 4.3).
  var mustResend = false

  /// A phase begins: everything from `unacknowledged` to `edge` is lost unless it was reported.
  mutating func begin(_ phase: Phase, unacknowledged: Int, next: Int, edge: Int) {
    self.phase = phase
    point = next
    lostEdge = max(edge, unacknowledged)
    resent = unacknowledged
    mustResend = true
  }

  /// Nothing is lost any more.
  mutating func end() {
    phase = .none
    duplicates = 0
    presumed = 0
    mustResend = false
  }

  /// Octets under way, in the network and not at the peer (RFC 6675, 4: the pipe).
  func underWay(from unacknowledged: Int, to next: Int) -> Int {
    var sum = next - unacknowledged - scoreboard.total - presumed
    let from = max(unacknowledged, resent)
    let to = min(lostEdge, next)
    if from < to { sum -= to - from - scoreboard.covered(in: from..<to) }
    return max(sum, 0)
  }

  /// The first gap that is lost and was not sent again.
  func firstLost(from unacknowledged: Int, to next: Int) -> Range<Int>? {
    let from = max(unacknowledged, resent)
    let to = min(lostEdge, next)
    return from < to ? scoreboard.firstGap(in: from..<to) : nil
  }
}
