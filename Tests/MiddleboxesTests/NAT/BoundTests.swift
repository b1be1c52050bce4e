import Middleboxes
import Testing
import Wire

@Suite("NAT: bounds")
struct BoundTests {
  private func alice(_ port: UInt16) -> IPv4Endpoint { IPv4Endpoint(Hosts.alice.address, port) }

  @Test("with all ports given out, new mappings are refused and old ones live on")
  func ports() throws {
    let bench = try NATBench { $0.ports = 40_000...40_009 }
    for port in 0..<15 as Range<UInt16> { bench.send(.udp, alice(2000 + port), Hosts.web) }
    #expect(bench.drops(.portsExhausted) == 5)
    let mappings = bench.nat.assumeIsolated { $0.mappings() }
    #expect(Set(mappings.map(\.outside.port)) == Set(40_000...40_009))
    #expect(bench.send(.udp, alice(2000), Hosts.web).count == 1)
    // Other protocols have ports of their own.
    #expect(bench.send(.tcp, alice(2014), Hosts.web).count == 1)
    #expect(bench.send(.icmp, alice(2014), IPv4Endpoint(Hosts.web.address, 0)).count == 1)
  }

  @Test("a full table of connections refuses new ones, and throws nobody out")
  func connections() throws {
    let bench = try NATBench { $0.connectionsMax = 20 }
    for port in 0..<30 as Range<UInt16> {
      bench.send(.udp, Hosts.alice, IPv4Endpoint(Hosts.web.address, 1 + port))
    }
    #expect(bench.drops(.connectionTableFull) == 10)
    #expect(bench.nat.assumeIsolated { $0.sessions() }.count == 20)
    #expect(bench.send(.udp, Hosts.alice, IPv4Endpoint(Hosts.web.address, 1)).count == 1)
    // A mapping that cannot have a connection is not made.
    bench.send(.udp, Hosts.bob, Hosts.web)
    #expect(bench.nat.assumeIsolated { $0.mappings() }.count == 1)
  }

  @Test("one mapping cannot take the whole table")
  func connectionsOfOne() throws {
    let bench = try NATBench {
      $0.connectionsPerMappingMax = 8
      $0.filtering = .endpointIndependent
    }
    bench.send(.udp, Hosts.alice, Hosts.web)
    for port in 0..<20 as Range<UInt16> {
      bench.send(.udp, IPv4Endpoint(Hosts.dns.address, 1 + port), IPv4Endpoint(NATBench.address, 5000))
    }
    #expect(bench.drops(.connectionTableFull) == 13)
    #expect(bench.send(.udp, Hosts.bob, Hosts.web).count == 1)
  }

  @Test("a full table of mappings refuses new ones; forwards do not count")
  func mappings() throws {
    let bench = try NATBench {
      $0.mappingsMax = 5
      $0.forwards = [NAT.Forward(.tcp, port: 80, to: Hosts.bob)]
    }
    for port in 0..<8 as Range<UInt16> { bench.send(.udp, alice(3000 + port), Hosts.web) }
    #expect(bench.drops(.connectionTableFull) == 3)
    #expect(bench.nat.assumeIsolated { $0.mappings() }.count == 6)
  }

  @Test("an empty pool of buffers drops packets, and no more than that")
  func buffers() throws {
    let bench = try NATBench(poolCapacity: 3)
    #expect(bench.send(.udp, Hosts.alice, Hosts.web).count == 1)
    var held: [[UInt8]] = []
    for _ in 0..<10 {
      held.append(
        EthernetFrame.udp(NATBench.path(Hosts.alice.address, Hosts.web.address), sourcePort: 1, destinationPort: 2))
    }
    for frame in held { bench.bench.inject(frame, to: NATBench.lan) }
    #expect(bench.settle(isIntact: true).count <= 3)
    #expect(bench.send(.udp, Hosts.alice, Hosts.web).count == 1)
  }
}
