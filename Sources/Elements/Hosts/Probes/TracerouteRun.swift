import Dataplane
import Wire

/// A way that is being looked for, one question at a time: a state machine without packets and without a clock of its own.
struct TracerouteRun: Sendable {
  /// What is to be done next.
  enum Step: Sendable, Hashable {
    /// Send a datagram with this time to live to this port, and ask again.
    case send(timeToLive: UInt8, port: UInt16)
    /// Ask again at this time.
    case wait(until: Instant)
    /// It is over.
    case done(TracerouteOutcome)
  }

  /// The port of the first question; each question has one of its own.
  static let firstPort: UInt16 = 33_434
  /// The most questions to one hop.
  static let attemptsMax = 100
  /// Octets of a question: what traceroute(8) sends, so that the whole is 60 octets of IPv4.
  static let payloadLength = 32

  let probe: TracerouteProbe
  private let hopsMax: Int
  private let attempts: Int
  private let timeout: Nanoseconds
  /// What has come of it so far.
  private(set) var outcome = TracerouteOutcome()
  private var distance = 1
  private var questions = 0
  /// When the questions to this hop were sent.
  private var sentAt: [Instant] = []
  private var isOver = false

  init(_ probe: TracerouteProbe) {
    self.probe = probe
    hopsMax = min(max(probe.hopsMax, 1), 255)
    attempts = min(max(probe.attempts, 1), TracerouteRun.attemptsMax)
    timeout = Nanoseconds(probe.timeout)
  }

  /// What is to be done at `now`.
  mutating func step(at now: Instant) -> Step {
    if isOver { return .done(outcome) }
    if let last = sentAt.last {
      if now < last + timeout { return .wait(until: last + timeout) }
      if sentAt.count >= attempts { finishHop(TracerouteOutcome.Hop(distance: distance)) }
      if isOver { return .done(outcome) }
    }
    sentAt.append(now)
    questions += 1
    return .send(timeToLive: UInt8(distance), port: TracerouteRun.firstPort &+ UInt16(questions - 1))
  }

  /// An error came about the question to `port`.
  mutating func rejected(_ rejection: Rejection, port: UInt16, at now: Instant) {
    let roundTrip = question(port).map { Duration.nanoseconds(Int64(clamping: (now - sentAt[$0]).count)) }
    guard !isOver, let roundTrip else { return }
    var hop = TracerouteOutcome.Hop(distance: distance, address: rejection.source, roundTrip: roundTrip)
    if rejection.source == nil { hop.roundTrip = nil }
    if rejection.cause != .timeExceeded {
      hop.rejection = rejection
      isOver = true
    }
    // Linux takes the answer of the destination as the end, whatever it says of the port.
    outcome.isReached = rejection.cause == .portUnreachable && rejection.source == probe.destination
    finishHop(hop)
  }

  /// The destination itself answered: something listens on the port.
  mutating func received(from source: IPAddress, port: UInt16, at now: Instant) {
    guard !isOver, source == probe.destination, let index = question(port) else { return }
    isOver = true
    outcome.isReached = true
    let roundTrip = Duration.nanoseconds(Int64(clamping: (now - sentAt[index]).count))
    finishHop(TracerouteOutcome.Hop(distance: distance, address: source, roundTrip: roundTrip))
  }

  private mutating func finishHop(_ hop: TracerouteOutcome.Hop) {
    outcome.hops.append(hop)
    distance += 1
    sentAt.removeAll()
    if distance > hopsMax { isOver = true }
  }

  /// Which question to this hop had the port.
  private func question(_ port: UInt16) -> Int? {
    let index = Int(port) - Int(TracerouteRun.firstPort) - (questions - sentAt.count)
    return sentAt.indices.contains(index) ? index : nil
  }
}
