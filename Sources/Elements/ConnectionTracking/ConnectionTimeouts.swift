/// How long a connection is remembered after the last packet that counts, by what is known of it.
public struct ConnectionTimeouts: Hashable, Sendable {
  /// TCP that is not open yet: 4 min (RFC 5382, REQ-5; RFC 7857, 2.1).
  public var tcpOpening: Duration
  /// TCP that is open, or closed on one side: 2 h 4 min, the least that RFC 5382, REQ-5 allows.
  public var tcpEstablished: Duration
  /// TCP that was closed on both sides or reset: 4 min (RFC 7857, 2.1 and 2.2).
  public var tcpClosing: Duration
  /// UDP: 5 min, as RFC 4787, REQ-5 recommends.
  public var udp: Duration
  /// ICMP queries: 60 s, the least that RFC 5508, REQ-2 allows.
  public var icmp: Duration

  /// Makes timeouts; the defaults are those of the RFCs.
  public init(
    tcpOpening: Duration = .seconds(240), tcpEstablished: Duration = .seconds(7440),
    tcpClosing: Duration = .seconds(240), udp: Duration = .seconds(300), icmp: Duration = .seconds(60)
  ) {
    self.tcpOpening = tcpOpening
    self.tcpEstablished = tcpEstablished
    self.tcpClosing = tcpClosing
    self.udp = udp
    self.icmp = icmp
  }

  /// The timeout of `phase`.
  public subscript(phase: ConnectionPhase) -> Duration {
    switch phase {
    case .tcpOpening: tcpOpening
    case .tcpEstablished: tcpEstablished
    case .tcpClosing: tcpClosing
    case .udp: udp
    case .icmp: icmp
    }
  }
}

/// What a connection's timeout depends on.
@frozen
public enum ConnectionPhase: UInt8, CaseIterable, Sendable, BitwiseCopyable {
  /// TCP, not open yet.
  case tcpOpening
  /// TCP, open or closed on one side.
  case tcpEstablished
  /// TCP, closed on both sides or reset.
  case tcpClosing
  /// UDP.
  case udp
  /// An ICMP query.
  case icmp
}
