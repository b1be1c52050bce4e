public import Wire

/// Something that a host of the lab tries. An embedded host and a live one are asked with the same value, and answer
/// with the same ``ProbeOutcome``: that is what lets one check run on both engines.
public enum Probe: Hashable, Sendable {
  /// Echo requests (RFC 792, RFC 4443).
  case ping(PingProbe)
  /// One TCP connection, with or without data (RFC 9293).
  case tcp(TCPProbe)
  /// One datagram, and perhaps its answer (RFC 768).
  case udp(UDPProbe)
  /// The routers on the way.
  case traceroute(TracerouteProbe)
}

/// Echo requests, one after the other.
public struct PingProbe: Hashable, Sendable {
  /// Whom to ask.
  public var destination: IPAddress
  /// How many requests, 1…1,000,000.
  public var count = 1
  /// From one request to the next.
  public var interval = Duration.seconds(1)
  /// How long a request is waited for.
  public var timeout = Duration.seconds(2)
  /// Octets behind the ICMP header, 0…65,507.
  public var payloadLength = 56
  /// True where the request must not be fragmented (IPv4: DF; IPv6: not by the sender).
  public var dontFragment = false

  /// One request to `destination`.
  public init(_ destination: IPAddress) { self.destination = destination }
}

/// One TCP connection: open it, send, receive, close it.
public struct TCPProbe: Hashable, Sendable {
  /// When the probe has what it wants, and closes the connection.
  public enum End: Hashable, Sendable {
    /// As soon as the connection is open.
    case open
    /// Once everything is sent and acknowledged.
    case sent
    /// Once this many octets have come.
    case octets(Int)
    /// When the peer closes.
    case closed
  }

  /// Whom to connect to.
  public var destination: IPAddress
  /// The port.
  public var port: UInt16
  /// Octets to send once the connection is open.
  public var payload: [UInt8] = []
  /// Octets of filling to send behind the payload: for transfers.
  public var fillingLength = 0
  /// When to close.
  public var end = End.open
  /// How long the whole may take.
  public var timeout = Duration.seconds(2)

  /// A connection that is opened and closed.
  public init(_ destination: IPAddress, port: UInt16) {
    self.destination = destination
    self.port = port
  }
}

/// One datagram.
public struct UDPProbe: Hashable, Sendable {
  /// Whom to send to.
  public var destination: IPAddress
  /// The port.
  public var port: UInt16
  /// What to send.
  public var payload: [UInt8] = Array("weft".utf8)
  /// How often it is sent, at equal distances within the timeout, until an answer comes.
  public var attempts = 1
  /// How long an answer is waited for in all.
  public var timeout = Duration.seconds(2)

  /// A datagram to `port` of `destination`.
  public init(_ destination: IPAddress, port: UInt16) {
    self.destination = destination
    self.port = port
  }
}

/// The routers on the way, found by packets whose time to live runs out: UDP to ports from 33,434 on.
public struct TracerouteProbe: Hashable, Sendable {
  /// Where to.
  public var destination: IPAddress
  /// The longest way that is looked for, 1…255.
  public var hopsMax = 30
  /// How often each hop is asked.
  public var attempts = 2
  /// How long each question is waited for.
  public var timeout = Duration.seconds(1)

  /// The way to `destination`.
  public init(_ destination: IPAddress) { self.destination = destination }
}
