import Dataplane
import Wire

/// Addresses that may not be on the way at all, whatever the routing table says. `nil` where there is nothing against
/// them.
enum Martians {
  /// RFC 1812, 5.3.7 and 4.2.2.11: a source that is no station's, a destination that is none. 240.0.0.0/4 is neither
  /// (RFC 1112, 4). Broadcast to everybody on the link stays on the link (RFC 1812, 5.3.5.1), and nothing here serves it.
  @inline(__always)
  static func reason(source: IPv4Address, destination: IPv4Address) -> DropReason? {
    let first = source.bits >> 24
    if first == 0 || first == 127 || first >= 224 { return .martian }
    let last = destination.bits >> 24
    if last == 0 || last == 127 || last >= 240 { return destination.isBroadcast ? .unsupported : .martian }
    return nil
  }

  /// RFC 4291, 2.5.2, 2.5.3 and 2.7: the loopback address stays inside a node, a group sends nothing. The unspecified
  /// source is allowed here, for a node that asks whether its address is free (RFC 4862, 5.4.2).
  @inline(__always)
  static func reason(source: IPv6Address, destination: IPv6Address) -> DropReason? {
    if source.isMulticast || source.isLoopback { return .martian }
    if destination.isUnspecified || destination.isLoopback { return .martian }
    return nil
  }
}
