import Middleboxes
import Testing
import Wire

@Suite("NAT: hairpin")
struct HairpinTests {
  @Test(
    "two inside hosts talk by their outside endpoints, and see each other's (RFC 4787, REQ-9a)", arguments: [17, 6])
  func bothSides(number: UInt8) throws {
    let proto = IPProtocol(rawValue: number)
    let bench = try NATBench { $0.filtering = .endpointIndependent }
    let alice = try #require(bench.send(proto, Hosts.alice, Hosts.web).first).source
    let bob = try #require(bench.send(proto, Hosts.bob, Hosts.web).first).source
    let there = try #require(bench.send(proto, Hosts.alice, bob).first)
    #expect(there.port == NATBench.lab)
    #expect(there.source == alice && there.destination == Hosts.bob)
    let back = try #require(bench.send(proto, Hosts.bob, alice, flags: [.syn, .ack]).first)
    #expect(back.port == NATBench.lan)
    #expect(back.source == bob && back.destination == Hosts.alice)
  }

  @Test("the filter of the one that is called decides")
  func isFiltered() throws {
    let bench = try NATBench { $0.filtering = .addressAndPortDependent }
    let alice = try #require(bench.send(.udp, Hosts.alice, Hosts.web).first).source
    let bob = try #require(bench.send(.udp, Hosts.bob, Hosts.web).first).source
    #expect(bench.send(.udp, Hosts.alice, bob).isEmpty)
    #expect(bench.drops(.filtered) == 1)
    // Once bob has called back, both are let in: a hole is punched.
    #expect(bench.send(.udp, Hosts.bob, alice).count == 1)
    #expect(bench.send(.udp, Hosts.alice, bob).count == 1)
  }

  @Test("a host reaches itself by its outside endpoint")
  func itself() throws {
    let bench = try NATBench { $0.filtering = .endpointIndependent }
    let alice = try #require(bench.send(.udp, Hosts.alice, Hosts.web).first).source
    let seen = try #require(bench.send(.udp, Hosts.alice, alice).first)
    #expect(seen.port == NATBench.lan && seen.source == alice && seen.destination == Hosts.alice)
  }

  @Test("an inside host reaches a forwarded port, whatever the filter")
  func forward() throws {
    let server = IPv4Endpoint(Hosts.bob.address, 80)
    let bench = try NATBench { $0.forwards = [NAT.Forward(.tcp, port: 8080, to: server)] }
    let there = try #require(bench.send(.tcp, Hosts.alice, IPv4Endpoint(NATBench.address, 8080)).first)
    #expect(there.port == NATBench.lab && there.destination == server)
    #expect(there.source == IPv4Endpoint(NATBench.address, 5000))
    let back = try #require(bench.send(.tcp, server, there.source, flags: [.syn, .ack]).first)
    #expect(back.port == NATBench.lan && back.destination == Hosts.alice)
    #expect(back.source == IPv4Endpoint(NATBench.address, 8080))
  }

  @Test("without hairpin, an outside address is the router's own and no more")
  func disabled() throws {
    let bench = try NATBench {
      $0.hairpin = false
      $0.filtering = .endpointIndependent
    }
    let bob = try #require(bench.send(.udp, Hosts.bob, Hosts.web).first).source
    let seen = bench.send(.udp, Hosts.alice, bob)
    // The router has nobody at that port, and says so.
    #expect(seen.map(\.port) == [NATBench.lan])
    #expect(seen.map(\.proto) == [.icmp])
    #expect(bench.drops(.unsupported) == 1)
  }

  @Test("nothing is opened for a call to a port that nobody has")
  func nobody() throws {
    let bench = try NATBench()
    #expect(bench.send(.udp, Hosts.alice, IPv4Endpoint(NATBench.address, 9999)).isEmpty)
    #expect(bench.drops(.noMapping) == 1)
    #expect(bench.nat.assumeIsolated { $0.sessions() }.isEmpty)
  }
}
