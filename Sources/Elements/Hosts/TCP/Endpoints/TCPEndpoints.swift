public import Dataplane
public import Services

/// The TCP of an embedded host: its listeners, its connections, and the probes that it runs, as one value. Checked
/// segments and the time go in; segments with their addresses, and outcomes, come out.
///
/// ```swift
/// var tcp = TCPEndpoints(seed: context.random())
/// tcp.listen(on: 80) { HTTPResponder(host: "web") }
/// tcp.receive(segment, from: peer, to: mine, mtu: 1_500, at: now)
/// for transmission in tcp.takeTransmissions() { ip.send(transmission) }
/// timer.set(tcp.nextDeadline)
/// ```
///
/// After every call that changes something, transmissions, outcomes and the next deadline are to be asked for. A host that
/// neither listens nor connects costs no more than the empty value.
public struct TCPEndpoints: Sendable {
  /// Most connections at once, without those in TIME-WAIT. A SYN beyond is not answered, a probe beyond is rejected.
  public static let connectionsMax = 16_384
  /// Most connections of one listener whose opening is not complete (Linux: 4,096); a SYN beyond is not answered.
  public static let backlogMax = 4_096
  /// Most connections in TIME-WAIT; the oldest gives way.
  public static let timeWaitsMax = 16_384
  /// Most listeners.
  public static let listenersMax = 65_535
  /// The ports that probes connect from (Linux: 32,768…60,999).
  public static let ephemeralPorts: ClosedRange<UInt16> = 32_768...60_999

  struct Listener: Sendable {
    let makeResponder: @Sendable () -> any StreamResponder
    var openingCount = 0
  }

  let settings: TCPSettings
  let secret: UInt64
  var listeners: [UInt16: Listener] = [:]
  var slots: [Endpoint?] = []
  var freeSlots: [Int] = []
  var index: [ConnectionKey: Int] = [:]
  var deadlines = DeadlineHeap()
  var timeWaits = TimeWaitTable()
  var transmissions: [TCPTransmission] = []
  var outcomes: [(id: UInt64, outcome: TCPOutcome)] = []
  var portOffset: UInt16 = 0

  /// What has happened so far.
  public internal(set) var counters = TCPCounters()

  /// A TCP without listeners and connections. `seed`: a random word, from which the ports and the initial sequence
  /// numbers follow.
  public init(seed: UInt64, settings: TCPSettings = TCPSettings()) {
    secret = seed
    self.settings = settings
  }

  /// Takes connections to `port`, each with a responder of its own. It replaces what was there.
  public mutating func listen(on port: UInt16, making makeResponder: @escaping @Sendable () -> any StreamResponder) {
    listeners[port] = Listener(makeResponder: makeResponder, openingCount: listeners[port]?.openingCount ?? 0)
  }

  /// Takes no more connections to `port`; those that there are go on.
  public mutating func stopListening(on port: UInt16) { listeners[port] = nil }

  /// Connections that there are, without those in TIME-WAIT.
  public var connectionCount: Int { index.count }

  /// Connections in TIME-WAIT.
  public var timeWaitCount: Int { timeWaits.count }

  /// Takes the segments that are to be sent now, in their order.
  public mutating func takeTransmissions() -> [TCPTransmission] {
    guard !transmissions.isEmpty else { return [] }
    defer { transmissions = [] }
    return transmissions
  }

  /// Takes the outcomes of the probes that have ended, in the order of their ends.
  public mutating func takeOutcomes() -> [(id: UInt64, outcome: TCPOutcome)] {
    guard !outcomes.isEmpty else { return [] }
    defer { outcomes = [] }
    return outcomes
  }

  /// When ``advance(to:)`` is due; `nil` where nothing is waited for but segments.
  public var nextDeadline: Instant? {
    guard let first = deadlines.first?.deadline else { return timeWaits.nextDeadline }
    return timeWaits.nextDeadline.map { min($0, first) } ?? first
  }

  /// Does what is due at `now`. It may be called too early or late.
  public mutating func advance(to now: Instant) {
    timeWaits.expire(at: now)
    while let first = deadlines.first, first.deadline <= now {
      // Taken out first, so that each turn of the loop makes it shorter or later.
      deadlines.set(nil, for: first.slot)
      slots[first.slot]?.connection.advance(to: now)
      settle(first.slot, at: now)
      if let deadline = slots[first.slot]?.nextDeadline, deadline <= now {
        deadlines.set(now + Nanoseconds(1), for: first.slot)
      }
    }
    tidy()
  }
}
