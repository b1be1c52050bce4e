import ConnectionTracking
import Dataplane
import Middleboxes
import SeededRandom
import Testing
import Wire

@Suite("NAT: the nine kinds")
struct BehaviourTests {
  struct Kind: CustomStringConvertible, Sendable {
    let mapping: NAT.Behaviour
    let filtering: NAT.Behaviour
    let refreshesInbound: Bool
    var description: String {
      "\(mapping.rawValue) / \(filtering.rawValue)\(refreshesInbound ? ", refreshed by both" : "")"
    }

    static let all = NAT.Behaviour.allCases.flatMap { mapping in
      NAT.Behaviour.allCases.flatMap { filtering in
        [false, true].map { Kind(mapping: mapping, filtering: filtering, refreshesInbound: $0) }
      }
    }
  }

  /// Random traffic over a few endpoints, so that mappings meet, lapse and are hairpinned over.
  @Test("does what a naive list of conversations says (RFC 4787, 4.1, 5 and 6)", arguments: Kind.all)
  func agreesWithOracle(kind: Kind) throws {
    let seed: UInt64 = 4787
    print("seed \(seed)")
    var random = SplitMix64(seed: seed)
    let timeouts = ConnectionTimeouts(tcpOpening: .seconds(20), udp: .seconds(30), icmp: .seconds(10))
    let bench = try NATBench(seed: seed) {
      $0.mapping = kind.mapping
      $0.filtering = kind.filtering
      $0.refreshesInbound = kind.refreshesInbound
      $0.timeouts = timeouts
      $0.ports = 5000...5063
    }
    var model = NaiveNAT(
      mapping: kind.mapping, filtering: kind.filtering, refreshesInbound: kind.refreshesInbound, timeouts: timeouts)
    let insides = [1, 2, 3].flatMap { host in
      [5001, 5002].map { IPv4Endpoint(host == 3 ? IPv4Address(10, 2, 0, 9) : IPv4Address(10, 1, 0, host + 9), $0) }
    }
    let remotes = [1, 2].flatMap { host in [53, 80, 443].map { IPv4Endpoint(IPv4Address(203, 0, 113, host), $0) } }
    for _ in 0..<2500 {
      if random.oneIn(3) { bench.advance(by: .milliseconds(UInt64.random(in: 1..<5000, using: &random))) }
      let now = bench.bench.context.now
      model.expire(now: now)
      let proto: IPProtocol = [.tcp, .udp, .udp, .icmp].randomElement(using: &random)!
      let inside = insides.randomElement(using: &random)!
      var remote = remotes.randomElement(using: &random)!
      if proto == .icmp { remote.port = 0 }
      let target = IPv4Endpoint(NATBench.address, UInt16.random(in: 5000...5008, using: &random))
      switch Int.random(in: 0..<5, using: &random) {
      case 0, 1:
        let seen = bench.send(proto, inside, remote)
        try checkOutbound(seen, &model, proto, inside, remote, now)
      case 2, 3:
        let drops = (bench.drops(.noMapping), bench.drops(.filtered))
        let seen = bench.send(proto, remote, target)
        switch model.received(proto, from: remote, at: target, now: now) {
        case .delivered(let endpoint):
          #expect(seen.map(\.destination) == [endpoint])
          #expect(seen.map(\.source) == [remote])
        case .noMapping: #expect(seen.isEmpty && bench.drops(.noMapping) == drops.0 + 1)
        case .filtered: #expect(seen.isEmpty && bench.drops(.filtered) == drops.1 + 1)
        }
      default:
        if proto != .icmp { try checkHairpin(bench, &model, proto, inside, target, now) }
      }
    }
    #expect(Set(bench.nat.assumeIsolated { $0.sessions() }.map(\.inside)) == Set(model.talks.map(\.inside)))
  }

  private func checkOutbound(
    _ seen: [NATBench.Seen], _ model: inout NaiveNAT, _ proto: IPProtocol, _ inside: IPv4Endpoint,
    _ remote: IPv4Endpoint, _ now: Instant
  ) throws {
    let packet = try #require(seen.first)
    #expect(seen.count == 1 && packet.port == NATBench.outside && packet.destination == remote)
    checkMapping(packet.source, &model, proto, inside, remote, now)
  }

  /// An endpoint that a packet was given: the one that it had, or a new one that nobody has.
  private func checkMapping(
    _ given: IPv4Endpoint, _ model: inout NaiveNAT, _ proto: IPProtocol, _ inside: IPv4Endpoint,
    _ remote: IPv4Endpoint, _ now: Instant
  ) {
    if let known = model.outside(proto, inside, to: remote) {
      #expect(given == known)
    } else {
      let preserved = IPv4Endpoint(NATBench.address, inside.port)
      #expect(!model.isTaken(proto, given))
      #expect(given == preserved || model.isTaken(proto, preserved))
      if proto == .udp { #expect(given.port % 2 == inside.port % 2) }
    }
    #expect(given.address == NATBench.address)
    model.sent(proto, inside, to: remote, by: given, now: now)
  }

  private func checkHairpin(
    _ bench: NATBench, _ model: inout NaiveNAT, _ proto: IPProtocol, _ inside: IPv4Endpoint, _ target: IPv4Endpoint,
    _ now: Instant
  ) throws {
    let drops = (bench.drops(.noMapping), bench.drops(.filtered))
    let seen = bench.send(proto, inside, target)
    guard model.isTaken(proto, target) else {
      #expect(seen.isEmpty && bench.drops(.noMapping) == drops.0 + 1)
      return
    }
    // Whether or not it is let in, it has gone out.
    let session = try #require(
      bench.nat.assumeIsolated { nat in
        nat.sessions().first { $0.protocol == proto && $0.inside == inside && $0.remote == target }
      })
    checkMapping(session.outside, &model, proto, inside, target, now)
    switch model.received(proto, from: session.outside, at: target, now: now) {
    case .delivered(let endpoint):
      #expect(seen.map(\.source) == [session.outside])
      #expect(seen.map(\.destination) == [endpoint])
      #expect(seen.map(\.port) == [NATBench.port(of: endpoint.address)])
    case .noMapping: #expect(seen.isEmpty && bench.drops(.noMapping) == drops.0 + 1)
    case .filtered: #expect(seen.isEmpty && bench.drops(.filtered) == drops.1 + 1)
    }
  }
}
