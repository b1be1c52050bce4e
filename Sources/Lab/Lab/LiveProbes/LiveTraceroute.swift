import Hosts
import Linux
import SystemPackage
import Wire

/// The routers on the way, by datagrams whose time to live runs out, over a kernel socket. Each question goes to a port of
/// its own, which is how its answer is known.
struct LiveTraceroute: ~Copyable {
  /// The first port that questions go to.
  static let firstPort: UInt16 = 33_434
  /// The most questions to one hop.
  private static let attemptsMax = 100
  /// What a question carries.
  private static let payload = [UInt8](repeating: 0x40, count: 32)

  private let probe: TracerouteProbe
  private let setting: ProbeSetting
  private let socket: InetSocket
  private var own: InetAddress?
  private var outcome = TracerouteOutcome()
  private var port = LiveTraceroute.firstPort
  /// When the questions to this hop were sent, by their ports.
  private var questions: [UInt16: SentMoment] = [:]
  private var buffer = [UInt8](repeating: 0, count: 1 << 16)

  /// What came of one question.
  private enum Answer {
    case hop(TracerouteOutcome.Hop, isLast: Bool)
    case silence
    case interrupted
  }

  /// Looks for the way, and answers what came of it.
  static func run(_ probe: TracerouteProbe, in setting: ProbeSetting) throws(Errno) -> TracerouteOutcome {
    let socket = try setting.open(.datagram, reaching: probe.destination)
    var traceroute = LiveTraceroute(probe, setting, consume socket)
    try traceroute.run()
    return traceroute.outcome
  }

  private init(_ probe: TracerouteProbe, _ setting: ProbeSetting, _ socket: consuming InetSocket) {
    self.probe = probe
    self.setting = setting
    self.socket = socket
    own = LiveTraceroute.source(towards: probe.destination, setting)
  }

  /// The address that the host sends from to `destination`: that of a socket that is connected and sends nothing.
  private static func source(towards destination: IPAddress, _ setting: ProbeSetting) -> InetAddress? {
    guard let socket = try? setting.open(.datagram, reaching: destination),
      (try? socket.connect(to: setting.endpoint(destination, port: firstPort))) != nil
    else { return nil }
    return socket.localEndpoint?.address
  }

  private mutating func run() throws(Errno) {
    for distance in 1...max(1, min(probe.hopsMax, 255)) {
      try socket.setHopLimit(distance)
      questions = [:]
      var hop = TracerouteOutcome.Hop(distance: distance)
      var isLast = false
      attempts: for _ in 0..<min(max(1, probe.attempts), LiveTraceroute.attemptsMax) {
        switch try ask(distance) {
        case .hop(let answered, let last):
          hop = answered
          isLast = last
          break attempts
        case .silence: continue
        case .interrupted: return
        }
      }
      outcome.hops.append(hop)
      if isLast { return }
    }
  }

  /// Sends one question and waits for what comes of it.
  private mutating func ask(_ distance: Int) throws(Errno) -> Answer {
    // An error of an earlier question is not to be taken for one of this call.
    if !questions.isEmpty, let answer = try nextAnswer(distance) { return answer }
    _ = socket.takePendingError()
    let asked = port
    port = port == .max ? LiveTraceroute.firstPort : port + 1
    let moment = SentMoment()
    questions[asked] = moment
    let deadline = moment.monotonic.later(by: probe.timeout)
    do throws(Errno) {
      try socket.send(LiveTraceroute.payload[...], to: setting.endpoint(probe.destination, port: asked))
    } catch {
      if error.isMachineFault { throw error }
      if !error.isJustNotYet { return refused(distance, Rejection(error)) }
    }
    while SystemClock.monotonic() < deadline {
      if try setting.wait(for: socket, .readable, until: deadline).isInterrupted { return .interrupted }
      if let answer = try nextAnswer(distance) { return answer }
    }
    return .silence
  }

  /// The first answer to a question about this hop among what has come.
  private mutating func nextAnswer(_ distance: Int) throws(Errno) -> Answer? {
    while let error = socket.nextError() {
      guard let port = error.destination?.port, let moment = questions[port] else { continue }
      return answer(distance, error, after: moment.elapsed(until: error.arrival))
    }
    do throws(Errno) {
      let arrival = try socket.receive(into: &buffer)
      guard let sender = arrival.sender, let moment = questions[sender.port],
        IPAddress(sender.address) == probe.destination
      else { return nil }
      outcome.isReached = true
      return .hop(
        TracerouteOutcome.Hop(
          distance: distance, address: probe.destination, roundTrip: moment.elapsed(until: arrival.time)), isLast: true)
    } catch {
      if error.isMachineFault { throw error }
      return nil
    }
  }

  /// The host itself did not let the question out.
  private func refused(_ distance: Int, _ rejection: Rejection) -> Answer {
    .hop(TracerouteOutcome.Hop(distance: distance, rejection: rejection), isLast: true)
  }

  private mutating func answer(_ distance: Int, _ error: SocketError, after delay: Duration) -> Answer {
    let rejection = Rejection(error, own: own)
    guard let source = rejection.source else { return refused(distance, rejection) }
    let isTransit = rejection.cause == .timeExceeded
    // The answer of the destination is the end, whatever listens there.
    outcome.isReached = rejection.cause == .portUnreachable && source == probe.destination
    return .hop(
      TracerouteOutcome.Hop(
        distance: distance, address: source, roundTrip: delay, rejection: isTransit ? nil : rejection),
      isLast: !isTransit)
  }
}
