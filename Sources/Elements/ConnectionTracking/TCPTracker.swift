public import Wire

/// Which way a packet of a connection goes.
@frozen
public enum ConnectionDirection: UInt8, Sendable, BitwiseCopyable {
  /// As the tuple that the connection was entered under.
  case original = 0
  /// The other way.
  case reply = 1

  /// The other direction.
  @inlinable public var opposite: ConnectionDirection { self == .original ? .reply : .original }
}

/// What somebody in the middle knows of a TCP connection, from the control bits that passed (RFC 9293, 3.3.2, seen from
/// outside; RFC 7857, 2).
///
/// ```
///            SYN           SYN and ACK from both           FIN from both
/// opening ─────────▶ opening ─────────────▶ established ─────────────▶ closing
///                        ▲                     │  ▲                       │
///                        │                 RST ▼  │ anything but RST      │ SYN
///                        └───── SYN ────────  reset                       │
///                        └────────────────────────────────────────────────┘
/// ```
///
/// It keeps which side sent SYN, ACK and FIN, not sequence numbers: a segment that the endpoints would not accept counts
/// like one that they would. That is why a reset connection comes back with the next segment (RFC 7857, 2.2), and why
/// resets and closings leave the connection in the table until their timeout.
@frozen
public struct TCPTracker: Hashable, Sendable, BitwiseCopyable {
  /// SYN, ACK and FIN seen: bits 0, 1, 2 from the original direction, bits 4, 5, 6 from the other; bit 7 after RST.
  @usableFromInline var seen: UInt8

  @inlinable static var syn: UInt8 { 0b001 }
  @inlinable static var ack: UInt8 { 0b010 }
  @inlinable static var fin: UInt8 { 0b100 }
  @inlinable static var reset: UInt8 { 0x80 }

  /// A connection of which nothing has been seen.
  @inlinable
  public init() { seen = 0 }

  /// True for a segment that begins a connection: SYN without ACK, RST or FIN.
  @inlinable
  public static func opens(_ flags: TCPFlags) -> Bool {
    flags.isSuperset(of: .syn) && flags.isDisjoint(with: [.ack, .rst, .fin])
  }

  @inlinable
  func bothSeen(_ bit: UInt8) -> Bool { seen & (bit | bit << 4) == bit | bit << 4 }

  /// What the connection's timeout depends on.
  @inlinable public var phase: ConnectionPhase {
    if seen & TCPTracker.reset != 0 || bothSeen(TCPTracker.fin) { return .tcpClosing }
    return bothSeen(TCPTracker.syn) && bothSeen(TCPTracker.ack) ? .tcpEstablished : .tcpOpening
  }

  /// A segment passed. Answers whether it starts the timeout anew: it does, except where the connection is closing
  /// already, whose timeout runs from when it began to (RFC 7857, 2).
  @inlinable
  public mutating func advance(_ flags: TCPFlags, _ direction: ConnectionDirection) -> Bool {
    let before = phase
    let shift = direction.rawValue &* 4
    if flags.contains(.rst) {
      seen |= TCPTracker.reset
      return before != .tcpClosing
    }
    if before == .tcpClosing, TCPTracker.opens(flags) {
      seen = TCPTracker.syn << shift
      return true
    }
    var bits: UInt8 = 0
    if flags.contains(.syn) { bits |= TCPTracker.syn }
    if flags.contains(.ack) { bits |= TCPTracker.ack }
    if flags.contains(.fin) { bits |= TCPTracker.fin }
    seen = (seen | bits << shift) & ~TCPTracker.reset
    return before != .tcpClosing || phase != .tcpClosing
  }
}

extension TCPTracker {
  /// The state in the words of RFC 9293, for people.
  public enum State: String, Sendable, CaseIterable {
    /// One side has sent SYN.
    case synSent = "SYN-SENT"
    /// Both have sent SYN; an acknowledgement is missing.
    case synReceived = "SYN-RECEIVED"
    /// Open both ways.
    case established = "ESTABLISHED"
    /// The side of the original direction has closed.
    case finWait = "FIN-WAIT"
    /// The other side has closed.
    case closeWait = "CLOSE-WAIT"
    /// Both have closed.
    case timeWait = "TIME-WAIT"
    /// Reset.
    case reset = "RESET"
  }

  /// The state, for people.
  public var state: State {
    if seen & TCPTracker.reset != 0 { return .reset }
    if bothSeen(TCPTracker.fin) { return .timeWait }
    guard bothSeen(TCPTracker.syn) else { return .synSent }
    guard bothSeen(TCPTracker.ack) else { return .synReceived }
    if seen & TCPTracker.fin != 0 { return .finWait }
    return seen & TCPTracker.fin << 4 != 0 ? .closeWait : .established
  }
}
