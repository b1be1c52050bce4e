/// What has passed one direction of a link since it was made, and what is in it now.
///
/// Super-packets count as what they were cut into, and as one where they were left whole.
public struct LinkStatistics: Hashable, Sendable {
  /// Packets that arrived at the far end, copies included.
  public var passedPackets: UInt64 = 0
  /// Octets that arrived at the far end.
  public var passedOctets: UInt64 = 0
  /// Packets lost as the conditions say (`linkLoss`).
  public var lost: UInt64 = 0
  /// Packets that had a bit flipped.
  public var corrupted: UInt64 = 0
  /// Packets that were copied.
  public var duplicated: UInt64 = 0
  /// Packets that skipped the delay.
  public var reordered: UInt64 = 0
  /// Packets that found the queue full (`queueFull`).
  public var queueDrops: UInt64 = 0
  /// Packets dropped by CoDel (`queueManaged`).
  public var managedDrops: UInt64 = 0
  /// Packets dropped because too many were in flight (`queueFull`).
  public var flightDrops: UInt64 = 0
  /// Packets lost because the link was down, or went down around them (`linkDown`).
  public var downDrops: UInt64 = 0

  /// Packets that wait for the transmitter now.
  public var queuePackets = 0
  /// Octets that wait for the transmitter now.
  public var queueOctets = 0
  /// The most packets that ever waited.
  public var queuePacketsMax = 0
  /// The most octets that ever waited.
  public var queueOctetsMax = 0
  /// Packets being sent or on their way now.
  public var inFlight = 0

  /// Nothing yet.
  public init() {}
}
