import Dataplane
import Wire

/// Echo requests under way: a state machine without packets and without a clock of its own.
struct PingRun: Sendable {
  /// What is to be done next.
  enum Step: Sendable, Hashable {
    /// Send the request of this number, from 0, and ask again.
    case send(Int)
    /// Ask again at this time.
    case wait(until: Instant)
    /// It is over.
    case done
  }

  private struct Request: Sendable {
    var sentAt: Instant
    var isOpen = true
    var isAnswered = false
  }

  /// The most requests of one probe.
  static let countMax = 1_000_000
  /// The least time between two requests.
  static let intervalMin = Nanoseconds.microseconds(1)

  let probe: PingProbe
  /// What has come of it so far.
  private(set) var outcome = PingOutcome()
  private let count: Int
  private let interval: Nanoseconds
  private let timeout: Nanoseconds
  private var nextSend: Instant
  private var requests: [Request] = []
  private var firstOpen = 0
  private var openCount = 0

  init(_ probe: PingProbe, at now: Instant) {
    self.probe = probe
    count = min(max(probe.count, 1), PingRun.countMax)
    interval = max(Nanoseconds(probe.interval), PingRun.intervalMin)
    timeout = Nanoseconds(probe.timeout)
    nextSend = now
  }

  /// What is to be done at `now`. A request that is to be sent counts as sent.
  mutating func step(at now: Instant) -> Step {
    while firstOpen < requests.count, !requests[firstOpen].isOpen || requests[firstOpen].sentAt + timeout <= now {
      if requests[firstOpen].isOpen { close(firstOpen) }
      firstOpen += 1
    }
    if requests.count < count, nextSend <= now {
      requests.append(Request(sentAt: now))
      openCount += 1
      nextSend = nextSend + interval
      outcome.sent += 1
      return .send(requests.count - 1)
    }
    if requests.count == count && openCount == 0 { return .done }
    let timeoutAt = firstOpen < requests.count ? requests[firstOpen].sentAt + timeout : .distantFuture
    return .wait(until: requests.count < count ? min(nextSend, timeoutAt) : timeoutAt)
  }

  /// An answer came, to the last request with this sequence number. What comes after its time counts for nothing.
  mutating func answered(_ sequence: UInt16, at now: Instant) {
    guard let index = index(of: sequence) else { return }
    if requests[index].isAnswered {
      outcome.duplicates += 1
    } else if requests[index].isOpen {
      requests[index].isAnswered = true
      outcome.received += 1
      outcome.roundTrips.append(.nanoseconds(Int64(clamping: (now - requests[index].sentAt).count)))
      close(index)
    }
  }

  /// An error came about the last request with this sequence number.
  mutating func rejected(_ sequence: UInt16, _ rejection: Rejection) {
    guard let index = index(of: sequence), requests[index].isOpen else { return }
    close(index)
    if !outcome.rejections.contains(rejection) { outcome.rejections.append(rejection) }
  }

  /// The host has no way to the destination: nothing more is sent.
  mutating func fail(_ rejection: Rejection) {
    for index in firstOpen..<requests.count where requests[index].isOpen { close(index) }
    if !outcome.rejections.contains(rejection) { outcome.rejections.append(rejection) }
  }

  private mutating func close(_ index: Int) {
    requests[index].isOpen = false
    openCount -= 1
  }

  private func index(of sequence: UInt16) -> Int? {
    guard !requests.isEmpty else { return nil }
    // Sequence numbers begin at 1, as ping(8) has them.
    let last = requests.count - 1
    let index = last - (last - (Int(sequence) - 1)) & 0xffff
    return index >= 0 ? index : nil
  }
}
