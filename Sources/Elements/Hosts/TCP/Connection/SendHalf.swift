import Dataplane
import Wire

/// The sending direction of a connection: what is to be sent, what is under way, and when it is sent again
/// (RFC 9293, 3.3.1: the SND variables; RFC 5681, RFC 6298, RFC 6675).
struct SendHalf: Sendable {
  /// A piece of the sequence space that is to be sent.
  struct Run: Equatable {
    var position: Int
    var count: Int
    var isFinish: Bool
    var isLast: Bool
  }

  /// What the timer waits for.
  enum Timer: Sendable {
    /// An acknowledgement (RFC 6298).
    case retransmission
    /// The peer's window (RFC 9293, 3.8.6.1).
    case persist
  }

  let space: SequenceSpace
  var queue = ByteQueue()
  /// The position of the queue's first octet.
  var queueStart = 1
  /// True where a FIN follows the queue.
  var isClosing = false
  /// SND.UNA: the first position that was not acknowledged.
  var unacknowledged = 0
  /// SND.NXT: the first position that was never sent.
  var next = 0
  /// SND.WND: octets from ``unacknowledged`` on that the peer takes.
  private(set) var window = 0
  /// The widest window that the peer has advertised (RFC 5961, 5.2).
  private(set) var windowMax = 0
  /// SND.WL1 and SND.WL2: the segment that the window was taken from last.
  var windowSource = (sequence: 0, acknowledgement: 0)
  /// Bits by which the peer's windows are shifted.
  var scale: UInt8 = 0
  var congestion: CongestionControl
  var roundTrip: RoundTripTimer
  var recovery = LossRecovery()
  /// True where the peer reports what it has (RFC 2018).
  var usesSelectiveAcks = false

  var timer: (kind: Timer, deadline: Instant)?
  /// Timeouts in a row, or probes of a shut window.
  var retries = 0
  /// Since when the oldest octet under way has waited.
  var waitingSince = Instant.zero
  var lastSent: Instant?
  /// The segment whose round trip is measured; none that was sent twice (RFC 6298, 3: Karn).
  var timed: (end: Int, at: Instant)?
  /// The position behind the last segment that was not full.
  var shortEnd = 0
  /// True where the congestion window held something back.
  var isLimited = false

  init(initial: UInt32, segment: Int, settings: TCPSettings) {
    space = SequenceSpace(initial: initial)
    congestion = CongestionControl(segment: segment)
    roundTrip = RoundTripTimer(settings)
  }

  /// The position behind the queue: the FIN's, where there is one.
  var end: Int { queueStart + queue.count }
  /// True where the FIN was sent.
  var isFinishSent: Bool { next > end }
  /// True where the FIN was acknowledged.
  var isFinishAcknowledged: Bool { unacknowledged > end }
  /// True where something waits that was never sent.
  var hasUnsent: Bool { next < end || (isClosing && !isFinishSent) }
  /// Octets of data that were acknowledged.
  var acknowledgedCount: Int { queueStart - 1 }
  /// Since when what is under way has waited; `nil` where nothing is.
  var waiting: Instant? { next > unacknowledged || timer?.kind == .persist ? waitingSince : nil }

  /// Takes octets to be sent, up to `limit` that are not acknowledged; returns how many.
  mutating func enqueue(_ bytes: ArraySlice<UInt8>, limit: Int) -> Int {
    let count = max(min(bytes.count, limit - queue.count), 0)
    if count > 0 { queue.append(bytes.prefix(count)) }
    return count
  }

  /// The octets of a run.
  func payload(_ run: Run) -> [UInt8] { queue.copy(from: run.position - queueStart, count: run.count) }

  /// The SYN was sent.
  mutating func synchronizing(at now: Instant) {
    if next == 0 {
      timed = (1, now)
      waitingSince = now
    } else {
      timed = nil
    }
    next = max(next, 1)
    timer = (.retransmission, now + roundTrip.timeout)
  }

  /// Forgets everything that was to be sent.
  mutating func stop() {
    _ = queue.removeAll()
    timer = nil
    timed = nil
  }

  /// Takes the window of a segment, unless a later one has spoken (RFC 9293, 3.10.7.4). True where it is another.
  mutating func updateWindow(_ width: Int, sequence: Int, acknowledgement: Int) -> Bool {
    guard
      windowSource.sequence < sequence
        || (windowSource.sequence == sequence && windowSource.acknowledgement <= acknowledgement)
    else { return false }
    windowSource = (sequence, acknowledgement)
    defer { window = width }
    windowMax = max(windowMax, width)
    return window != width
  }

  /// The peer has answered a probe of its window.
  mutating func answered(at now: Instant) {
    retries = 0
    waitingSince = now
    guard window > 0 else { return }
    roundTrip.restart()
  }
}
