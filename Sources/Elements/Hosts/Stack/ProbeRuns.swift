import Dataplane
import Wire

/// The probes that are running, each with whom it will answer.
struct ProbeRuns {
  /// Whom a probe answers.
  typealias Answer = CheckedContinuation<ProbeOutcome, Never>

  /// When a probe is next looked at: one timer at a time, unless an earlier one is needed.
  struct Alarm {
    private var time = Instant.distantFuture

    /// True where a timer is to be set for `deadline`.
    mutating func sets(_ deadline: Instant, at now: Instant) -> Bool {
      guard deadline < time || time <= now else { return false }
      time = deadline
      return deadline != .distantFuture
    }
  }

  struct Ping {
    var run: PingRun
    var alarm = Alarm()
    let answer: Answer
  }

  /// What waits on a UDP port.
  struct Datagram {
    enum Kind {
      case exchange(DatagramRun)
      case way(TracerouteRun)
    }

    var kind: Kind
    var alarm = Alarm()
    let answer: Answer

    var destination: IPAddress {
      switch kind {
      case .exchange(let run): run.probe.destination
      case .way(let run): run.probe.destination
      }
    }

    /// A datagram came.
    mutating func received(_ payload: [UInt8], from source: IPAddress, port: UInt16, at now: Instant) {
      switch kind {
      case .exchange(var run):
        run.received(payload, from: source, port: port, at: now)
        kind = .exchange(run)
      case .way(var run):
        run.received(from: source, port: port, at: now)
        kind = .way(run)
      }
    }

    /// An error came about a datagram to `port`; only what was asked is answered.
    mutating func rejected(_ rejection: Rejection, port: UInt16, at now: Instant) {
      switch kind {
      case .exchange(var run):
        guard run.probe.port == port else { return }
        run.rejected(rejection)
        kind = .exchange(run)
      case .way(var run):
        run.rejected(rejection, port: port, at: now)
        kind = .way(run)
      }
    }
  }

  /// Pings by the identifier of their echo requests.
  var pings: [UInt16: Ping] = [:]
  /// UDP probes and traceroutes, by their port.
  var datagrams: [UInt16: Datagram] = [:]
  /// TCP probes, by the number that the endpoints know them by.
  var connections: [UInt64: Answer] = [:]
  private var lastIdentifier: UInt16 = 0
  private var lastConnection: UInt64 = 0

  /// How many are running.
  var count: Int { pings.count + datagrams.count + connections.count }

  /// A number for a TCP probe.
  mutating func takeConnection(_ answer: Answer) -> UInt64 {
    lastConnection &+= 1
    connections[lastConnection] = answer
    return lastConnection
  }

  /// An identifier that no ping has; fewer than 65,536 are running.
  mutating func takeIdentifier() -> UInt16 {
    repeat { lastIdentifier &+= 1 } while pings[lastIdentifier] != nil
    return lastIdentifier
  }

  /// The ports that probes send from (Linux: `ip_local_port_range`).
  static let ports: ClosedRange<UInt16> = 32_768...60_999

  /// A port that nothing has, tried from a random one on; `nil` where all are taken.
  func freePort(random: UInt64, isTaken: (UInt16) -> Bool) -> UInt16? {
    let count = Int(ProbeRuns.ports.upperBound - ProbeRuns.ports.lowerBound) + 1
    let first = Int(random % UInt64(count))
    for step in 0..<count {
      let port = ProbeRuns.ports.lowerBound + UInt16((first + step) % count)
      if datagrams[port] == nil, !isTaken(port) { return port }
    }
    return nil
  }
}
