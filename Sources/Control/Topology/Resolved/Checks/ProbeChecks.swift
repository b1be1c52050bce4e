import Wire

/// Echo requests and what must come of them.
public struct PingCheck: Hashable, Sendable {
  /// What must come of a ping.
  public enum Expectation: String, Hashable, Sendable, CaseIterable {
    /// An answer; where several requests are sent and nothing is said about loss: to every one.
    case reachable
    /// No answer, whether dropped or rejected.
    case unreachable
    /// No answer and no error.
    case dropped
    /// An error that came back, or that the host itself has.
    case rejected
  }

  /// The host that asks.
  public var source: String
  /// Who is asked.
  public var destination: CheckTarget
  /// What must come of it.
  public var expect = Expectation.reachable
  /// Requests, 1…1,000,000.
  public var count = 1
  /// From one request to the next.
  public var interval = Duration.seconds(1)
  /// Octets behind the ICMP header, 0…65,507.
  public var size = 56
  /// True where requests must not be fragmented.
  public var dontFragment = false
  /// Requests without an answer, in parts per billion of those sent.
  public var loss: Bound?
  /// The mean round trip, in nanoseconds.
  public var latency: Bound?
  /// The longest round trip, in nanoseconds.
  public var maxLatency: Bound?

  /// One request that must be answered.
  public init(from source: String, to destination: CheckTarget) {
    self.source = source
    self.destination = destination
  }
}

/// A TCP connection and what must come of it.
public struct TCPCheck: Hashable, Sendable {
  /// What must come of opening a connection.
  public enum Expectation: String, Hashable, Sendable, CaseIterable {
    /// It opens.
    case open
    /// Anything but that.
    case closed
    /// A reset.
    case refused
    /// Nothing comes back.
    case dropped
    /// An ICMP error, or one of the host itself.
    case rejected
  }

  /// The host that connects.
  public var source: String
  /// Whom it connects to.
  public var destination: CheckTarget
  /// The port.
  public var port: UInt16
  /// What must come of it.
  public var expect = Expectation.open
  /// Text that is sent once the connection is open.
  public var send: String?
  /// Text that must be in what comes back.
  public var receive: String?
  /// Octets of filling that are sent once the connection is open, behind ``send``; all must be acknowledged.
  public var octets = 0
  /// The rate of that transfer, in bits a second: octets acknowledged, over the time from the open connection to the
  /// last acknowledgement.
  public var rate: Bound?
  /// Time until the connection is open, in nanoseconds.
  public var latency: Bound?

  /// A connection that must open.
  public init(from source: String, to destination: CheckTarget, port: UInt16) {
    self.source = source
    self.destination = destination
    self.port = port
  }
}

/// A datagram and what must come of it.
public struct UDPCheck: Hashable, Sendable {
  /// What must come of a datagram.
  public enum Expectation: String, Hashable, Sendable, CaseIterable {
    /// An answer.
    case answered
    /// No answer, whether dropped, rejected or ignored.
    case unanswered
    /// A packet of it dropped on the way, and no error.
    case dropped
    /// An error that came back, or that the host itself has.
    case rejected
  }

  /// The host that sends.
  public var source: String
  /// Whom it sends to.
  public var destination: CheckTarget
  /// The port.
  public var port: UInt16
  /// What must come of it.
  public var expect = Expectation.answered
  /// What is sent; `nil` for a few octets of no meaning.
  public var send: String?
  /// Text that must be in the answer.
  public var receive: String?
  /// Time until the answer, in nanoseconds.
  public var latency: Bound?

  /// A datagram that must be answered.
  public init(from source: String, to destination: CheckTarget, port: UInt16) {
    self.source = source
    self.destination = destination
    self.port = port
  }
}

/// A page that is asked for, and what it must be.
public struct HTTPCheck: Hashable, Sendable {
  /// The host that asks.
  public var source: String
  /// Who is asked.
  public var destination: CheckTarget
  /// The port, 80 where the file names none.
  public var port: UInt16
  /// The path with its query, from `/`.
  public var path: String
  /// The status that must come back, 100…599.
  public var status = 200
  /// Text that must be in the body.
  public var contains: String?
  /// What the body must be, to the last octet.
  public var body: String?
  /// Time until the whole answer is there, in nanoseconds.
  public var latency: Bound?

  /// A page that must be there.
  public init(from source: String, to destination: CheckTarget, port: UInt16 = 80, path: String = "/") {
    self.source = source
    self.destination = destination
    self.port = port
    self.path = path
  }
}

/// A question to a name server, and what the answer must be.
public struct DNSCheck: Hashable, Sendable {
  /// The records that are asked for.
  public enum RecordType: String, Hashable, Sendable, CaseIterable {
    /// IPv4 addresses (RFC 1035, 3.4.1).
    case a = "A"
    /// IPv6 addresses (RFC 3596).
    case aaaa = "AAAA"
  }

  /// What must come of a question.
  public enum Expectation: String, Hashable, Sendable, CaseIterable {
    /// Records.
    case answered
    /// There is no such name (RFC 8020).
    case nxdomain
    /// The name has no such records (RFC 2308, 2.2).
    case noData = "no-data"
    /// The server does not want to answer.
    case refused
    /// The server cannot answer.
    case serverFailure = "server-failure"
    /// Nothing comes back, or an error.
    case unanswered
  }

  /// The host that asks.
  public var source: String
  /// The server.
  public var destination: CheckTarget
  /// The server's port, 53 where the file names none.
  public var port: UInt16
  /// The name that is asked for.
  public var name: String
  /// The records that are asked for.
  public var type = RecordType.a
  /// What must come of it.
  public var expect = Expectation.answered
  /// The addresses that must be answered, these and no others in any order; `nil` for any.
  public var answer: [IPAddress]?
  /// Time until the answer, in nanoseconds.
  public var latency: Bound?

  /// A name that must be there.
  public init(from source: String, to destination: CheckTarget, port: UInt16 = 53, name: String) {
    self.source = source
    self.destination = destination
    self.port = port
    self.name = name
  }
}

/// The way to a destination, and what it must be.
public struct TracerouteCheck: Hashable, Sendable {
  /// The host that asks.
  public var source: String
  /// Where to.
  public var destination: CheckTarget
  /// The names of the nodes that answer, in order, the destination last; `*` for a hop where nobody does. `nil` where
  /// any way will do.
  public var path: [String]?
  /// The names of nodes that must be on the way, in this order, perhaps with others between them.
  public var via: [String]

  /// A destination that must be reached.
  public init(from source: String, to destination: CheckTarget, path: [String]? = nil, via: [String] = []) {
    self.source = source
    self.destination = destination
    self.path = path
    self.via = via
  }
}
