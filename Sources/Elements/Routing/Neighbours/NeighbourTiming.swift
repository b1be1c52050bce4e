public import Dataplane

/// How patient a router is with its neighbours. The defaults are those of RFC 4861, 10; ARP uses the same ones, which
/// keeps what RFC 1122, 2.3.2.1 asks of it: a cache that forgets, and at most one request a second.
public struct NeighbourTiming: Sendable, Hashable {
  /// Time between two solicitations (`RETRANS_TIMER`).
  public var retransmission = Nanoseconds.seconds(1)
  /// Solicitations without an answer after which a neighbour is given up, while it is looked for and while it is probed
  /// (`MAX_MULTICAST_SOLICIT`, `MAX_UNICAST_SOLICIT`); at least 1.
  public var solicitationsMax = 3
  /// How long an answer proves that the neighbour can be reached (`REACHABLE_TIME`); each time is drawn from half to one
  /// and a half of it, so that routers do not probe in step (RFC 4861, 6.3.2).
  public var reachable = Nanoseconds.seconds(30)
  /// How long to wait for a sign of life before a neighbour is probed (`DELAY_FIRST_PROBE_TIME`).
  public var delay = Nanoseconds.seconds(5)
  /// How long a neighbour that nobody sends to is remembered.
  public var forgetting = Nanoseconds.seconds(600)

  /// The defaults.
  public init() {}

  /// A reachable time, from half to one and a half of the base.
  public func reachable(random: UInt64) -> Nanoseconds {
    Nanoseconds(reachable.count / 2 + random % max(1, reachable.count))
  }
}
