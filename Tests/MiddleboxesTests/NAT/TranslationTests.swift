import Buffers
import Dataplane
import Middleboxes
import Routing
import SeededRandom
import Testing
import Wire

@Suite("NAT: translation")
struct TranslationTests {
  private let outside = IPv4Endpoint(NATBench.address, 5000)

  @Test("an inside port keeps its number; below 1024 it stays below; its time to live is one less")
  func ports() throws {
    let bench = try NATBench()
    let seen = try #require(bench.send(.udp, Hosts.alice, Hosts.web).first)
    #expect(seen.source == outside && seen.destination == Hosts.web)
    #expect(seen.datagram[8] == 63)
    let low = IPv4Endpoint(Hosts.alice.address, 123)
    #expect(bench.send(.udp, low, Hosts.web).map(\.source.port) == [123])
    let other = try #require(bench.send(.udp, IPv4Endpoint(Hosts.bob.address, 123), Hosts.web).first)
    #expect(other.source.port != 123 && other.source.port < 1024 && other.source.port % 2 == 1)
  }

  @Test("a ping out and its answer back; the answer of somebody else is not let in")
  func ping() throws {
    let bench = try NATBench { $0.ports = 7000...7000 }
    let asked = try #require(bench.send(.icmp, Hosts.alice, IPv4Endpoint(Hosts.web.address, 0)).first)
    #expect(asked.source == IPv4Endpoint(NATBench.address, 7000))
    let answer = try #require(bench.send(.icmp, IPv4Endpoint(Hosts.web.address, 0), asked.source).first)
    #expect(answer.destination == Hosts.alice)
    #expect(bench.send(.icmp, IPv4Endpoint(Hosts.dns.address, 0), asked.source).isEmpty)
    // An answer that nobody has asked for does not leave either.
    #expect(bench.send(.icmp, IPv4Endpoint(Hosts.alice.address, 0), IPv4Endpoint(Hosts.web.address, 9)).isEmpty)
    #expect(bench.drops(.noMapping) == 2)
  }

  @Test("the outside address answers ping itself, from outside and from inside")
  func pingOfItsOwn() throws {
    let bench = try NATBench()
    for asker in [Hosts.web, Hosts.alice] {
      // Even where the identifier is one that a mapping has.
      bench.send(.icmp, IPv4Endpoint(Hosts.alice.address, 77), IPv4Endpoint(Hosts.dns.address, 0))
      let seen = try #require(
        bench.send(.icmp, IPv4Endpoint(asker.address, 77), IPv4Endpoint(NATBench.address, 0)).first)
      #expect(seen.sourceAddress == NATBench.address)
      #expect(seen.destination == IPv4Endpoint(asker.address, 77))
    }
  }

  @Test(
    "an unsolicited SYN is dropped in silence (RFC 5382, REQ-4), as is an unsolicited datagram", arguments: [6, 17])
  func unsolicited(number: UInt8) throws {
    let bench = try NATBench()
    #expect(bench.send(IPProtocol(rawValue: number), Hosts.web, outside).isEmpty)
    #expect(bench.drops(.noMapping) == 1)
  }

  @Test("simultaneous open passes (RFC 5382, REQ-2a): the SYN from outside meets the one from inside")
  func simultaneousOpen() throws {
    let bench = try NATBench()
    #expect(bench.send(.tcp, Hosts.alice, Hosts.web, flags: .syn).count == 1)
    #expect(bench.send(.tcp, Hosts.web, outside, flags: .syn).map(\.destination) == [Hosts.alice])
    #expect(bench.send(.tcp, Hosts.alice, Hosts.web, flags: [.syn, .ack]).count == 1)
    #expect(bench.send(.tcp, Hosts.web, outside, flags: [.syn, .ack]).count == 1)
    #expect(bench.nat.assumeIsolated { $0.sessions().map(\.tcp) } == [.established])
  }

  @Test("a TCP connection is not taken up in the middle")
  func noPickUp() throws {
    let bench = try NATBench()
    #expect(bench.send(.tcp, Hosts.alice, Hosts.web, flags: .ack).isEmpty)
    #expect(bench.send(.tcp, Hosts.alice, Hosts.web, flags: [.syn, .ack]).isEmpty)
    #expect(bench.drops(.noMapping) == 2)
  }

  @Test("inside addresses are not reached from outside, and not forged outside addresses from inside")
  func realms() throws {
    let bench = try NATBench()
    #expect(bench.send(.udp, Hosts.web, Hosts.alice).isEmpty)
    #expect(bench.drops(.noMapping) == 1)
    let forged = EthernetFrame.udp(
      NATBench.path(NATBench.address, Hosts.web.address, at: NATBench.lan), sourcePort: 1, destinationPort: 2)
    #expect(bench.send(forged, at: NATBench.lan).isEmpty)
    #expect(bench.drops(.martian) == 1)
  }

  @Test("what does not pass between inside and outside is routed as it is")
  func routed() throws {
    let bench = try NATBench()
    let dmz = IPv4Endpoint(IPv4Address(192, 0, 2, 9), 25)
    for (source, destination) in [(Hosts.alice, Hosts.bob), (Hosts.alice, dmz), (dmz, Hosts.alice), (dmz, Hosts.web)] {
      let seen = try #require(bench.send(.udp, source, destination).first)
      #expect(seen.source == source && seen.destination == destination)
      #expect(seen.port == NATBench.port(of: destination.address))
    }
    #expect(bench.nat.assumeIsolated { $0.mappings() }.isEmpty)
  }

  @Test("IPv6 is routed and not translated")
  func ipv6() throws {
    let bench = try NATBench {
      $0.interfaces[NATBench.lan].addresses.append(InterfaceAddress("2001:db8:1::1/64")!)
      $0.interfaces[NATBench.outside].addresses.append(InterfaceAddress("2001:db8:2::1/64")!)
    }
    let (alice, web) = (IPv6Address("2001:db8:1::10")!, IPv6Address("2001:db8:2::80")!)
    let mac = MACAddress(bits: 0x02_0200_000001)
    // Somebody outside makes itself known first.
    let hello = EthernetFrame.neighborSolicitation(
      from: mac, address: web, target: IPv6Address("2001:db8:2::1")!)
    bench.bench.send(hello, to: NATBench.outside)
    let path = FramePath(
      from: mac, to: NATBench.configuration.interfaces[NATBench.lan].mac, source: alice, destination: web)
    let seen = bench.bench.send(
      EthernetFrame.udp(path, sourcePort: 5000, destinationPort: 53, payload: [1]), to: NATBench.lan)
    let frame = try #require(seen[NATBench.outside]?.last)
    let (source, port) = frame.withBytes { bytes in
      (IPv6View(bytes.extracting(droppingFirst: 14))?.source, bytes.uint16(at: 54))
    }
    #expect(source == alice && port == 5000)
  }

  @Test("what cannot be translated is dropped on its way out")
  func unsupported() throws {
    let bench = try NATBench()
    let gre = EthernetFrame.ip(
      NATBench.path(Hosts.alice.address, Hosts.web.address), .gre, payload: [0, 0, 8, 0, 1, 2, 3, 4])
    #expect(bench.send(gre, at: NATBench.lan).isEmpty)
    #expect(bench.drops(.unsupported) == 1)
  }

  @Test(
    "super-packets with partial checksums stay what they are, and are right once completed", arguments: [true, false])
  func offloads(isOutbound: Bool) throws {
    let bench = try NATBench { $0.ports = 7000...7000 }
    bench.send(.tcp, Hosts.alice, Hosts.web)
    let payload = (0..<20_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    let remoteView = IPv4Endpoint(NATBench.address, 7000)
    let (source, destination) = isOutbound ? (Hosts.alice, Hosts.web) : (Hosts.web, remoteView)
    var frame = EthernetFrame.tcp(
      NATBench.path(source.address, destination.address),
      TCPHeader(sourcePort: source.port, destinationPort: destination.port, flags: .ack), payload: payload)
    frame.withMutableBytes { _ = TransportChecksum.prepare(in: &$0, at: 14) }
    var offload = OffloadMetadata()
    offload.segmentation = .tcp4
    offload.needsChecksum = true
    offload.segmentSize = 1400
    offload.checksumStart = 34
    offload.checksumOffset = 16
    // The bench checks the sum.
    let seen = try #require(bench.send(frame, at: isOutbound ? NATBench.lan : NATBench.outside, offload: offload).first)
    #expect(seen.offload == offload)
    #expect(seen.datagram.count == 20 + 20 + payload.count)
    #expect(isOutbound ? seen.source == remoteView : seen.destination == Hosts.alice)
    #expect(Array(seen.datagram.suffix(payload.count)) == payload)
  }

  @Test("several outside addresses: each inside host has one of them, always the same (RFC 4787, REQ-2)")
  func pool() throws {
    let pool = [IPv4Address(198, 51, 100, 10), IPv4Address(198, 51, 100, 11), IPv4Address(198, 51, 100, 12)]
    let bench = try NATBench { $0.outsideAddresses = pool }
    var given: [IPv4Address: Set<IPv4Address>] = [:]
    for host in 20..<40 as Range<UInt8> {
      for (proto, port) in [(IPProtocol.udp, 1000), (.tcp, 2000), (.udp, 3000)] as [(IPProtocol, UInt16)] {
        let source = IPv4Endpoint(IPv4Address(10, 1, 0, host), port)
        let seen = try #require(bench.send(proto, source, Hosts.web).first)
        given[source.address, default: []].insert(seen.source.address)
        let back = bench.send(proto, Hosts.web, seen.source, flags: [.syn, .ack])
        #expect(back.map(\.destination) == [source])
      }
    }
    #expect(given.values.allSatisfy { $0.count == 1 })
    #expect(Set(given.values.flatMap { $0 }) == Set(pool))
    // The router in it has the addresses too: it answers ARP and ping.
    let seen = bench.send(.icmp, IPv4Endpoint(Hosts.web.address, 5), IPv4Endpoint(pool[1], 0))
    #expect(seen.map(\.sourceAddress) == [pool[1]])
  }

  @Test("configurations that make no sense are refused")
  func refuses() {
    func error(_ configure: @escaping (inout NAT.Configuration) -> Void) -> NAT.ConfigurationError? {
      do { _ = try NATBench(configure) } catch { return error as? NAT.ConfigurationError }
      return nil
    }
    #expect(error { $0.outsidePort = 9 } == .noSuchPort(9))
    #expect(error { $0.insidePorts = [0, 0] } == .portNamedTwice(0))
    #expect(error { $0.insidePorts = [2] } == .portNamedTwice(2))
    #expect(error { $0.interfaces[2].addresses = [] } == .noOutsideAddress)
    #expect(error { $0.ports = 0...9 } == .badPortRange)
    let addresses = (0...64).map { IPv4Address(bits: $0) }
    #expect(error { $0.outsideAddresses = addresses } == .tooManyOutsideAddresses)
    let route = StaticRoute(to: .v4(.all), via: .v4(IPv4Address(9, 9, 9, 9)))
    #expect(error { $0.routes = [route] } == .route(.nextHopNotOnLink(route)))
  }

  @Test("random packets of any kind leave a NAT that still works, and come out with right checksums")
  func survives() throws {
    let seed: UInt64 = 99
    print("seed \(seed)")
    var random = SplitMix64(seed: seed)
    let bench = try NATBench { $0.filtering = .endpointIndependent }
    let addresses = [
      Hosts.alice.address, Hosts.bob.address, Hosts.web.address, NATBench.address, IPv4Address(192, 0, 2, 9),
    ]
    for _ in 0..<5000 {
      let source = addresses.randomElement(using: &random)!
      let length = Int.random(in: 0...80, using: &random)
      let payload = (0..<length).map { _ in UInt8(truncatingIfNeeded: random.next()) & 0x1f }
      let proto = [IPProtocol.tcp, .udp, .icmp, .gre].randomElement(using: &random)!
      var frame = EthernetFrame.ip(
        NATBench.path(source, addresses.randomElement(using: &random)!), proto, payload: payload)
      if random.oneIn(4) { frame[20] = UInt8(truncatingIfNeeded: random.next()) & 0x3f }
      _ = frame.withMutableBytes { IPv4Rewriting.completeChecksum(in: &$0, at: 14) }
      bench.send(frame, at: NATBench.port(of: source), isIntact: false)
      bench.advance(by: .milliseconds(UInt64.random(in: 0..<2000, using: &random)))
    }
    #expect(bench.send(.udp, Hosts.alice, Hosts.web).count == 1)
    #expect(bench.drops(.undecided) == 0)
    #expect(bench.bench.dispatcher.pool.inUse == 0)
  }
}
