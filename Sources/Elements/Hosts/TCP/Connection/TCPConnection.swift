public import Dataplane
import Wire

/// One TCP connection of an embedded host (RFC 9293), as a value: segments and the time go in, segments and deadlines
/// come out. It has no clock, no addresses and no executor of its own.
///
/// After each call that changes it, ``nextSegment(at:)`` is called until there is no more, and ``nextDeadline`` says when
/// ``advance(to:)`` is due.
///
/// ```swift
/// var connection = TCPConnection(from: 50_000, to: 80, initialSequence: word, path: TCPPath(.v4, mtu: 1_500), at: now)
/// while let segment = connection.nextSegment(at: now) { ip.send(segment) }
/// …
/// connection.receive(segment, at: now)
/// if connection.takeEvents().contains(.received) { handle(connection.read()) }
/// ```
///
/// What it does: all states of RFC 9293, half-closed ones and simultaneous opening and closing included; resets and
/// acknowledgements checked as RFC 5961 asks; MSS (RFC 6691), window scale and timestamps with PAWS (RFC 7323), selective
/// acknowledgements both ways (RFC 2018, RFC 6675), NewReno without them (RFC 6582), slow start and congestion avoidance
/// (RFC 5681) from ten segments on (RFC 6928), timeouts by RFC 6298, delayed acknowledgements, Nagle, zero windows, and
/// shorter segments where the path asks for them (RFC 1191, RFC 8201). What it does not: urgent data (they are read as
/// any other), keep-alives, ECN, Fast Open.
public struct TCPConnection: Sendable {
  /// The port of this side.
  public let localPort: UInt16
  /// The port of the peer.
  public let remotePort: UInt16
  /// Where the connection stands.
  public internal(set) var state: TCPState
  /// Why the connection failed, where it did.
  public internal(set) var failure: TCPFailure?

  let settings: TCPSettings
  var path: TCPPath
  var sending: SendHalf
  var receiving: ReceiveHalf
  var events: TCPEvents = []
  /// True where this side sent the first segment.
  let isActive: Bool

  /// What the peer takes in a segment, options included (RFC 9293, 3.7.1).
  var peerSegmentMax: Int
  /// What was agreed by the SYNs.
  var usesWindowScale = false
  var clock: TimestampClock
  var usesSelectiveAcks = false

  // What is to be sent beside data.
  var owesSYN = false
  var owesAck = false
  var owesProbe = false
  var owedReset: TCPHeader?
  /// When a delayed acknowledgement goes by itself.
  var ackDeadline: Instant?
  /// Segments since the last acknowledgement.
  var unansweredCount = 0
  var quickAcks = TCPSettings.quickAcksMax
  /// When TIME-WAIT, or an unread FIN-WAIT-2, is over.
  var lingerDeadline: Instant?
  /// When a segment that does not belong may be answered again.
  var nextChallenge = Instant.zero
  /// True where nobody reads any more.
  var isAbandoned = false

  /// Opens a connection: the first segment is a SYN (RFC 9293, 3.10.1).
  public init(
    from localPort: UInt16, to remotePort: UInt16, initialSequence: UInt32, path: TCPPath,
    settings: TCPSettings = TCPSettings(), at now: Instant
  ) {
    self.init(localPort, remotePort, initialSequence, path, settings, peerInitial: 0, isActive: true)
    owesSYN = true
  }

  /// Takes a connection that a peer opens by `syn`; `nil` where that is not the first segment of a connection
  /// (RFC 9293, 3.10.7.2).
  public init?(
    accepting syn: TCPSegment, initialSequence: UInt32, path: TCPPath, settings: TCPSettings = TCPSettings(),
    at now: Instant
  ) {
    let header = syn.header
    guard header.flags.contains(.syn), header.flags.isDisjoint(with: [.ack, .rst, .fin]) else { return nil }
    self.init(
      header.destinationPort, header.sourcePort, initialSequence, path, settings, peerInitial: header.sequence,
      isActive: false)
    state = .synReceived
    agree(with: header, at: now)
    owesSYN = true
  }

  private init(
    _ localPort: UInt16, _ remotePort: UInt16, _ initial: UInt32, _ path: TCPPath, _ settings: TCPSettings,
    peerInitial: UInt32, isActive: Bool
  ) {
    self.localPort = localPort
    self.remotePort = remotePort
    self.settings = settings
    self.path = path
    self.isActive = isActive
    state = .synSent
    peerSegmentMax = path.defaultSegmentMax
    sending = SendHalf(initial: initial, segment: path.defaultSegmentMax, settings: settings)
    receiving = ReceiveHalf(initial: peerInitial, capacity: settings.receiveBuffer)
    clock = TimestampClock(offset: initial &* 0x9e37_79b9)
  }
}
