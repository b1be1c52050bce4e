/// What has happened to a connection since it was last asked.
public struct TCPEvents: OptionSet, Hashable, Sendable {
  /// One bit an event.
  public let rawValue: UInt8

  /// Makes a set of its bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// The connection is open in both directions.
  public static let opened = TCPEvents(rawValue: 0x01)
  /// There are octets to read.
  public static let received = TCPEvents(rawValue: 0x02)
  /// The peer has closed its direction: behind the octets that are to be read there is nothing more.
  public static let peerClosed = TCPEvents(rawValue: 0x04)
  /// The peer has acknowledged something: there is room to send.
  public static let acknowledged = TCPEvents(rawValue: 0x08)
  /// The connection has ended in order, or is in TIME-WAIT.
  public static let closed = TCPEvents(rawValue: 0x10)
  /// The connection has failed; its ``TCPConnection/failure`` says why.
  public static let failed = TCPEvents(rawValue: 0x20)
}

/// Why a connection ended before its time.
public enum TCPFailure: Hashable, Sendable {
  /// The first segment was answered with a reset.
  case refused
  /// A reset came on a connection that was open.
  case reset
  /// The peer did not answer any more.
  case timedOut
  /// An ICMP error came for the first segment, or there is no way to the peer.
  case rejected(Rejection)
  /// This host ended it.
  case aborted
}

/// The states of a connection (RFC 9293, 3.3.2). LISTEN is not among them: a listener is not a connection but makes them,
/// see ``TCPEndpoints``.
public enum TCPState: Hashable, Sendable {
  case synSent
  case synReceived
  case established
  case finWait1
  case finWait2
  case closeWait
  case closing
  case lastAck
  case timeWait
  case closed
}
