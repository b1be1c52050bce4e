public import Dataplane
public import Wire

/// What is known of one neighbour: a state machine without memory of packets and without a clock of its own
/// (RFC 4861, 7.3.2 and appendix C). ARP and neighbour discovery share it.
///
/// ```
///             answer                 time                  use               time
///  incomplete ──────▶ reachable ──────────────▶ stale ────────────▶ delay ──────────▶ probe
///      │                  ▲                       ▲ ▲                 │ answer          │ answer
///      │ no answer        └───────────────────────┼─┼─────────────────┴─────────────────┤
///      ▼                                          │ └── its address changed ◀── all     │ no answer
///   (gone)      heard of it, unasked ─────────────┘                                      ▼ (gone)
/// ```
@frozen
public struct Neighbour: Sendable, Hashable {
  /// What is known of it.
  @frozen
  public enum State: Sendable, Hashable {
    /// Its MAC address is not known; it was asked for so many times.
    case incomplete(asked: Int)
    /// It answered not long ago.
    case reachable
    /// It may have gone; nobody has sent to it since.
    case stale
    /// It is sent to again, and there may be a sign of life soon.
    case delay
    /// It was asked so many times whether it is still there.
    case probe(asked: Int)
  }

  /// What is known of it.
  public private(set) var state: State
  /// Its MAC address; of no meaning while it is not known.
  public private(set) var mac: MACAddress
  /// When the state ends by itself.
  public private(set) var deadline: Instant

  /// Begins to look for a neighbour: the caller sends the first solicitation to everybody.
  public init(soughtAt now: Instant, _ timing: NeighbourTiming) {
    state = .incomplete(asked: 1)
    mac = .zero
    deadline = now + timing.retransmission
  }

  /// Remembers a neighbour that was heard of without being asked.
  public init(heardFrom mac: MACAddress, at now: Instant, _ timing: NeighbourTiming) {
    state = .stale
    self.mac = mac
    deadline = now + timing.forgetting
  }

  /// What is to be done about the neighbour.
  @frozen
  public enum Directive: Sendable, Hashable {
    /// Nothing.
    case none
    /// Ask everybody for its MAC address.
    case solicitAll
    /// Ask it at the address it had.
    case solicit(MACAddress)
    /// Send it what was held for it.
    case release(MACAddress)
    /// It did not answer: forget it, and tell whoever sent what was held.
    case fail
    /// Nobody has needed it for long: forget it.
    case forget
  }

  /// A packet is to go to it: its MAC address, or `nil` where the packet must be held.
  public mutating func use(at now: Instant, _ timing: NeighbourTiming) -> MACAddress? {
    switch state {
    case .incomplete: return nil
    case .reachable:
      if now < deadline { return mac }
      startDelay(at: now, timing)
    case .stale: startDelay(at: now, timing)
    case .delay, .probe: break
    }
    return mac
  }

  private mutating func startDelay(at now: Instant, _ timing: NeighbourTiming) {
    state = .delay
    deadline = now + timing.delay
  }

  /// It said what its MAC address is: an ARP reply, or a neighbour advertisement (RFC 4861, 7.2.5). `mac` is `nil` where
  /// the advertisement left it out. `solicited` answers a question, which proves that it can be reached; `override`
  /// replaces an address that is known already.
  public mutating func advertised(
    _ mac: MACAddress?, solicited: Bool, override: Bool, at now: Instant, reachable: Nanoseconds,
    _ timing: NeighbourTiming
  ) -> Directive {
    if case .incomplete = state {
      guard let mac else { return .none }
      self.mac = mac
      if solicited { confirm(until: now + reachable) } else { doubt(at: now, timing) }
      return .release(mac)
    }
    let changes = mac != nil && mac != self.mac
    if changes && !override {
      if state == .reachable { doubt(at: now, timing) }
      return .none
    }
    self.mac = mac ?? self.mac
    if solicited { confirm(until: now + reachable) } else if changes { doubt(at: now, timing) }
    return .none
  }

  /// It sent something that has its MAC address in it: an ARP request, a neighbour solicitation (RFC 4861, 7.2.3). That
  /// proves nothing about the other direction.
  public mutating func heard(_ mac: MACAddress, at now: Instant, _ timing: NeighbourTiming) -> Directive {
    if case .incomplete = state {
      self.mac = mac
      doubt(at: now, timing)
      return .release(mac)
    }
    if mac != self.mac {
      self.mac = mac
      doubt(at: now, timing)
    }
    return .none
  }

  /// The deadline has passed.
  public mutating func expired(at now: Instant, _ timing: NeighbourTiming) -> Directive {
    switch state {
    case .incomplete(let asked):
      guard asked < timing.solicitationsMax else { return .fail }
      state = .incomplete(asked: asked + 1)
      deadline = now + timing.retransmission
      return .solicitAll
    case .reachable:
      doubt(at: now, timing)
      return .none
    case .stale: return .forget
    case .delay:
      state = .probe(asked: 1)
      deadline = now + timing.retransmission
      return .solicit(mac)
    case .probe(let asked):
      guard asked < timing.solicitationsMax else { return .fail }
      state = .probe(asked: asked + 1)
      deadline = now + timing.retransmission
      return .solicit(mac)
    }
  }

  private mutating func confirm(until deadline: Instant) {
    state = .reachable
    self.deadline = deadline
  }

  private mutating func doubt(at now: Instant, _ timing: NeighbourTiming) {
    state = .stale
    deadline = now + timing.forgetting
  }
}

extension Neighbour.State: CustomStringConvertible {
  /// The state's name, as `ip neighbour` prints it.
  public var description: String {
    switch self {
    case .incomplete: "INCOMPLETE"
    case .reachable: "REACHABLE"
    case .stale: "STALE"
    case .delay: "DELAY"
    case .probe: "PROBE"
    }
  }
}
