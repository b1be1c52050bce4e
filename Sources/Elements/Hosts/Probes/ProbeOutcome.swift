public import Wire

/// What came of a ``Probe``.
public enum ProbeOutcome: Hashable, Sendable {
  case ping(PingOutcome)
  case tcp(TCPOutcome)
  case udp(UDPOutcome)
  case traceroute(TracerouteOutcome)
}

/// What came of echo requests.
public struct PingOutcome: Hashable, Sendable {
  /// Requests sent.
  public var sent = 0
  /// Requests answered.
  public var received = 0
  /// Second answers to one request.
  public var duplicates = 0
  /// From request to answer, in the order of the answers.
  public var roundTrips: [Duration] = []
  /// Errors that came back, each once, in the order of their coming.
  public var rejections: [Rejection] = []

  /// Nothing has happened yet.
  public init() {}
}

/// What came of a TCP connection.
public struct TCPOutcome: Hashable, Sendable {
  /// What came of opening it.
  public enum Opening: Hashable, Sendable {
    /// It was opened after this time.
    case open(after: Duration)
    /// The peer, or somebody in its name, answered with a reset.
    case refused
    /// An ICMP error came back, or the host itself had no way to the peer.
    case rejected(Rejection)
    /// Nothing came back in time.
    case timedOut
  }

  /// What came of opening it.
  public var opening: Opening
  /// Octets that came, the first ``receivedMax`` of them.
  public var received: [UInt8] = []
  /// Octets that came, all.
  public var receivedCount = 0
  /// Octets sent that the peer has acknowledged.
  public var acknowledgedCount = 0
  /// True where the probe had all it wanted before its time was up.
  public var isComplete = false
  /// From the first packet to the end.
  public var duration = Duration.zero

  /// The most octets that are kept of what comes.
  public static let receivedMax = 65_536

  /// Nothing but the opening has happened yet.
  public init(_ opening: Opening) { self.opening = opening }
}

/// What came of a datagram.
public enum UDPOutcome: Hashable, Sendable {
  /// The peer answered this.
  case answered([UInt8], after: Duration)
  /// An ICMP error came back, or the host itself had no way to the peer.
  case rejected(Rejection)
  /// Nothing came back in time.
  case unanswered
}

/// What came of looking for the routers on the way.
public struct TracerouteOutcome: Hashable, Sendable {
  /// One step of the way.
  public struct Hop: Hashable, Sendable {
    /// Its distance, from 1.
    public var distance: Int
    /// Who answered; `nil` where nobody did.
    public var address: IPAddress?
    /// From question to answer.
    public var roundTrip: Duration?
    /// What the answer said, where it was not that the time to live ran out.
    public var rejection: Rejection?

    /// A step.
    public init(distance: Int, address: IPAddress? = nil, roundTrip: Duration? = nil, rejection: Rejection? = nil) {
      self.distance = distance
      self.address = address
      self.roundTrip = roundTrip
      self.rejection = rejection
    }
  }

  /// The steps, from the nearest.
  public var hops: [Hop] = []
  /// True where the last step is the destination itself.
  public var isReached = false

  /// No step yet.
  public init() {}
}

/// Why something was turned away, and by whom.
public struct Rejection: Hashable, Sendable {
  /// What the message said (RFC 792, RFC 1812 5.2.7, RFC 4443 3).
  public enum Cause: Hashable, Sendable {
    /// The host itself has no route.
    case noRoute
    /// The next hop did not answer ARP or neighbour discovery.
    case neighbourUnreachable
    case networkUnreachable
    case hostUnreachable
    case protocolUnreachable
    case portUnreachable
    /// A filter said so (ICMPv4 type 3 codes 9, 10, 13; ICMPv6 type 1 codes 1, 5, 6).
    case administrativelyProhibited
    /// Longer than a link of this MTU carries.
    case packetTooBig(mtu: Int)
    case timeExceeded
    /// A reset on a connection that was open.
    case reset
    /// Another error, by its ICMP type and code.
    case other(type: UInt8, code: UInt8)
  }

  /// What was said.
  public var cause: Cause
  /// Who said it; `nil` for the host itself.
  public var source: IPAddress?

  /// A rejection.
  public init(_ cause: Cause, from source: IPAddress? = nil) {
    self.cause = cause
    self.source = source
  }
}
