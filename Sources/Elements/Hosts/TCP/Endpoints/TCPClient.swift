import Dataplane

/// A ``TCPProbe`` under way: what it still has to send, and what has come of it.
struct TCPClient: Sendable {
  /// What is sent as filling, over and over.
  private static let filling: [UInt8] = (0..<65_536).map { UInt8(truncatingIfNeeded: 0x20 + $0 % 95) }

  let id: UInt64
  private let probe: TCPProbe
  private let startedAt: Instant
  /// When the probe ends, whatever has come of it.
  let deadline: Instant
  private var payload: ArraySlice<UInt8>
  private var fillingLeft: Int
  private let total: Int
  private var outcome = TCPOutcome(.timedOut)
  private var isOpen = false

  init(_ probe: TCPProbe, id: UInt64, at now: Instant) {
    self.id = id
    self.probe = probe
    startedAt = now
    deadline = now + Nanoseconds(probe.timeout)
    payload = probe.payload[...]
    fillingLeft = max(probe.fillingLength, 0)
    total = payload.count + fillingLeft
  }

  /// Does what can be done now; the outcome, once there is nothing more to wait for.
  mutating func carry(_ connection: inout TCPConnection, _ events: TCPEvents, at now: Instant) -> TCPOutcome? {
    if events.contains(.opened) {
      isOpen = true
      outcome.opening = .open(after: duration(at: now))
    }
    if isOpen {
      fill(&connection)
      read(&connection)
    }
    outcome.acknowledgedCount = connection.acknowledgedCount
    if isOpen, isSatisfied(connection) {
      outcome.isComplete = true
      return end(&connection, at: now)
    }
    if let failure = connection.failure {
      if !isOpen { outcome.opening = opening(failure) }
      return end(&connection, at: now)
    }
    let isOver = connection.state == .closed || deadline <= now || isHopeless(connection)
    return isOver ? end(&connection, at: now) : nil
  }

  private mutating func fill(_ connection: inout TCPConnection) {
    if !payload.isEmpty { payload.removeFirst(connection.send(payload)) }
    while payload.isEmpty, fillingLeft > 0 {
      let count = connection.send(TCPClient.filling.prefix(fillingLeft))
      guard count > 0 else { return }
      fillingLeft -= count
    }
  }

  private mutating func read(_ connection: inout TCPConnection) {
    guard connection.readableCount > 0 else { return }
    let bytes = connection.read()
    outcome.receivedCount += bytes.count
    outcome.received += bytes.prefix(TCPOutcome.receivedMax - outcome.received.count)
  }

  private func isSatisfied(_ connection: TCPConnection) -> Bool {
    switch probe.end {
    case .open: true
    case .sent: connection.acknowledgedCount >= total
    case .octets(let count): outcome.receivedCount >= count
    case .closed: connection.isPeerClosed
    }
  }

  /// True where the peer has had its say, and it was not enough.
  private func isHopeless(_ connection: TCPConnection) -> Bool {
    switch probe.end {
    case .octets: connection.isPeerClosed
    case .open, .sent, .closed: false
    }
  }

  private func opening(_ failure: TCPFailure) -> TCPOutcome.Opening {
    switch failure {
    case .refused, .reset: .refused
    case .rejected(let rejection): .rejected(rejection)
    case .timedOut, .aborted: .timedOut
    }
  }

  private func duration(at now: Instant) -> Duration {
    .nanoseconds(Int64(clamping: (now - startedAt).count))
  }

  /// The outcome, and the end of the connection: in order where the probe has what it wanted, and at once otherwise.
  private mutating func end(_ connection: inout TCPConnection, at now: Instant) -> TCPOutcome {
    outcome.duration = duration(at: now)
    if outcome.isComplete { connection.abandon(at: now) } else { connection.abort() }
    return outcome
  }
}
