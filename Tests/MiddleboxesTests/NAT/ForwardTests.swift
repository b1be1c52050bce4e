import Dataplane
import Middleboxes
import Testing
import Wire

@Suite("NAT: forwards")
struct ForwardTests {
  private let server = IPv4Endpoint(Hosts.alice.address, 80)
  private let outside = IPv4Endpoint(NATBench.address, 8080)

  @Test("a forwarded port leads inside whatever the filter, and stands for its target", arguments: [6, 17])
  func leadsInside(number: UInt8) throws {
    let proto = IPProtocol(rawValue: number)
    let bench = try NATBench { $0.forwards = [NAT.Forward(proto, port: 8080, to: server)] }
    let there = try #require(bench.send(proto, Hosts.dns, outside).first)
    #expect(there.port == NATBench.lan && there.destination == server && there.source == Hosts.dns)
    let back = try #require(bench.send(proto, server, Hosts.dns, flags: [.syn, .ack]).first)
    #expect(back.port == NATBench.outside && back.source == outside)
    // What the target opens itself comes from the same endpoint.
    let opened = try #require(bench.send(proto, server, Hosts.web).first)
    #expect(opened.source == outside)
    #expect(bench.send(proto == .tcp ? .udp : .tcp, Hosts.dns, outside).isEmpty)
  }

  @Test("a forward does not lapse")
  func stays() throws {
    let bench = try NATBench { $0.forwards = [NAT.Forward(.udp, port: 8080, to: server)] }
    bench.send(.udp, Hosts.dns, outside)
    bench.advance(by: .seconds(100_000))
    #expect(bench.nat.assumeIsolated { $0.mappings() }.map(\.isForward) == [true])
    #expect(bench.send(.udp, Hosts.dns, outside).map(\.destination) == [server])
  }

  @Test("no mapping gets a forwarded port")
  func isReserved() throws {
    let bench = try NATBench { $0.forwards = [NAT.Forward(.udp, port: 5000, to: server)] }
    let seen = try #require(bench.send(.udp, Hosts.alice, Hosts.web).first)
    #expect(seen.source.port != 5000)
  }

  @Test("a forward that stays keeps its connections when others change")
  func replaces() async throws {
    let kept = NAT.Forward(.tcp, port: 8080, to: server)
    let old = NAT.Forward(.tcp, port: 2222, to: IPv4Endpoint(Hosts.bob.address, 22))
    let new = NAT.Forward(.udp, port: 53, to: IPv4Endpoint(Hosts.bob.address, 53))
    let bench = try NATBench { $0.forwards = [kept, old] }
    bench.send(.tcp, Hosts.dns, outside)
    bench.send(.tcp, Hosts.dns, IPv4Endpoint(NATBench.address, 2222))
    try await bench.nat.replaceForwards(with: [new, kept])
    #expect(await bench.nat.forwards() == [new, kept])
    #expect(await bench.nat.sessions().map(\.outside) == [outside])
    #expect(bench.send(.tcp, server, Hosts.dns, flags: [.syn, .ack]).map(\.source) == [outside])
    #expect(bench.send(.tcp, Hosts.dns, IPv4Endpoint(NATBench.address, 2222)).isEmpty)
    #expect(bench.send(.udp, Hosts.web, IPv4Endpoint(NATBench.address, 53)).map(\.destination) == [new.target])
  }

  @Test("a new forward takes its port and its target from the mappings that have them")
  func takesOver() async throws {
    let bench = try NATBench()
    #expect(bench.send(.udp, Hosts.bob, Hosts.web).map(\.source.port) == [6000])
    #expect(bench.send(.udp, Hosts.alice, Hosts.web).map(\.source.port) == [5000])
    try await bench.nat.replaceForwards(with: [NAT.Forward(.udp, port: 6000, to: Hosts.alice)])
    #expect(bench.send(.udp, Hosts.alice, Hosts.web).map(\.source.port) == [6000])
    let moved = try #require(bench.send(.udp, Hosts.bob, Hosts.web).first)
    #expect(moved.source.port != 6000)
    #expect(await bench.nat.mappings().count == 2)
  }

  @Test("two outside ports may lead to one target; the first stands for it")
  func twoPorts() async throws {
    let (first, second) = (NAT.Forward(.udp, port: 8080, to: server), NAT.Forward(.udp, port: 9090, to: server))
    let bench = try NATBench { $0.forwards = [first, second] }
    #expect(bench.send(.udp, Hosts.dns, IPv4Endpoint(NATBench.address, 9090)).map(\.destination) == [server])
    #expect(bench.send(.udp, Hosts.web, outside).map(\.destination) == [server])
    #expect(bench.send(.udp, server, IPv4Endpoint(Hosts.web.address, 1)).map(\.source) == [outside])
    try await bench.nat.replaceForwards(with: [second])
    #expect(
      bench.send(.udp, server, IPv4Endpoint(Hosts.web.address, 1)).map(\.source)
        == [IPv4Endpoint(NATBench.address, 9090)])
  }

  @Test("forwards that make no sense are refused, and the old ones stay")
  func refuses() async throws {
    let good = NAT.Forward(.tcp, port: 8080, to: server)
    let bench = try NATBench { $0.forwards = [good] }
    let bad: [([NAT.Forward], NAT.ConfigurationError)] = [
      ([NAT.Forward(.icmp, port: 1, to: server)], .badForward(NAT.Forward(.icmp, port: 1, to: server))),
      ([NAT.Forward(.tcp, port: 0, to: server)], .badForward(NAT.Forward(.tcp, port: 0, to: server))),
      (
        [good, NAT.Forward(.tcp, port: 8080, to: Hosts.bob)],
        .forwardedTwice(NAT.Forward(.tcp, port: 8080, to: Hosts.bob))
      ),
      ((0...1024).map { NAT.Forward(.tcp, port: 1 + $0, to: server) }, .tooManyForwards),
    ]
    for (forwards, error) in bad {
      await #expect(throws: error) { try await bench.nat.replaceForwards(with: forwards) }
    }
    #expect(await bench.nat.forwards() == [good])
    #expect(bench.send(.tcp, Hosts.dns, outside).count == 1)
  }
}
