/// How a running lab is, for `ps` and the status line.
public struct LabStatus: Codable, Sendable {
  /// The lab's name.
  public var name: String
  /// The process that runs it.
  public var process: Int32
  /// The file it came from.
  public var file: String
  /// Seconds since it came up.
  public var uptime: Int
  /// Its nodes, in the order of the file.
  public var nodes: [NodeStatus]
  /// Packet buffers in use, and the bound.
  public var buffersInUse: Int
  /// The most packet buffers there are.
  public var buffersMax: Int
  /// How far the engine has run behind its clock since the lab came up; `nil` in virtual time.
  public var lateness: LatenessStatus?
}

/// How a node is.
public struct NodeStatus: Codable, Sendable {
  /// The node's name.
  public var name: String
  /// Its kind, as in the file.
  public var kind: String
  /// Its ports.
  public var ports: [PortStatus]
  /// Packets that died here, by reason, in the order of the reasons.
  public var drops: [DropStatus]
  /// One line about what it holds: stations, routes, mappings, rules.
  public var detail: String?
}

/// How a port is.
public struct PortStatus: Codable, Sendable {
  /// The port's name.
  public var name: String
  /// Its addresses, as the file has them.
  public var addresses: [String]
  /// Its MAC address.
  public var mac: String
  /// The port at the other end of its link.
  public var peer: String?
  /// Packets that came in from the link.
  public var received: UInt64
  /// Octets that came in from the link.
  public var receivedBytes: UInt64
  /// Packets that left by the link.
  public var sent: UInt64
  /// Octets that left by the link.
  public var sentBytes: UInt64
  /// Packets that found no way out: queue full, link down.
  public var unsent: UInt64
}

/// A count of packets that died for one reason.
public struct DropStatus: Codable, Sendable {
  /// The reason, as the code names it.
  public var reason: String
  /// The reason in words.
  public var meaning: String
  /// How many.
  public var count: UInt64
}

/// The rules of one flow switch.
public struct FlowTableStatus: Codable, Sendable {
  /// The flow switch.
  public var node: String
  /// Its rules, highest priority first.
  public var rules: [FlowStatus]

  /// Makes a table.
  public init(node: String, rules: [FlowStatus]) {
    self.node = node
    self.rules = rules
  }
}

/// One rule with its counters.
public struct FlowStatus: Codable, Sendable {
  /// The rule in Open vSwitch's notation.
  public var rule: String
  /// Packets that met it.
  public var packets: UInt64
  /// Octets of those packets.
  public var bytes: UInt64
  /// Where the file has it, as `file:line`.
  public var origin: String?

  /// Makes a rule.
  public init(rule: String, packets: UInt64, bytes: UInt64, origin: String?) {
    self.rule = rule
    self.packets = packets
    self.bytes = bytes
    self.origin = origin
  }
}

/// What became of a synthetic packet, step by step.
public struct TraceReport: Codable, Sendable {
  /// The packet in words, as it left the host.
  public var packet: String
  /// What it met.
  public var steps: [TraceStep]
  /// How it ended, in words.
  public var verdict: String
  /// True where it reached the host it was sent to.
  public var isDelivered: Bool

  /// Makes a report of its parts.
  public init(packet: String, steps: [TraceStep], verdict: String, isDelivered: Bool) {
    self.packet = packet
    self.steps = steps
    self.verdict = verdict
    self.isDelivered = isDelivered
  }
}

/// One thing that a traced packet met.
public struct TraceStep: Codable, Sendable {
  /// The element.
  public var node: String
  /// What happened there, as `in eth1`, `out eth2` or `dropped: no route`.
  public var event: String
  /// The packet in words, where it came in or left.
  public var packet: String?

  /// Makes a step.
  public init(node: String, event: String, packet: String? = nil) {
    self.node = node
    self.event = event
    self.packet = packet
  }
}
