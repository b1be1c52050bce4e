import Buffers
import Dataplane
import ElementBench
import Routing
import Testing
import Wire

@Suite("ARP")
struct ARPTests {
  private let alice = RouterBench.alice, bob = RouterBench.bob

  private func request(_ target: String, from station: Station, sender: String? = nil) -> [UInt8] {
    EthernetFrame.arpRequest(
      from: station.mac, address: sender.flatMap { IPv4Address($0) } ?? station.v4, target: IPv4Address(target)!)
  }

  private func udp(to destination: String) -> [UInt8] {
    EthernetFrame.udp(RouterBench.path(alice, to: destination), sourcePort: 1, destinationPort: 2)
  }

  @Test("a request for the port's address is answered, and the asker remembered (RFC 826)")
  func request() async throws {
    let lab = try RouterBench(knows: false)
    let out = lab.bench.send(request("10.1.0.1", from: alice) + [UInt8](repeating: 0, count: 18), to: 0)
    #expect(
      out == [
        0: [
          EthernetFrame.arpReply(
            from: RouterBench.mac(0), address: RouterBench.v4(0), to: alice.mac, target: alice.v4)
        ]
      ])
    let known = await lab.router.neighbours()
    #expect(known.map(\.address) == [.v4(alice.v4)])
    #expect(known.first?.neighbour.state == .stale)
  }

  @Test("a request for another address is not answered, not even for one of another port")
  func otherTargets() async throws {
    let lab = try RouterBench(knows: false)
    #expect(lab.send(request("10.1.0.99", from: alice), from: alice).isEmpty)
    #expect(lab.send(request("10.2.0.1", from: alice), from: alice).isEmpty)
    #expect(await lab.router.neighbours().isEmpty)
    #expect(lab.drops(.notForUs) == 2)
  }

  @Test("a packet waits for the answer, and goes when it comes (RFC 1122, 2.3.2.2)")
  func resolution() throws {
    let lab = try RouterBench(knows: false)
    for payload in 0..<3 {
      lab.bench.inject(
        EthernetFrame.udp(
          RouterBench.path(alice, to: .v4(bob.v4)), sourcePort: 1, destinationPort: 2, payload: [UInt8(payload)]),
        to: 0)
    }
    let asked = lab.bench.run()
    #expect(RouterBench.lines(asked) == ["eth1: ARP who-has 10.2.0.20 tell 10.2.0.1"])
    #expect(asked[1]?.first.flatMap { stations($0)?.to } == .broadcast)
    let out = lab.bench.send(
      EthernetFrame.arpReply(from: bob.mac, address: bob.v4, to: RouterBench.mac(1), target: RouterBench.v4(1)), to: 1)
    #expect(out[1]?.compactMap(Datagram4.init).map { $0.payload.last } == [0, 1, 2], "in order")
    #expect(out[1]?.allSatisfy { stations($0)?.to == bob.mac } == true)
    #expect(lab.bench.dispatcher.pool.inUse == 0)
  }

  @Test("requests are sent a second apart, three times (RFC 1122, 2.3.2.1: at most one a second)")
  func retries() throws {
    let lab = try RouterBench()
    lab.bench.send(udp(to: "10.2.0.99"), to: 0)
    for _ in 0..<20 { #expect(lab.bench.send(udp(to: "10.2.0.99"), to: 0).isEmpty) }
    var requests: [Int] = []
    for tenth in 1...40 {
      if let frames = lab.bench.advance(by: .milliseconds(100))[1] { requests += frames.map { _ in tenth } }
    }
    #expect(requests == [10, 20])
  }

  @Test("one neighbour holds so many packets, and then the oldest gives way (RFC 4861, 7.2.2)")
  func holdBound() throws {
    let lab = try RouterBench()
    for payload in 0..<40 {
      lab.bench.send(
        EthernetFrame.udp(
          RouterBench.path(alice, to: "10.2.0.99"), sourcePort: 1, destinationPort: 2, payload: [UInt8(payload)]),
        to: 0)
    }
    #expect(lab.drops(.neighbourQueueFull) == 8)
    #expect(lab.bench.dispatcher.pool.inUse == 32)
    let out = lab.bench.send(
      EthernetFrame.arpReply(
        from: bob.mac, address: IPv4Address(10, 2, 0, 99), to: RouterBench.mac(1), target: RouterBench.v4(1)), to: 1)
    #expect(out[1]?.compactMap(Datagram4.init).map { Int($0.payload.last ?? 0) } == Array(8..<40))
  }

  @Test("all neighbours together hold so many packets")
  func totalHoldBound() async throws {
    let lab = try RouterBench(pool: 2048)
    for host in 2..<40 {
      for _ in 0..<20 { lab.bench.send(udp(to: "10.2.0.\(host)"), to: 0) }
    }
    #expect(await lab.router.heldPackets() == 512)
    #expect(lab.drops(.neighbourQueueFull) == 37 * 20 - 512, "bob is known; 37 others are not")
    lab.bench.advance(by: .seconds(4))
    #expect(lab.bench.dispatcher.pool.inUse == 0)
  }

  @Test("a full neighbour table drops, and does not forget those that are being asked for")
  func tableBound() throws {
    var limits = ForwardingLimits()
    limits.neighboursMax = 3
    let lab = try RouterBench(limits: limits, knows: false)
    lab.bench.send(request("10.1.0.1", from: alice), to: 0)
    for host in 100..<103 { lab.bench.send(udp(to: "10.2.0.\(host)"), to: 0) }
    lab.bench.send(udp(to: "10.2.0.110"), to: 0)
    #expect(lab.drops(.neighbourTableFull) == 1)
  }

  @Test("a gratuitous request updates a neighbour that is known, and makes no new one (RFC 826; RFC 5227, 3)")
  func gratuitous() async throws {
    let lab = try RouterBench()
    let mac = MACAddress(bits: 0x0200_0000_0077)
    #expect(lab.bench.send(EthernetFrame.arpRequest(from: mac, address: bob.v4, target: bob.v4), to: 1).isEmpty)
    let out = lab.bench.send(EthernetFrame.icmpEcho(RouterBench.path(alice, to: .v4(bob.v4))), to: 0)
    #expect(out[1]?.first.flatMap { stations($0)?.to } == mac)
    let stranger = IPv4Address(10, 2, 0, 77)
    lab.bench.send(EthernetFrame.arpRequest(from: mac, address: stranger, target: stranger), to: 1)
    #expect(await !lab.router.neighbours().contains { $0.address == .v4(stranger) })
  }

  @Test("an unasked reply makes no neighbour")
  func unaskedReply() async throws {
    let lab = try RouterBench(knows: false)
    lab.bench.send(
      EthernetFrame.arpReply(from: bob.mac, address: bob.v4, to: RouterBench.mac(1), target: RouterBench.v4(1)), to: 1)
    #expect(await lab.router.neighbours().isEmpty)
  }

  @Test("a probe for the router's address is answered, and teaches nothing (RFC 5227, 2.1.1)")
  func probe() async throws {
    let lab = try RouterBench(knows: false)
    let out = lab.bench.send(request("10.1.0.1", from: alice, sender: "0.0.0.0"), to: 0)
    #expect(RouterBench.lines(out) == ["eth0: ARP reply 10.1.0.1 is-at 02:00:00:00:00:01"])
    #expect(await lab.router.neighbours().isEmpty)
  }

  @Test("another station that claims the router's address is contradicted, once in ten seconds (RFC 5227, 2.4 (b))")
  func conflict() async throws {
    let lab = try RouterBench(knows: false)
    let claim = EthernetFrame.arpRequest(from: alice.mac, address: RouterBench.v4(0), target: RouterBench.v4(0))
    let out = lab.bench.send(claim, to: 0)
    #expect(
      out == [
        0: [EthernetFrame.arpRequest(from: RouterBench.mac(0), address: RouterBench.v4(0), target: RouterBench.v4(0))]
      ])
    #expect(lab.bench.send(claim, to: 0).isEmpty)
    lab.bench.advance(by: .seconds(10))
    #expect(lab.bench.send(claim, to: 0)[0]?.count == 1)
    #expect(lab.drops(.martian) == 3)
    #expect(await lab.router.neighbours().isEmpty)
  }

  @Test("senders from elsewhere and nonsense are not believed")
  func nonsense() async throws {
    let lab = try RouterBench(knows: false)
    #expect(lab.send(request("10.1.0.1", from: alice, sender: "10.9.0.1"), from: alice).isEmpty)
    var group = alice
    group.mac = MACAddress(bits: 0x0100_0000_0001)
    #expect(lab.send(request("10.1.0.1", from: group), from: group).isEmpty)
    #expect(lab.drops(.martian) == 2)
    var cut = request("10.1.0.1", from: alice)
    cut.removeLast()
    #expect(lab.send(cut, from: alice).isEmpty)
    #expect(lab.drops(.malformed) == 1)
    let odd = ARPPacket(
      operation: ARPOperation(rawValue: 3), senderMAC: alice.mac, sender: alice.v4, target: RouterBench.v4(0))
    #expect(lab.send(EthernetFrame.arp(odd, to: .broadcast), from: alice).isEmpty)
    #expect(lab.drops(.unsupported) == 1)
    #expect(await lab.router.neighbours().isEmpty)
  }

  @Test("a station on the link by a route alone is asked for, believed and answered")
  func onLinkRoute() throws {
    let lab = try RouterBench(routes: [
      StaticRoute(to: IPPrefix("192.0.2.0/24")!, port: 1),
      StaticRoute(to: IPPrefix("198.51.100.0/24")!, via: .v4(IPv4Address(172, 16, 0, 1)), port: 1),
    ])
    for (destination, next) in [("192.0.2.9", "192.0.2.9"), ("198.51.100.1", "172.16.0.1")] {
      let asked = lab.bench.send(udp(to: destination), to: 0)
      #expect(RouterBench.lines(asked) == ["eth1: ARP who-has \(next) tell 10.2.0.1"])
      let answer = EthernetFrame.arpReply(
        from: bob.mac, address: IPv4Address(next)!, to: RouterBench.mac(1), target: RouterBench.v4(1))
      #expect(lab.bench.send(answer, to: 1)[1]?.count == 1)
    }
    #expect(lab.send(request("10.2.0.1", from: bob, sender: "192.0.2.10"), from: bob).count == 1)
  }

  @Test("a neighbour in use is asked again by itself, and packets flow meanwhile (RFC 1122, 2.3.2.1 (2))")
  func unicastPoll() throws {
    let lab = try RouterBench()
    let frame = EthernetFrame.icmpEcho(RouterBench.path(alice, to: .v4(bob.v4)))
    #expect(lab.bench.send(frame, to: 0)[1]?.count == 1, "stale, now delay")
    let polled = lab.bench.advance(by: .milliseconds(5100))
    #expect(RouterBench.lines(polled) == ["eth1: ARP who-has 10.2.0.20 tell 10.2.0.1"])
    #expect(polled[1]?.first.flatMap { stations($0)?.to } == bob.mac)
    #expect(lab.bench.send(frame, to: 0)[1]?.count == 1)
    lab.bench.send(
      EthernetFrame.arpReply(from: bob.mac, address: bob.v4, to: RouterBench.mac(1), target: RouterBench.v4(1)), to: 1)
    #expect(lab.bench.advance(by: .seconds(10)).isEmpty, "reachable: no more questions")
    #expect(lab.bench.send(frame, to: 0)[1]?.count == 1)
  }

  @Test("a neighbour that has gone is forgotten after three questions, and looked for again")
  func gone() throws {
    let lab = try RouterBench()
    let frame = EthernetFrame.icmpEcho(RouterBench.path(alice, to: .v4(bob.v4)))
    lab.bench.send(frame, to: 0)
    #expect(lab.bench.advance(by: .milliseconds(8100))[1]?.count == 3)
    let out = lab.bench.send(frame, to: 0)
    #expect(RouterBench.lines(out) == ["eth1: ARP who-has 10.2.0.20 tell 10.2.0.1"])
    #expect(out[1]?.first.flatMap { stations($0)?.to } == .broadcast)
  }
}
