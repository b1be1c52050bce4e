import Wire

/// A datagram that a host is about to send, but for its payload.
struct Outgoing: Sendable {
  /// How it may be taken apart.
  enum Fragmenting: Sendable, Hashable {
    /// Not at all: where it does not fit, it is not sent.
    case never
    /// By the host, where the path is known to carry less; routers must say so (Linux: `IP_PMTUDISC_WANT`).
    case byPath
    /// By whoever must.
    case anywhere
  }

  /// What it carries.
  var proto: IPProtocol
  /// Where it comes from; `nil` for the address that the route suggests.
  var source: IPAddress?
  /// Where it goes.
  var destination: IPAddress
  /// The port whose link a link-local destination is on.
  var scope = 0
  /// The time to live, or the hop limit.
  var timeToLive: UInt8 = 64
  /// How it may be taken apart.
  var fragmenting = Fragmenting.byPath
}
