import Buffers
import Dataplane
import ElementBench
import Routing
import Testing
import Wire

@Suite("ICMP errors")
struct ICMPErrorTests {
  private let alice = RouterBench.alice, bob = RouterBench.bob, gate = RouterBench.gate

  private func udp(_ path: FramePath, _ payload: [UInt8] = [9, 9, 9]) -> [UInt8] {
    EthernetFrame.udp(path, sourcePort: 4000, destinationPort: 53, payload: payload)
  }

  /// Sends a frame from alice, and answers the one ICMP error that she gets.
  private func error4(_ lab: RouterBench, _ frame: [UInt8], offload: OffloadMetadata = .none) throws -> Datagram4 {
    let out = lab.bench.send(frame, to: 0, offload: offload)
    #expect(out.keys.sorted() == [0])
    let answer = try #require(out[0]?.first)
    #expect(stations(answer)?.to == alice.mac && stations(answer)?.from == RouterBench.mac(0))
    #expect(hasValidTransport(answer) == true)
    let datagram = try #require(Datagram4(answer))
    #expect(datagram.isChecksumValid && datagram.header.protocol == .icmp && datagram.header.destination == alice.v4)
    return datagram
  }

  private func error6(_ lab: RouterBench, _ frame: [UInt8], offload: OffloadMetadata = .none) throws -> Datagram6 {
    let out = lab.bench.send(frame, to: 0, offload: offload)
    #expect(out.keys.sorted() == [0])
    let answer = try #require(out[0]?.first)
    #expect(hasValidTransport(answer) == true)
    let datagram = try #require(Datagram6(answer))
    #expect(datagram.header.nextHeader == .icmpv6 && datagram.header.destination == alice.v6)
    return datagram
  }

  @Test(
    "TTL 1 is answered with time exceeded, from the near interface (RFC 792; RFC 1812, 4.3.3, 5.3.1)",
    arguments: [0, 1] as [UInt8])
  func timeExceeded(hops: UInt8) throws {
    let lab = try RouterBench()
    let frame = udp(RouterBench.path(alice, to: .v4(bob.v4), hops: hops))
    let error = try error4(lab, frame)
    #expect(error.payload[0] == 11 && error.payload[1] == 0)
    #expect(error.header.source == RouterBench.v4(0))
    #expect(Array(error.payload.dropFirst(8)) == Array(frame.dropFirst(14)))
    #expect(lab.drops(.ttlExpired) == 1)
  }

  @Test("hop limit 1 is answered with time exceeded (RFC 4443, 3.3)")
  func hopLimitExceeded() throws {
    let lab = try RouterBench()
    let frame = udp(RouterBench.path(alice, to: .v6(bob.v6), hops: 1))
    let error = try error6(lab, frame)
    #expect(error.payload[0] == 3 && error.payload[1] == 0)
    #expect(error.header.source == RouterBench.v6(0))
    #expect(Array(error.payload.dropFirst(8)) == Array(frame.dropFirst(14)))
  }

  @Test("TTL 1 is enough for the router itself (RFC 1812, 5.3.1)")
  func timeToLiveForUs() throws {
    let lab = try RouterBench()
    let out = lab.send(
      EthernetFrame.icmpEcho(RouterBench.path(alice, to: .v4(RouterBench.v4(1)), hops: 1)), from: alice)
    #expect(out.count == 1 && out[0].contains("echo reply"), "\(out)")
  }

  @Test("no route is answered with network unreachable (RFC 1812, 5.2.7.1; RFC 4443, 3.1)")
  func noRoute() throws {
    let lab = try RouterBench()
    #expect(try error4(lab, udp(RouterBench.path(alice, to: "192.0.2.1"))).payload.prefix(2) == [3, 0])
    #expect(try error6(lab, udp(RouterBench.path(alice, to: "2001:db8:ffff::1"))).payload.prefix(2) == [1, 0])
    #expect(lab.drops(.noRoute) == 2)
  }

  @Test("too big and not to be fragmented is answered with the next link's MTU (RFC 1191, 4)")
  func fragmentationNeeded() throws {
    let lab = try RouterBench(mtu: [1500, 1400, 1500])
    let fits = udp(RouterBench.path(alice, to: .v4(bob.v4)), pattern(1400 - 28))
    #expect(lab.bench.send(fits, to: 0).keys.sorted() == [1])
    let error = try error4(lab, udp(RouterBench.path(alice, to: .v4(bob.v4)), pattern(1400 - 27)))
    #expect(Array(error.payload.prefix(2)) == [3, 4])
    #expect(Array(error.payload[4..<8]) == [0, 0, 0x05, 0x78])
    #expect(lab.drops(.packetTooBig) == 1)
  }

  @Test("IPv6 too big is answered with packet too big and the MTU (RFC 8201, 4; RFC 4443, 3.2)")
  func packetTooBig() throws {
    let lab = try RouterBench(mtu: [1500, 1400, 1500])
    let fits = udp(RouterBench.path(alice, to: .v6(bob.v6)), pattern(1400 - 48))
    #expect(lab.bench.send(fits, to: 0).keys.sorted() == [1])
    let error = try error6(lab, udp(RouterBench.path(alice, to: .v6(bob.v6)), pattern(1400 - 47)))
    #expect(error.payload.prefix(8).dropFirst(4) == [0, 0, 0x05, 0x78])
    #expect(error.payload[0] == 2)
  }

  @Test("an IPv4 error has as much of the datagram as fits into 576 octets (RFC 1812, 4.3.2.3)")
  func quote4() throws {
    let lab = try RouterBench()
    let frame = udp(RouterBench.path(alice, to: "192.0.2.1"), pattern(1000))
    let error = try error4(lab, frame)
    #expect(error.header.payloadLength + 20 == 576)
    #expect(Array(error.payload.dropFirst(8)) == Array(frame[14..<14 + 548]))
    #expect(error.header.trafficClass.dscp == 48)
  }

  @Test("an IPv6 error has as much of the datagram as fits into 1280 octets (RFC 4443, 2.4 (c))")
  func quote6() throws {
    let lab = try RouterBench()
    let frame = udp(RouterBench.path(alice, to: "2001:db8:ffff::1"), pattern(1400))
    let error = try error6(lab, frame)
    #expect(error.header.payloadLength + 40 == 1280)
    #expect(Array(error.payload.dropFirst(8)) == Array(frame[14..<14 + 1232]))
  }

  @Test(
    "a neighbour that does not answer is reported as host unreachable, for each packet (RFC 1812, 5.2.7.1; RFC 4861, 7.2.2)"
  )
  func neighbourUnreachable() throws {
    let lab = try RouterBench()
    for _ in 0..<3 { lab.bench.inject(udp(RouterBench.path(alice, to: "10.2.0.99")), to: 0) }
    #expect(RouterBench.lines(lab.bench.run()) == ["eth1: ARP who-has 10.2.0.99 tell 10.2.0.1"])
    #expect(lab.bench.advance(by: .milliseconds(2900))[1]?.count == 2)
    let out = lab.bench.advance(by: .milliseconds(200))
    #expect(out[0]?.compactMap(Datagram4.init).map { Array($0.payload.prefix(2)) } == [[3, 1], [3, 1], [3, 1]])
    #expect(lab.drops(.neighbourUnreachable) == 3)
    #expect(lab.bench.dispatcher.pool.inUse == 0)
  }

  @Test("an IPv6 neighbour that does not answer is reported as address unreachable (RFC 4861, 7.2.2)")
  func neighbourUnreachable6() throws {
    let lab = try RouterBench()
    let out = lab.send(udp(RouterBench.path(alice, to: "2001:db8:2::99")), from: alice)
    #expect(out.count == 1 && out[0].contains("who-has 2001:db8:2::99"), "\(out)")
    let later = lab.bench.advance(by: .milliseconds(3100))
    #expect(later[0]?.compactMap(Datagram6.init).map { Array($0.payload.prefix(2)) } == [[1, 3]])
  }

  @Test("UDP to the router is answered with port unreachable, from the address that was asked (RFC 1122, 4.1.3.1)")
  func portUnreachable() throws {
    let lab = try RouterBench()
    let error = try error4(lab, udp(RouterBench.path(alice, to: .v4(RouterBench.v4(1)))))
    #expect(error.payload.prefix(2) == [3, 3] && error.header.source == RouterBench.v4(1))
    let error6 = try error6(lab, udp(RouterBench.path(alice, to: .v6(RouterBench.v6(1)))))
    #expect(error6.payload.prefix(2) == [1, 4] && error6.header.source == RouterBench.v6(1))
  }

  @Test("another protocol to the router is answered with protocol unreachable (RFC 1122, 3.2.2.1; RFC 4443, 3.4)")
  func protocolUnreachable() throws {
    let lab = try RouterBench()
    let gre = EthernetFrame.ip(RouterBench.path(alice, to: .v4(RouterBench.v4(0))), .gre, payload: pattern(20))
    #expect(try error4(lab, gre).payload.prefix(2) == [3, 2])
    let gre6 = EthernetFrame.ip(RouterBench.path(alice, to: .v6(RouterBench.v6(0))), .gre, payload: pattern(20))
    let error = try error6(lab, gre6)
    #expect(Array(error.payload.prefix(2)) == [4, 1])
    #expect(Array(error.payload[4..<8]) == [0, 0, 0, 6], "the pointer is at the next header field")
  }

  @Test("a bad checksum to the router is dropped in silence (RFC 1122, 3.2.2, 4.1.3.4)")
  func badChecksum() throws {
    let lab = try RouterBench()
    var frame = udp(RouterBench.path(alice, to: .v4(RouterBench.v4(0))))
    frame[frame.count - 1] ^= 1
    #expect(lab.send(frame, from: alice).isEmpty)
    #expect(lab.drops(.badChecksum) == 1)
  }

  @Test("no error is sent about an error, a later fragment or a frame to many (RFC 1812, 4.3.2.7)")
  func silence() throws {
    let lab = try RouterBench()
    let error = EthernetFrame.icmpv4(
      RouterBench.path(alice, to: "192.0.2.1"), .timeExceeded(code: 0), body: pattern(28))
    #expect(lab.send(error, from: alice).isEmpty)
    var fragment = udp(RouterBench.path(alice, to: "192.0.2.1"))
    fragment.withMutableBytes { bytes in
      _ = IPv4Rewriting.setFragment(offset: 64, moreFragments: false, in: &bytes, at: 14)
    }
    #expect(lab.send(fragment, from: alice).isEmpty)
    #expect(lab.drops(.noRoute) == 2)
  }

  @Test("errors are limited in number, and packets are dropped all the same (RFC 1812, 4.3.2.8; RFC 4443, 2.4 (f))")
  func rateLimit() async throws {
    var limits = ForwardingLimits()
    (limits.errorsPerSecond, limits.errorBurst) = (10, 5)
    let lab = try RouterBench(limits: limits)
    let frame = udp(RouterBench.path(alice, to: "192.0.2.1"))
    for _ in 0..<20 { lab.bench.inject(frame, to: 0) }
    #expect(lab.bench.run()[0]?.count == 5)
    #expect(lab.drops(.noRoute) == 20)
    #expect(await lab.router.suppressedErrors() == 15)
    lab.bench.advance(by: .milliseconds(200))
    for _ in 0..<20 { lab.bench.inject(frame, to: 0) }
    #expect(lab.bench.run()[0]?.count == 2)
  }

  @Test("an error to somebody behind another router takes the route back")
  func routedError() throws {
    let lab = try RouterBench(routes: [StaticRoute(to: IPPrefix("198.51.100.0/24")!, via: .v4(gate.v4))])
    let frame = udp(RouterBench.path(alice, to: "192.0.2.1", from: "198.51.100.5"))
    let out = lab.bench.send(frame, to: 0)
    let error = try #require(out[2]?.first.flatMap(Datagram4.init))
    #expect(error.header.source == RouterBench.v4(2) && error.header.destination == IPv4Address(198, 51, 100, 5))
  }

  @Test("an error that finds no way back begets nothing")
  func unroutableError() throws {
    let lab = try RouterBench()
    #expect(lab.send(udp(RouterBench.path(alice, to: "192.0.2.1", from: "198.51.100.5")), from: alice).isEmpty)
    #expect(lab.drops(.noRoute) == 2)
    #expect(lab.bench.dispatcher.pool.inUse == 0)
  }
}
