import ConnectionTracking
import Dataplane
import Middleboxes
import Wire

/// A NAT written down as a list of who has talked to whom: the oracle of the real one. It does not choose ports; it is
/// told those that were chosen, and says what may be.
struct NaiveNAT {
  /// One conversation.
  struct Talk {
    let proto: IPProtocol
    let inside: IPv4Endpoint
    let remote: IPv4Endpoint
    let outside: IPv4Endpoint
    var deadline: Instant
    /// The inside has sent in it.
    var isAnswered: Bool
    /// The inside talks to the same remote endpoint by another mapping, and what it sends goes by that.
    var isReplyOnly: Bool
  }

  /// A mapping, and the remote endpoint for which it was made.
  struct Mapping {
    let proto: IPProtocol
    let inside: IPv4Endpoint
    let outside: IPv4Endpoint
    let madeFor: IPv4Endpoint
  }

  let mapping: NAT.Behaviour
  let filtering: NAT.Behaviour
  let refreshesInbound: Bool
  let timeouts: ConnectionTimeouts
  private(set) var talks: [Talk] = []
  private var mappings: [Mapping] = []

  init(mapping: NAT.Behaviour, filtering: NAT.Behaviour, refreshesInbound: Bool, timeouts: ConnectionTimeouts) {
    self.mapping = mapping
    self.filtering = filtering
    self.refreshesInbound = refreshesInbound
    self.timeouts = timeouts
  }

  /// What is past its deadline ends; with its last talk ends a mapping, unless it counts as unused before, when nobody
  /// inside has answered what is left.
  mutating func expire(now: Instant) {
    talks.removeAll { $0.deadline <= now }
    mappings.removeAll { mapping in
      !talks.contains { $0.isOf(mapping) && ($0.isAnswered || refreshesInbound) }
    }
    talks.removeAll { talk in !mappings.contains { talk.isOf($0) } }
  }

  /// The outside endpoint that a packet from inside must get; `nil` where a new mapping is due.
  func outside(_ proto: IPProtocol, _ inside: IPv4Endpoint, to remote: IPv4Endpoint) -> IPv4Endpoint? {
    let talk = talks.first {
      $0.proto == proto && $0.inside == inside && $0.remote == remote && !$0.isReplyOnly
    }
    if let talk { return talk.outside }
    return mappings.first { made in
      made.proto == proto && made.inside == inside && NaiveNAT.agree(made.madeFor, remote, mapping)
    }?.outside
  }

  /// True where some mapping has the endpoint.
  func isTaken(_ proto: IPProtocol, _ outside: IPv4Endpoint) -> Bool {
    mappings.contains { $0.proto == proto && $0.outside == outside }
  }

  /// A packet has gone out by `outside`.
  mutating func sent(
    _ proto: IPProtocol, _ inside: IPv4Endpoint, to remote: IPv4Endpoint, by outside: IPv4Endpoint, now: Instant
  ) {
    if !isTaken(proto, outside) {
      mappings.append(Mapping(proto: proto, inside: inside, outside: outside, madeFor: remote))
    }
    let index = note(proto, inside, remote, outside, now)
    talks[index].isAnswered = true
    talks[index].isReplyOnly = false
    talks[index].deadline = deadline(proto, now)
  }

  /// What becomes of a packet from outside.
  enum Fate: Equatable {
    case delivered(IPv4Endpoint)
    case noMapping
    case filtered
  }

  /// A packet comes to `outside`.
  mutating func received(_ proto: IPProtocol, from remote: IPv4Endpoint, at outside: IPv4Endpoint, now: Instant) -> Fate
  {
    let own = talks.filter { $0.proto == proto && $0.outside == outside }
    guard let inside = mappings.first(where: { $0.proto == proto && $0.outside == outside })?.inside else {
      return .noMapping
    }
    if let known = talks.firstIndex(where: { $0.proto == proto && $0.outside == outside && $0.remote == remote }) {
      if proto == .tcp || refreshesInbound { talks[known].deadline = deadline(proto, now) }
      return .delivered(inside)
    }
    if proto == .icmp { return .noMapping }
    guard
      filtering == .endpointIndependent
        || own.contains(where: { $0.isAnswered && NaiveNAT.agree($0.remote, remote, filtering) })
    else { return .filtered }
    _ = note(proto, inside, remote, outside, now)
    return .delivered(inside)
  }

  private mutating func note(
    _ proto: IPProtocol, _ inside: IPv4Endpoint, _ remote: IPv4Endpoint, _ outside: IPv4Endpoint, _ now: Instant
  ) -> Int {
    let known = talks.firstIndex { $0.proto == proto && $0.outside == outside && $0.remote == remote }
    if let known { return known }
    let isReplyOnly = talks.contains {
      $0.proto == proto && $0.inside == inside && $0.remote == remote && !$0.isReplyOnly
    }
    talks.append(
      Talk(
        proto: proto, inside: inside, remote: remote, outside: outside, deadline: deadline(proto, now),
        isAnswered: false, isReplyOnly: isReplyOnly))
    return talks.count - 1
  }

  private func deadline(_ proto: IPProtocol, _ now: Instant) -> Instant {
    let timeout = proto == .tcp ? timeouts.tcpOpening : proto == .udp ? timeouts.udp : timeouts.icmp
    let tick = ConnectionTable.tick.count
    return Instant(nanoseconds: ((now + Nanoseconds(timeout)).nanoseconds + tick - 1) / tick * tick)
  }

  private static func agree(_ a: IPv4Endpoint, _ b: IPv4Endpoint, _ behaviour: NAT.Behaviour) -> Bool {
    switch behaviour {
    case .endpointIndependent: true
    case .addressDependent: a.address == b.address
    case .addressAndPortDependent: a == b
    }
  }
}

extension NaiveNAT.Talk {
  /// True where it goes by `mapping`.
  func isOf(_ mapping: NaiveNAT.Mapping) -> Bool { proto == mapping.proto && outside == mapping.outside }
}
