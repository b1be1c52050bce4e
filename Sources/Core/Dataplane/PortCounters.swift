/// Counters of one port.
public struct PortCounters: Sendable, Hashable {
  /// Packets that came in.
  public var receivedPackets: UInt64 = 0
  /// Octets that came in.
  public var receivedBytes: UInt64 = 0
  /// Packets that left.
  public var sentPackets: UInt64 = 0
  /// Octets that left.
  public var sentBytes: UInt64 = 0
  /// Packets that left the element but found the link's queue full, the link down or the port not connected.
  public var unsent: UInt64 = 0

  /// All zero.
  public init() {}
}
