/// What a host's TCP has counted.
public struct TCPCounters: Hashable, Sendable {
  /// Connections opened by probes.
  public var opened = 0
  /// Connections taken by listeners.
  public var accepted = 0
  /// Segments to ports on which nobody listens, answered with a reset.
  public var refused = 0
  /// SYNs not answered because a bound was reached.
  public var overflowed = 0
  /// Segments received.
  public var segmentsIn = 0
  /// Segments sent.
  public var segmentsOut = 0

  /// Nothing counted yet.
  public init() {}
}
