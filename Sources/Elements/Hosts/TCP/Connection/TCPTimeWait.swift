import Dataplane
import Wire

/// What is left of a connection in TIME-WAIT: as much as it takes to acknowledge its peer's end once more, and to tell
/// a new connection from an old segment (RFC 9293, 3.10.7.4; RFC 6191). A tenth of a connection in size, for hosts that
/// open and close many.
struct TCPTimeWait: Sendable {
  /// What is to be done with a segment.
  enum Verdict {
    /// Nothing.
    case ignore
    /// It is to be answered with ``TCPTimeWait/acknowledgement(at:)``.
    case acknowledge
    /// The wait begins again, and the segment is to be answered.
    case restart
    /// The wait is over.
    case end
    /// The segment opens a new connection, whose numbers must begin behind these (RFC 9293, 3.6.1).
    case reopen(after: UInt32)
  }

  let localPort: UInt16
  let remotePort: UInt16
  private let sequence: UInt32
  private let expected: UInt32
  private let window: UInt16
  private var clock: TimestampClock

  init(_ connection: TCPConnection) {
    var receiving = connection.receiving
    localPort = connection.localPort
    remotePort = connection.remotePort
    sequence = connection.sending.space.number(at: connection.sending.next)
    expected = receiving.space.number(at: receiving.next)
    window = receiving.advertise(segment: connection.segmentMax)
    clock = connection.clock
  }

  /// Judges a segment.
  func receive(_ segment: TCPSegment, at now: Instant) -> Verdict {
    let header = segment.header
    let distance = Int32(bitPattern: header.sequence &- expected)
    if header.flags.contains(.rst) { return distance == 0 ? .end : .ignore }
    if header.flags.contains(.syn), !header.flags.contains(.ack) {
      var isNewer = distance > 0
      if clock.isAgreed, let option = header.options.timestamps { isNewer = isNewer || clock.isNewer(option) }
      return isNewer ? .reopen(after: sequence &+ 65_537) : .acknowledge
    }
    if header.flags.contains(.fin) { return .restart }
    // What takes no room is not answered: two sides in TIME-WAIT would never end.
    return segment.length > 0 ? .acknowledge : .ignore
  }

  /// The acknowledgement of everything.
  func acknowledgement(at now: Instant) -> TCPSegment {
    var header = TCPHeader(
      sourcePort: localPort, destinationPort: remotePort, sequence: sequence, acknowledgement: expected, flags: [.ack],
      window: window)
    if clock.isAgreed { header.options.timestamps = clock.option(at: now) }
    return TCPSegment(header)
  }
}
