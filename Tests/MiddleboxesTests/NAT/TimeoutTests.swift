import ConnectionTracking
import Dataplane
import Middleboxes
import SeededRandom
import Testing
import Wire

@Suite("NAT: timeouts")
struct TimeoutTests {
  private let outside = IPv4Endpoint(NATBench.address, 5000)

  /// A packet from outside is let in.
  private func isOpen(_ bench: NATBench, _ proto: IPProtocol = .udp, flags: TCPFlags = .ack) -> Bool {
    var remote = Hosts.web
    if proto == .icmp { remote.port = 0 }
    return bench.send(proto, remote, outside, flags: flags).count == 1
  }

  @Test("UDP lives 5 min after the last packet from inside (RFC 4787, REQ-5 and REQ-6)")
  func udp() throws {
    let bench = try NATBench()
    bench.send(.udp, Hosts.alice, Hosts.web)
    bench.advance(by: .seconds(200))
    bench.send(.udp, Hosts.alice, Hosts.web)
    bench.advance(by: .seconds(299))
    #expect(isOpen(bench))
    // That packet from outside kept nothing alive.
    bench.advance(by: .seconds(2))
    #expect(!isOpen(bench))
    #expect(bench.drops(.noMapping) == 1)
  }

  @Test("UDP is kept alive from outside where that is asked for (RFC 4787, REQ-6a)")
  func udpInbound() throws {
    let bench = try NATBench { $0.refreshesInbound = true }
    bench.send(.udp, Hosts.alice, Hosts.web)
    for _ in 0..<5 {
      bench.advance(by: .seconds(290))
      #expect(isOpen(bench))
    }
    bench.advance(by: .seconds(301))
    #expect(!isOpen(bench))
  }

  @Test("an ICMP query lives 60 s (RFC 5508, REQ-2)")
  func icmp() throws {
    let bench = try NATBench()
    bench.send(.icmp, Hosts.alice, IPv4Endpoint(Hosts.web.address, 0))
    bench.advance(by: .seconds(59))
    #expect(isOpen(bench, .icmp))
    bench.advance(by: .seconds(2))
    #expect(!isOpen(bench, .icmp))
  }

  /// Opens a connection from alice to the web.
  private func open(_ bench: NATBench) {
    bench.send(.tcp, Hosts.alice, Hosts.web, flags: .syn)
    bench.send(.tcp, Hosts.web, outside, flags: [.syn, .ack])
    bench.send(.tcp, Hosts.alice, Hosts.web, flags: .ack)
  }

  private func state(_ bench: NATBench) -> TCPTracker.State? {
    bench.nat.assumeIsolated { $0.sessions().first?.tcp }
  }

  @Test("TCP lives 4 min until it is open, and 2 h 4 min then (RFC 5382, REQ-5)")
  func tcpOpen() throws {
    let bench = try NATBench()
    bench.send(.tcp, Hosts.alice, Hosts.web, flags: .syn)
    #expect(state(bench) == .synSent)
    bench.advance(by: .seconds(241))
    #expect(state(bench) == nil)
    open(bench)
    #expect(state(bench) == .established)
    bench.advance(by: .seconds(7439))
    #expect(isOpen(bench, .tcp))
    bench.advance(by: .seconds(7439))
    #expect(isOpen(bench, .tcp))
    bench.advance(by: .seconds(7441))
    #expect(!isOpen(bench, .tcp))
  }

  @Test("TCP lives 4 min after both have closed, whatever is sent then (RFC 7857, 2)")
  func tcpClosed() throws {
    let bench = try NATBench()
    open(bench)
    bench.send(.tcp, Hosts.alice, Hosts.web, flags: [.fin, .ack])
    #expect(state(bench) == .finWait)
    bench.advance(by: .seconds(3000))
    #expect(isOpen(bench, .tcp))
    bench.send(.tcp, Hosts.web, outside, flags: [.fin, .ack])
    #expect(state(bench) == .timeWait)
    bench.advance(by: .seconds(200))
    #expect(isOpen(bench, .tcp))
    bench.advance(by: .seconds(41))
    #expect(!isOpen(bench, .tcp))
  }

  @Test("a reset passes, and the connection stays 4 min for its endpoints to differ (RFC 7857, 2.2)")
  func tcpReset() throws {
    let bench = try NATBench()
    open(bench)
    #expect(bench.send(.tcp, Hosts.web, outside, flags: .rst).count == 1)
    #expect(state(bench) == .reset)
    bench.advance(by: .seconds(239))
    // The reset was forged: the connection goes on.
    #expect(isOpen(bench, .tcp))
    #expect(state(bench) == .established)
    bench.send(.tcp, Hosts.alice, Hosts.web, flags: .rst)
    bench.advance(by: .seconds(239))
    bench.send(.tcp, Hosts.alice, Hosts.web, flags: .rst)
    bench.advance(by: .seconds(2))
    #expect(state(bench) == nil)
  }

  @Test("what the outside has opened and nobody has answered does not keep a mapping alive")
  func unanswered() throws {
    let bench = try NATBench { $0.filtering = .endpointIndependent }
    bench.send(.udp, Hosts.alice, Hosts.web)
    for _ in 0..<4 {
      bench.advance(by: .seconds(70))
      #expect(bench.send(.udp, Hosts.dns, outside).count == 1)
    }
    bench.advance(by: .seconds(21))
    #expect(bench.send(.udp, Hosts.dns, outside).isEmpty)
    #expect(bench.nat.assumeIsolated { $0.sessions() }.isEmpty)
  }

  @Test("a mapping that has lapsed gives its port to somebody else")
  func portIsFreed() throws {
    let bench = try NATBench { $0.ports = 5000...5000 }
    bench.send(.udp, Hosts.alice, Hosts.web)
    #expect(bench.send(.udp, Hosts.bob, Hosts.web).isEmpty)
    #expect(bench.drops(.portsExhausted) == 1)
    bench.advance(by: .seconds(301))
    #expect(bench.send(.udp, Hosts.bob, Hosts.web).map(\.source) == [outside])
    #expect(bench.send(.udp, Hosts.web, outside).map(\.destination) == [Hosts.bob])
  }

  @Test("thousands that lapse at once are forgotten a part at a time, and all of them in the end")
  func manyAtOnce() throws {
    let bench = try NATBench()
    for port in 0..<5000 as Range<UInt16> {
      bench.send(.udp, IPv4Endpoint(Hosts.alice.address, 10_000 + port), Hosts.web)
    }
    #expect(bench.nat.assumeIsolated { $0.mappings() }.count == 5000)
    bench.advance(by: .seconds(310))
    #expect(bench.nat.assumeIsolated { $0.mappings() }.isEmpty)
    // And the idle NAT sets no timer but the router's.
    bench.advance(by: .seconds(1000))
    #expect(bench.bench.dispatcher.nextDeadline == nil)
  }

  @Test("where more lapses than a batch forgets, what has lapsed is not met again", arguments: NAT.Behaviour.allCases)
  func backlog(mapping: NAT.Behaviour) throws {
    let seed: UInt64 = 12
    print("seed \(seed)")
    var random = SplitMix64(seed: seed)
    let bench = try NATBench {
      $0.mapping = mapping
      $0.filtering = .endpointIndependent
    }
    let ports = 10_000..<10_400 as Range<UInt16>
    let remotes = [Hosts.web, Hosts.dns, IPv4Endpoint(Hosts.web.address, 443)]
    for _ in 0..<3 {
      var given: [IPv4Endpoint] = []
      for port in ports {
        let inside = IPv4Endpoint(Hosts.alice.address, port)
        given += bench.send(.udp, inside, remotes.randomElement(using: &random)!).map(\.source)
      }
      for endpoint in given { bench.send(.udp, remotes.randomElement(using: &random)!, endpoint) }
      #expect(given.count == ports.count)
      // The clock jumps, and the timers have not fired yet.
      bench.bench.dispatcher.now = bench.bench.dispatcher.now + .seconds(301)
      var fresh: Set<IPv4Endpoint> = []
      for _ in 0..<60 {
        let remote = remotes.randomElement(using: &random)!
        if random.oneIn(2) {
          let inside = IPv4Endpoint(Hosts.alice.address, ports.randomElement(using: &random)!)
          fresh.formUnion(bench.send(.udp, inside, remote).map(\.source))
        } else {
          bench.send(.udp, remote, given.randomElement(using: &random)!)
        }
      }
      let left = bench.nat.assumeIsolated { $0.mappings() }
      #expect(Set(left.map(\.outside)) == fresh)
      bench.nat.assumeIsolated { $0.forgetMappings() }
    }
  }
}
