public import Dataplane

/// What a capture saw of a packet at a port.
public enum CaptureEvent: Hashable, Sendable {
  /// It came in by the port.
  case inbound
  /// It left by the port.
  case outbound
  /// It had come in by the port, and died in the element.
  case dropped(DropReason)
}

/// One line of a capture, without the octets.
public struct CaptureRecord: Hashable, Sendable {
  /// When: nanoseconds since 1970 (or since the start of a simulation).
  public var timestamp: UInt64
  /// The port: its number in the session, from 0.
  public var interface: Int
  /// What happened.
  public var event: CaptureEvent
  /// Octets of the frame on the wire, of which the first are kept.
  public var originalLength: Int
  /// Packets of this port that were lost, for want of room, since its last record.
  public var lostBefore: UInt32

  /// Makes a record of its fields.
  public init(
    timestamp: UInt64, interface: Int, event: CaptureEvent, originalLength: Int, lostBefore: UInt32 = 0
  ) {
    self.timestamp = timestamp
    self.interface = interface
    self.event = event
    self.originalLength = originalLength
    self.lostBefore = lostBefore
  }
}

/// What a session counted at one port. Frames, where a super-packet counts as the frames that it stands for.
public struct CaptureStatistics: Hashable, Sendable {
  /// Frames seen.
  public var received: UInt64 = 0
  /// Frames that the filter accepted.
  public var accepted: UInt64 = 0
  /// Frames that were accepted but found no room: the reader was too slow.
  public var lost: UInt64 = 0

  /// All zero.
  public init() {}

  /// Frames that were handed to the reader, or wait for it.
  public var recorded: UInt64 { accepted - lost }
}
