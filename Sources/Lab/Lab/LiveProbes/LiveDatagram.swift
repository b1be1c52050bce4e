import Hosts
import Linux
import SystemPackage
import Wire

/// One datagram, sent until it is answered, over a kernel socket.
enum LiveDatagram {
  /// The most attempts of one probe.
  private static let attemptsMax = 1000

  /// Sends and waits, and answers what came of it.
  static func run(_ probe: UDPProbe, in setting: ProbeSetting) throws(Errno) -> UDPOutcome {
    let socket = try setting.open(.datagram, reaching: probe.destination)
    do throws(Errno) {
      try socket.connect(to: setting.endpoint(probe.destination, port: probe.port))
    } catch {
      if error.isMachineFault { throw error }
      return .rejected(Rejection(error))
    }
    let own = socket.localEndpoint?.address
    let first = SentMoment()
    let deadline = first.monotonic.later(by: probe.timeout)
    let attemptsMax = min(max(1, probe.attempts), attemptsMax)
    let distance = probe.timeout / attemptsMax
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    var attempts = 0
    while true {
      let now = SystemClock.monotonic()
      // Who waits for nothing has sent it all the same.
      if attempts > 0, now >= deadline { return .unanswered }
      if attempts < attemptsMax, now >= first.monotonic.later(by: distance * attempts) {
        attempts += 1
        do throws(Errno) {
          try socket.send(probe.payload[...])
        } catch {
          if error.isMachineFault { throw error }
          if !error.isJustNotYet { return .rejected(rejection(error, of: socket, own)) }
        }
      }
      let next = attempts < attemptsMax ? min(deadline, first.monotonic.later(by: distance * attempts)) : deadline
      if try setting.wait(for: socket, .readable, until: next).isInterrupted { return .unanswered }
      while let error = socket.nextError() {
        let rejection = Rejection(error, own: own)
        // One that was too long for the path is sent in pieces the next time.
        if case .packetTooBig = rejection.cause, rejection.source != nil, attempts < attemptsMax { continue }
        return .rejected(rejection)
      }
      _ = socket.takePendingError()
      do throws(Errno) {
        let arrival = try socket.receive(into: &buffer)
        return .answered(Array(buffer[..<arrival.count]), after: first.elapsed(until: arrival.time))
      } catch {
        if error.isMachineFault { throw error }
        if !error.isJustNotYet { return .rejected(rejection(error, of: socket, own)) }
      }
    }
  }

  /// Why the call failed: by what was kept, where something was.
  private static func rejection(_ error: Errno, of socket: borrowing InetSocket, _ own: InetAddress?) -> Rejection {
    socket.nextError().map { Rejection($0, own: own) } ?? Rejection(error)
  }
}
