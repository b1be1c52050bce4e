import Dataplane
import Wire

/// A datagram that waits for its answer: a state machine without packets and without a clock of its own.
struct DatagramRun: Sendable {
  /// What is to be done next.
  enum Step: Sendable, Hashable {
    /// Send the datagram, and ask again.
    case send
    /// Ask again at this time.
    case wait(until: Instant)
    /// It is over.
    case done(UDPOutcome)
  }

  /// The most attempts of one probe.
  static let attemptsMax = 1000

  let probe: UDPProbe
  private let startedAt: Instant
  private let deadline: Instant
  private let distance: Nanoseconds
  private let attempts: Int
  private var sent = 0
  private var nextSend: Instant
  private var outcome: UDPOutcome?

  init(_ probe: UDPProbe, at now: Instant) {
    self.probe = probe
    attempts = min(max(probe.attempts, 1), DatagramRun.attemptsMax)
    let timeout = Nanoseconds(probe.timeout)
    startedAt = now
    deadline = now + timeout
    distance = Nanoseconds(timeout.count / UInt64(attempts))
    nextSend = now
  }

  /// What is to be done at `now`.
  mutating func step(at now: Instant) -> Step {
    if let outcome { return .done(outcome) }
    if sent < attempts, nextSend <= now {
      sent += 1
      nextSend = nextSend + distance
      return .send
    }
    if now >= deadline { return .done(.unanswered) }
    return .wait(until: sent < attempts ? min(nextSend, deadline) : deadline)
  }

  /// Somebody sent a datagram to the probe's port.
  mutating func received(_ payload: [UInt8], from source: IPAddress, port: UInt16, at now: Instant) {
    guard outcome == nil, source == probe.destination, port == probe.port else { return }
    outcome = .answered(payload, after: .nanoseconds(Int64(clamping: (now - startedAt).count)))
  }

  /// An error came about the probe's datagram. One that was too long for the path is sent in pieces the next time.
  mutating func rejected(_ rejection: Rejection) {
    if case .packetTooBig = rejection.cause, rejection.source != nil, sent < attempts { return }
    if outcome == nil { outcome = .rejected(rejection) }
  }
}
