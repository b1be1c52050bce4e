import Hosts
import Linux
import Synchronization
import SystemPackage
import Wire

/// Echo requests over a raw socket. An answer counts within its request's time, and an
/// error ends its request.
struct LivePing: ~Copyable {
  /// The most requests of one probe.
  private static let countMax = 1_000_000
  /// Requests that wait for their answers, at most: half of the sequence numbers.
  private static let waitingMax = 32_768
  /// Requests sent before answers are looked at.
  private static let burstMax = 64
  /// Without an interval, the time after which the next request is sent though `burstMax` wait for their answers.
  private static let floodInterval = Duration.milliseconds(10)

  /// A request that was sent.
  private struct Request {
    let moment: SentMoment
    /// An answer or an error has come.
    var isSettled = false
    /// An answer has come.
    var isAnswered = false
  }

  private let probe: PingProbe
  private let count: Int
  private let setting: ProbeSetting
  private let socket: InetSocket
  private let own: InetAddress?
  private var message: EchoMessage
  private var outcome = PingOutcome()
  /// The requests that are remembered, by the lower bits of their numbers.
  private var requests: [Request?]
  /// The number of the next request.
  private var next = 0
  /// The first request that may still be answered in time.
  private var oldest = 0
  private var unsettled = 0
  private var buffer = [UInt8](repeating: 0, count: 1 << 16 + 128)

  /// Pings, and answers what came of it.
  static func run(_ probe: PingProbe, in setting: ProbeSetting) throws(Errno) -> PingOutcome {
    let socket = try setting.open(.icmp, reaching: probe.destination)
    try socket.setUnfragmented(probe.dontFragment)
    do throws(Errno) {
      try socket.connect(to: setting.endpoint(probe.destination))
    } catch {
      if error.isMachineFault { throw error }
      var outcome = PingOutcome()
      outcome.sent = probe.count
      outcome.rejections = [Rejection(error)]
      return outcome
    }
    let identifier = LivePing.nextIdentifier()
    try socket.acceptEchoes(identifier: identifier)
    var ping = LivePing(probe, setting, consume socket, identifier: identifier)
    try ping.run()
    return ping.outcome
  }

  private init(_ probe: PingProbe, _ setting: ProbeSetting, _ socket: consuming InetSocket, identifier: UInt16) {
    self.probe = probe
    count = min(max(probe.count, 1), LivePing.countMax)
    self.setting = setting
    own = socket.localEndpoint?.address
    self.socket = socket
    message = EchoMessage(
      probe.destination.version, identifier: identifier, payloadLength: min(probe.payloadLength, 65_507))
    requests = Array(repeating: nil, count: min(count, LivePing.waitingMax))
  }

  /// Pings of one process do not share their identifiers; where they begin is left to chance, for other programs' sake.
  private static func nextIdentifier() -> UInt16 { identifiers.wrappingAdd(1, ordering: .relaxed).newValue }
  private static let identifiers = Atomic<UInt16>(.random(in: 0 ... .max))

  private mutating func run() throws(Errno) {
    let start = SystemClock.monotonic()
    while true {
      try sendDue(start)
      let now = SystemClock.monotonic()
      forgetLate(now)
      if next >= count && unsettled == 0 { return }
      let readiness = try setting.wait(for: socket, .readable, until: nextEvent(start))
      if readiness.isInterrupted { return }
      takeErrors()
      try takeAnswers()
    }
  }

  /// When request `number` is to be sent. Without an interval: as the answers come, or a hundred a second, whichever is
  /// more, as ping(8) floods.
  private func due(_ number: Int, _ start: Int64) -> Int64 {
    if probe.interval <= .zero {
      guard unsettled >= LivePing.burstMax, let last = requests[(number - 1) % requests.count] else { return start }
      return last.moment.monotonic.later(by: LivePing.floodInterval)
    }
    let (distance, overflow) = Int64(number).multipliedReportingOverflow(by: probe.interval.wholeNanoseconds)
    return overflow ? .max : start.later(by: .nanoseconds(distance))
  }

  /// When there is something to do even where nothing comes.
  private func nextEvent(_ start: Int64) -> Int64 {
    var moment = Int64.max
    if next < count && next - oldest < requests.count { moment = due(next, start) }
    if oldest < next, let first = requests[oldest % requests.count] {
      moment = min(moment, first.moment.monotonic.later(by: probe.timeout))
    }
    return moment
  }

  private mutating func sendDue(_ start: Int64) throws(Errno) {
    var burst = 0
    while next < count, next - oldest < requests.count, burst < LivePing.burstMax,
      due(next, start) <= SystemClock.monotonic()
    {
      burst += 1
      let number = next
      let request = Request(moment: SentMoment())
      let refusal = try send(message.request(UInt16(truncatingIfNeeded: number + 1)))
      next += 1
      outcome.sent += 1
      requests[number % requests.count] = request
      unsettled += 1
      if let refusal { settle(number, refusal) }
    }
  }

  /// Sends one request. An error that waits is another request's, and is taken first.
  private mutating func send(_ bytes: ArraySlice<UInt8>) throws(Errno) -> Rejection? {
    for _ in 0..<4 {
      takeErrors()
      do throws(Errno) {
        try socket.send(bytes)
        return nil
      } catch {
        if error.isMachineFault { throw error }
        // A queue that is full loses the packet, as it would further on.
        if error.isJustNotYet { return nil }
        if let kept = socket.nextError() {
          if kept.origin == .local { return Rejection(kept, own: own) }
          take(kept)
        } else {
          return Rejection(error)
        }
      }
    }
    return nil
  }

  private mutating func takeErrors() {
    while let error = socket.nextError() { take(error) }
    _ = socket.takePendingError()
  }

  private mutating func take(_ error: SocketError) {
    guard let sequence = message.quoted(in: error.packet), let number = number(of: sequence) else { return }
    settle(number, Rejection(error, own: own))
  }

  private mutating func takeAnswers() throws(Errno) {
    while true {
      let arrival: InetSocket.Arrival
      do throws(Errno) {
        arrival = try socket.receive(into: &buffer)
      } catch {
        if error.isMachineFault { throw error }
        return
      }
      guard let sequence = message.answered(by: buffer[..<arrival.count]), let number = number(of: sequence),
        let request = requests[number % requests.count]
      else { continue }
      answer(number, request, after: request.moment.elapsed(until: arrival.time))
    }
  }

  private mutating func answer(_ number: Int, _ request: Request, after delay: Duration) {
    if request.isAnswered {
      outcome.duplicates += 1
    } else if !request.isSettled && delay <= probe.timeout {
      outcome.received += 1
      outcome.roundTrips.append(delay)
      requests[number % requests.count]?.isAnswered = true
      settle(number)
    }
  }

  /// Nothing more is waited for, for this request.
  private mutating func settle(_ number: Int, _ rejection: Rejection? = nil) {
    if let rejection, !outcome.rejections.contains(rejection) { outcome.rejections.append(rejection) }
    if requests[number % requests.count]?.isSettled == false {
      requests[number % requests.count]?.isSettled = true
      unsettled -= 1
    }
  }

  /// The latest request of that sequence number, where it is remembered.
  private func number(of sequence: UInt16) -> Int? {
    // They begin at 1, as those of ping(8) do.
    let distance = Int(UInt16(truncatingIfNeeded: next) &- sequence)
    let number = next - 1 - distance
    return number >= 0 && distance < requests.count ? number : nil
  }

  /// Gives up on requests whose time has passed.
  private mutating func forgetLate(_ now: Int64) {
    while oldest < next, let request = requests[oldest % requests.count],
      request.isSettled || request.moment.monotonic.later(by: probe.timeout) <= now
    {
      settle(oldest)
      oldest += 1
    }
  }
}
