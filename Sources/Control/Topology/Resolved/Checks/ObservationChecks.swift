/// How many packets a filter matches at some ports.
public struct CaptureCheck: Hashable, Sendable {
  /// The ports.
  public var ports: PortPattern
  /// libpcap's filter expression; `nil` for every packet.
  public var filter: String?
  /// How many it must match.
  public var packets: Bound
  /// The probe during which is counted; it must hold too. `nil` counts since the lab is up.
  public var during: Check?

  /// Makes a check.
  public init(ports: PortPattern, filter: String? = nil, packets: Bound, during: Check? = nil) {
    self.ports = ports
    self.filter = filter
    self.packets = packets
    self.during = during
  }
}

/// What a counter of a port or of a node must say.
public struct CounterCheck: Hashable, Sendable {
  /// The counters of a port.
  public enum PortCounter: String, Hashable, Sendable, CaseIterable {
    /// What came in.
    case received
    /// What left.
    case sent
    /// What found the link's queue full, the link down or no link.
    case unsent
  }

  /// Which counter.
  public enum Counter: Hashable, Sendable {
    /// One of a port.
    case port(Endpoint, PortCounter)
    /// Packets that a node dropped, for a reason by its name, or for any.
    case drops(node: String, reason: String?)
  }

  /// What is counted.
  public enum Unit: String, Hashable, Sendable, CaseIterable {
    /// Packets.
    case packets
    /// Octets.
    case octets = "bytes"
  }

  /// Which counter.
  public var counter: Counter
  /// What is counted.
  public var unit: Unit
  /// How many there must be.
  public var bound: Bound
  /// The probe during which is counted; it must hold too. `nil` counts since the lab is up.
  public var during: Check?

  /// Makes a check.
  public init(_ counter: Counter, unit: Unit = .packets, _ bound: Bound, during: Check? = nil) {
    self.counter = counter
    self.unit = unit
    self.bound = bound
    self.during = during
  }
}

/// How many packets a flow of a flow switch must have matched.
public struct FlowCheck: Hashable, Sendable {
  /// The flow switch.
  public var node: String
  /// The flow as the check names it: parts of its text, as `priority=100,tcp`, or `line 12`.
  public var rule: String
  /// The flow of the file that is meant; `nil` where it comes only later, with an event or another file.
  public var flow: FlowSpec?
  /// How many packets it must have matched.
  public var packets: Bound
  /// The probe during which is counted; it must hold too. `nil` counts since the lab is up.
  public var during: Check?

  /// Makes a check.
  public init(node: String, rule: String, flow: FlowSpec? = nil, packets: Bound, during: Check? = nil) {
    self.node = node
    self.rule = rule
    self.flow = flow
    self.packets = packets
    self.during = during
  }
}
