import Hosts
import Linux
import SystemPackage
import Wire

/// One TCP connection over a kernel socket: opened, used, and closed in good order.
struct LiveConnection: ~Copyable {
  /// How long the peer's end is waited for once the probe has what it wants.
  private static let closingMax = Duration.seconds(1)
  /// How often the kernel is asked what the peer has acknowledged: it does not say so by itself.
  private static let acknowledgementInterval = Duration.microseconds(500)
  /// Octets read or written between two looks at the clock.
  private static let stepMax = 1 << 20

  private let probe: TCPProbe
  private let setting: ProbeSetting
  private let socket: InetSocket
  private let start = SystemClock.monotonic()
  private let deadline: Int64
  private var outcome = TCPOutcome(.timedOut)
  /// Octets handed to the kernel.
  private var written = 0
  /// The peer has ended its sending half.
  private var isPeerFinished = false
  private var buffer = [UInt8](repeating: 0, count: 1 << 16)
  private let filling: [UInt8]

  /// Connects, exchanges and closes, and answers what came of it.
  static func run(_ probe: TCPProbe, in setting: ProbeSetting) throws(Errno) -> TCPOutcome {
    let socket = try setting.open(.stream, reaching: probe.destination)
    var connection = LiveConnection(probe, setting, consume socket)
    try connection.run()
    return connection.outcome
  }

  private init(_ probe: TCPProbe, _ setting: ProbeSetting, _ socket: consuming InetSocket) {
    self.probe = probe
    self.setting = setting
    self.socket = socket
    deadline = start.later(by: probe.timeout)
    filling = [UInt8](repeating: UInt8(ascii: "."), count: min(max(0, probe.fillingLength), 1 << 16))
  }

  private mutating func run() throws(Errno) {
    outcome.opening = try open()
    guard case .open = outcome.opening else {
      outcome.duration = elapsed
      return
    }
    try socket.keepErrors(false)
    try exchange()
    outcome.duration = elapsed
    outcome.acknowledgedCount = acknowledged
    if outcome.isComplete { try close() }
  }

  private var elapsed: Duration { .nanoseconds(SystemClock.monotonic() - start) }

  private func open() throws(Errno) -> TCPOutcome.Opening {
    do throws(Errno) {
      if try socket.connect(to: setting.endpoint(probe.destination, port: probe.port)) { return .open(after: elapsed) }
    } catch {
      return try failure(error)
    }
    while SystemClock.monotonic() < deadline {
      let readiness = try setting.wait(for: socket, .writable, until: deadline)
      if readiness.isInterrupted { break }
      if readiness.events.isEmpty { continue }
      // In this order: to read the queue of errors clears the pending one.
      if let error = socket.takePendingError() { return try failure(error) }
      if readiness.events.contains(.writable) { return .open(after: elapsed) }
      // An error that leaves the connection alone, such as a path's MTU.
      while socket.nextError() != nil {}
    }
    return .timedOut
  }

  /// What it means that the connection failed with `error`, by the ICMP message behind it where there is one.
  private func failure(_ error: Errno) throws(Errno) -> TCPOutcome.Opening {
    if error.isMachineFault { throw error }
    let own = socket.localEndpoint?.address
    while let kept = socket.nextError() {
      if kept.errno == error { return .rejected(Rejection(kept, own: own)) }
    }
    switch error {
    case .connectionRefused, .connectionReset: return .refused
    case .timedOut: return .timedOut
    default: return .rejected(Rejection(error))
    }
  }

  /// Octets that are to be sent in all.
  private var sendingCount: Int { probe.payload.count + max(0, probe.fillingLength) }

  /// Octets that the peer has acknowledged, before the sending half is ended.
  private var acknowledged: Int { max(0, written - socket.unacknowledged) }

  private var isSatisfied: Bool {
    switch probe.end {
    case .open: true
    case .sent: written == sendingCount && socket.unacknowledged == 0
    case .octets(let count): outcome.receivedCount >= count
    case .closed: isPeerFinished
    }
  }

  private mutating func exchange() throws(Errno) {
    while true {
      guard try write(), try read() else { return }
      if isSatisfied {
        outcome.isComplete = true
        return
      }
      guard SystemClock.monotonic() < deadline else { return }
      var interest: EventInterest = []
      if !isPeerFinished { interest.insert(.readable) }
      if written < sendingCount { interest.insert(.writable) }
      let wait =
        probe.end == .sent && written == sendingCount
        ? min(deadline, SystemClock.monotonic().later(by: LiveConnection.acknowledgementInterval)) : deadline
      if try setting.wait(for: socket, interest, until: wait).isInterrupted { return }
    }
  }

  /// Hands over what there is room for. False where the connection is gone.
  private mutating func write() throws(Errno) -> Bool {
    let stop = written + LiveConnection.stepMax
    while written < min(sendingCount, stop) {
      let part: ArraySlice<UInt8>
      if written < probe.payload.count {
        part = probe.payload[written...]
      } else {
        part = filling.prefix(sendingCount - written)
      }
      do throws(Errno) {
        written += try socket.send(part)
      } catch {
        if error.isMachineFault { throw error }
        return error.isJustNotYet
      }
    }
    return true
  }

  /// Takes what has come. False where the connection is gone.
  private mutating func read() throws(Errno) -> Bool {
    var taken = 0
    while taken < LiveConnection.stepMax && !isPeerFinished {
      do throws(Errno) {
        let count = try socket.receive(into: &buffer).count
        taken += count
        isPeerFinished = count == 0
        outcome.receivedCount += count
        let room = TCPOutcome.receivedMax - outcome.received.count
        outcome.received += buffer[..<min(count, room)]
      } catch {
        if error.isMachineFault { throw error }
        return error.isJustNotYet
      }
    }
    return true
  }

  /// Ends this half and waits for the peer to end its own, so that neither side sees a reset.
  private mutating func close() throws(Errno) {
    do throws(Errno) { try socket.finish() } catch { return }
    let end = SystemClock.monotonic().later(by: LiveConnection.closingMax)
    while !isPeerFinished && SystemClock.monotonic() < end {
      if try setting.wait(for: socket, .readable, until: end).isInterrupted { return }
      var arrived = 0
      repeat {
        do throws(Errno) {
          arrived = try socket.receive(into: &buffer).count
        } catch {
          if !error.isJustNotYet { return }
          break
        }
        isPeerFinished = arrived == 0
      } while arrived > 0
    }
  }
}
