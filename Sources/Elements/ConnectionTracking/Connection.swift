public import Dataplane

/// What a ``ConnectionTable`` keeps of one connection.
@frozen
public struct Connection: Sendable, BitwiseCopyable {
  /// The tuple of packets in the original direction, as they come in.
  public let original: ConnectionTuple
  /// The tuple of packets in the other direction, as they come in. Without translation it is `original` reversed.
  public let reply: ConnectionTuple
  /// True where packets find it by `reply` alone.
  public internal(set) var isReplyOnly: Bool
  /// When the connection is forgotten unless more packets come: the end of its timeout, rounded up to a tick.
  @usableFromInline var due: UInt64
  /// Packets that passed in the original direction.
  public var originalPackets: UInt64
  /// Packets that passed in the other direction.
  public var replyPackets: UInt64
  /// A number of the owner's, such as that of a NAT's mapping.
  public var attachment: UInt32
  /// The neighbours in the list of the phase, oldest deadline first; of a free entry, the next free one.
  @usableFromInline var next: UInt32
  @usableFromInline var previous: UInt32
  /// What the control bits have told, where the protocol is TCP.
  public var tcp: TCPTracker
  /// What the timeout depends on.
  public internal(set) var phase: ConnectionPhase
  @usableFromInline var isLive: Bool

  init(
    original: ConnectionTuple, reply: ConnectionTuple, isReplyOnly: Bool, attachment: UInt32, phase: ConnectionPhase
  ) {
    self.original = original
    self.reply = reply
    self.isReplyOnly = isReplyOnly
    self.attachment = attachment
    self.phase = phase
    due = 0
    originalPackets = 0
    replyPackets = 0
    next = 0
    previous = 0
    tcp = TCPTracker()
    isLive = true
  }

  /// When the connection is forgotten unless more packets come.
  @inlinable public var deadline: Instant { Instant(nanoseconds: due) }

  /// Counts a packet.
  @inlinable
  public mutating func countPacket(_ direction: ConnectionDirection) {
    switch direction {
    case .original: originalPackets &+= 1
    case .reply: replyPackets &+= 1
    }
  }
}

/// A connection of a table, and which way the packet goes that it was found by. Good until the connection is removed.
@frozen
public struct ConnectionReference: Hashable, Sendable, BitwiseCopyable {
  /// The connection's place in the table.
  public let index: Int
  /// The packet's direction.
  public let direction: ConnectionDirection

  /// Makes a reference.
  @inlinable
  public init(index: Int, direction: ConnectionDirection) {
    self.index = index
    self.direction = direction
  }
}
