import Buffers
import Dataplane
import ElementBench
import Routing
import Testing
import Wire

@Suite("Forwarding")
struct ForwardingTests {
  private let alice = RouterBench.alice, bob = RouterBench.bob, gate = RouterBench.gate

  @Test("a datagram leaves with one hop less, new Ethernet addresses and a right checksum (RFC 1812, 5.3.1)")
  func forwardsIPv4() throws {
    let lab = try RouterBench()
    let path = RouterBench.path(alice, to: .v4(bob.v4))
    let out = lab.bench.send(EthernetFrame.udp(path, sourcePort: 1000, destinationPort: 53, payload: [1, 2, 3]), to: 0)
    var expected = path
    (expected.from, expected.to, expected.hopLimit) = (RouterBench.mac(1), bob.mac, 63)
    #expect(out == [1: [EthernetFrame.udp(expected, sourcePort: 1000, destinationPort: 53, payload: [1, 2, 3])]])
  }

  @Test("an IPv6 datagram likewise (RFC 8200, 3)")
  func forwardsIPv6() throws {
    let lab = try RouterBench()
    let path = RouterBench.path(alice, to: .v6(bob.v6))
    let out = lab.bench.send(EthernetFrame.udp(path, sourcePort: 1000, destinationPort: 53, payload: [1, 2, 3]), to: 0)
    var expected = path
    (expected.from, expected.to, expected.hopLimit) = (RouterBench.mac(1), bob.mac, 63)
    #expect(out == [1: [EthernetFrame.udp(expected, sourcePort: 1000, destinationPort: 53, payload: [1, 2, 3])]])
  }

  @Test("a datagram to a far network goes to the next router")
  func gateway() throws {
    let lab = try RouterBench(routes: [
      StaticRoute(to: IPPrefix("0.0.0.0/0")!, via: .v4(gate.v4)),
      StaticRoute(to: IPPrefix("::/0")!, via: .v6(gate.v6)),
      StaticRoute(to: IPPrefix("198.51.100.0/24")!, via: .v4(bob.v4)),
    ])
    for (destination, station) in [("192.0.2.1", gate), ("198.51.100.7", bob), ("2001:db8:ffff::1", gate)] {
      let out = lab.bench.send(EthernetFrame.icmpEcho(RouterBench.path(alice, to: destination)), to: 0)
      #expect(out.keys.sorted() == [station.port])
      #expect(out[station.port]?.first.flatMap { stations($0)?.to } == station.mac, "\(destination)")
    }
  }

  @Test("what pads a short frame is not forwarded (RFC 894)")
  func padding() throws {
    let lab = try RouterBench()
    let frame = EthernetFrame.udp(RouterBench.path(alice, to: .v4(bob.v4)), sourcePort: 1, destinationPort: 2)
    let out = lab.bench.send(frame + [UInt8](repeating: 0xee, count: 18), to: 0)
    #expect(out[1]?.first?.count == frame.count)
  }

  @Test("a packet may leave by the port it came by")
  func sameLink() throws {
    let lab = try RouterBench(routes: [StaticRoute(to: IPPrefix("198.51.100.0/24")!, via: .v4(alice.v4))])
    let out = lab.bench.send(EthernetFrame.icmpEcho(RouterBench.path(alice, to: "198.51.100.7")), to: 0)
    #expect(out.keys.sorted() == [0])
  }

  @Test("a shared packet is copied before it is written")
  func sharedPacket() throws {
    let lab = try RouterBench()
    let frame = EthernetFrame.icmpEcho(RouterBench.path(alice, to: .v4(bob.v4)))
    let allocated = lab.bench.dispatcher.pool.packet(frame)
    guard let original = allocated else { return #expect(Bool(false), "the pool is empty") }
    var batch = PacketBatch()
    batch.append(original.clone())
    lab.router.assumeIsolated { $0.receive(&batch, on: 0) }
    #expect(lab.bench.run()[1]?.count == 1)
    #expect(original.octets() == frame)
  }

  @Test("frames that are not for the router are not taken")
  func notForUs() throws {
    let lab = try RouterBench()
    var path = RouterBench.path(alice, to: .v4(bob.v4))
    path.to = bob.mac
    #expect(lab.send(EthernetFrame.icmpEcho(path), from: alice).isEmpty)
    // A datagram to one station in a frame to all of them (RFC 1812, 5.3.4).
    path.to = .broadcast
    #expect(lab.send(EthernetFrame.icmpEcho(path), from: alice).isEmpty)
    var path6 = RouterBench.path(alice, to: .v6(bob.v6))
    path6.to = MACAddress(bits: 0x3333_0000_0001)
    #expect(lab.send(EthernetFrame.icmpEcho(path6), from: alice).isEmpty)
    #expect(lab.drops(.notForUs) == 3)
  }

  @Test("headers that make no sense are dropped (RFC 1812, 5.2.2)")
  func headerValidation() throws {
    let lab = try RouterBench()
    let good = EthernetFrame.icmpEcho(RouterBench.path(alice, to: .v4(bob.v4)))
    func drop(_ reason: DropReason, _ change: (inout [UInt8]) -> Void) {
      var frame = good
      change(&frame)
      let before = lab.drops(reason)
      #expect(lab.send(frame, from: alice).isEmpty)
      #expect(lab.drops(reason) == before + 1, "\(reason)")
    }
    drop(.malformed) { $0[14] = 0x55 }
    drop(.malformed) { $0[14] = 0x44 }
    drop(.malformed) { $0[16] = 0xff }
    drop(.malformed) { $0.removeLast(10) }
    drop(.badChecksum) { $0[24] ^= 1 }
    drop(.badChecksum) { $0[22] = 63 }
    drop(.malformed) { $0.removeLast($0.count - 10) }
    drop(.unsupported) { $0[12] = 0x12 }
    drop(.vlanNotAllowed) { ($0[12], $0[13]) = (0x81, 0) }
  }

  @Test("a right transport checksum of the metadata does not excuse the IP header's")
  func checksumIsAlwaysVerified() throws {
    let lab = try RouterBench()
    var frame = EthernetFrame.icmpEcho(RouterBench.path(alice, to: .v4(bob.v4)))
    frame[24] ^= 1
    var offload = OffloadMetadata()
    offload.checksumIsValid = true
    #expect(lab.send(frame, from: alice, offload: offload).isEmpty)
    #expect(lab.drops(.badChecksum) == 1)
  }

  @Test(
    "martians are dropped (RFC 1812, 5.3.7)",
    arguments: [
      ("0.0.0.0", "10.2.0.20"), ("0.1.2.3", "10.2.0.20"), ("127.0.0.1", "10.2.0.20"), ("224.0.0.5", "10.2.0.20"),
      ("255.255.255.255", "10.2.0.20"), ("240.1.2.3", "10.2.0.20"), ("10.1.0.10", "127.0.0.1"),
      ("10.1.0.10", "0.0.0.0"),
      ("10.1.0.10", "240.0.0.1"), ("10.1.0.1", "10.2.0.20"), ("10.2.0.1", "10.2.0.20"), ("10.1.0.255", "10.2.0.20"),
      ("169.254.1.1", "10.2.0.20"), ("10.1.0.10", "169.254.1.1"), ("ff02::1", "2001:db8:2::b"),
      ("::1", "2001:db8:2::b"),
      ("::", "2001:db8:2::b"), ("2001:db8:1::a", "::1"), ("2001:db8:1::a", "::"), ("2001:db8:1::1", "2001:db8:2::b"),
    ])
  func martians(source: String, destination: String) throws {
    let lab = try RouterBench(routes: [
      StaticRoute(to: IPPrefix("0.0.0.0/0")!, via: .v4(gate.v4)), StaticRoute(to: IPPrefix("::/0")!, via: .v6(gate.v6)),
    ])
    let path = RouterBench.path(alice, to: destination, from: source)
    #expect(lab.send(EthernetFrame.udp(path, sourcePort: 1, destinationPort: 2), from: alice).isEmpty)
    #expect(lab.drops(.martian) == 1)
  }

  @Test(
    "broadcasts stay on their link, directed ones too (RFC 2644)",
    arguments: [
      "255.255.255.255", "10.2.0.255", "10.2.0.0", "10.1.0.255",
    ])
  func broadcasts(destination: String) throws {
    let lab = try RouterBench(routes: [StaticRoute(to: IPPrefix("0.0.0.0/0")!, via: .v4(gate.v4))])
    let path = RouterBench.path(alice, to: destination)
    #expect(lab.send(EthernetFrame.udp(path, sourcePort: 1, destinationPort: 2), from: alice).isEmpty)
    #expect(lab.drops(.unsupported) == 1)
  }

  @Test("groups are not forwarded", arguments: ["224.0.0.1", "239.1.2.3", "ff02::fb", "ff0e::1234"])
  func groups(destination: String) throws {
    let lab = try RouterBench(routes: [
      StaticRoute(to: IPPrefix("0.0.0.0/0")!, via: .v4(gate.v4)), StaticRoute(to: IPPrefix("::/0")!, via: .v6(gate.v6)),
    ])
    var path = RouterBench.path(alice, to: destination)
    path.to = IPAddress(destination)!.multicastMAC
    #expect(lab.send(EthernetFrame.udp(path, sourcePort: 1, destinationPort: 2), from: alice).isEmpty)
  }

  @Test("a link-local address does not leave its link (RFC 4291, 2.5.6; RFC 4443, 3.1 code 2)")
  func linkLocalScope() throws {
    let lab = try RouterBench()
    let host = IPv6Address(linkLocal: alice.mac)
    lab.bench.send(
      EthernetFrame.neighborSolicitation(from: alice.mac, address: host, target: RouterBench.v6(0)), to: 0)
    let path = RouterBench.path(alice, to: .v6(bob.v6), from: .v6(host))
    let out = lab.send(EthernetFrame.udp(path, sourcePort: 1, destinationPort: 2), from: alice)
    #expect(out.count == 1 && out[0].contains("beyond scope") || out[0].contains("code 2"), "\(out)")
    #expect(lab.drops(.martian) == 1)
    let other = RouterBench.path(alice, to: .v6(IPv6Address(linkLocal: bob.mac)))
    #expect(lab.send(EthernetFrame.udp(other, sourcePort: 1, destinationPort: 2), from: alice).isEmpty)
    #expect(lab.drops(.notForUs) == 1)
  }

  @Test("datagrams that ask to be routed by their sender are refused (RFC 7126, 4.3, 4.4)")
  func sourceRoute() throws {
    let lab = try RouterBench()
    let frame = withOptions([0x83, 7, 4, 10, 3, 0, 2, 0], RouterBench.path(alice, to: .v4(bob.v4)))
    let out = lab.bench.send(frame, to: 0)
    #expect(out[0]?.first.flatMap(Datagram4.init)?.payload.prefix(2) == [3, 5])
    #expect(out[1] == nil)
    #expect(lab.drops(.unsupported) == 1)
  }

  @Test("the router enters itself into a record of the route (RFC 791, 3.1; RFC 1812, 5.3.13.5)")
  func recordRoute() throws {
    let lab = try RouterBench()
    let frame = withOptions([7, 11, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0], RouterBench.path(alice, to: .v4(bob.v4)))
    let out = try #require(lab.bench.send(frame, to: 0)[1]?.first.flatMap(Datagram4.init))
    #expect(out.options == [7, 11, 8, 10, 2, 0, 1, 0, 0, 0, 0, 0])
    #expect(out.isChecksumValid)
    let full = withOptions([7, 7, 8, 1, 2, 3, 4, 0], RouterBench.path(alice, to: .v4(bob.v4)))
    #expect(lab.bench.send(full, to: 0)[1]?.first.flatMap(Datagram4.init)?.options == [7, 7, 8, 1, 2, 3, 4, 0])
  }

  @Test("IPv6 extension headers that make no sense are not the router's business (RFC 7045, 2.1)")
  func extensionHeaders() throws {
    let lab = try RouterBench()
    let frame = EthernetFrame.ip(
      RouterBench.path(alice, to: .v6(bob.v6)), .destinationOptions, payload: [59, 200, 0, 0])
    #expect(lab.bench.send(frame, to: 0)[1]?.count == 1)
  }

  @Test("a trace says by which route and to which neighbour a packet went")
  func notes() throws {
    final class Log: PacketObserver {
      var notes: [String] = []
      func observe(_ packet: borrowing Packet, _ event: PacketEvent, at element: ElementContext, now: Instant) {
        if case .noted(let text) = event { notes.append(text) }
      }
    }
    let lab = try RouterBench(routes: [StaticRoute(to: IPPrefix("192.0.2.0/24")!, via: .v4(gate.v4))])
    let log = Log()
    lab.bench.dispatcher.observer = log
    lab.bench.send(EthernetFrame.icmpEcho(RouterBench.path(alice, to: "192.0.2.9")), to: 0, traceID: 7)
    #expect(log.notes == ["route 192.0.2.0/24 via 10.3.0.2 dev eth2", "neighbour 10.3.0.2 is at 02:00:00:00:00:cc"])
    log.notes = []
    lab.bench.send(EthernetFrame.icmpEcho(RouterBench.path(alice, to: "198.51.100.9")), to: 0, traceID: 8)
    #expect(
      log.notes == [
        "no route to 198.51.100.9", "answers 10.1.0.10: network unreachable", "route 10.1.0.0/24 dev eth0 connected",
        "neighbour 10.1.0.10 is at 02:00:00:00:00:aa",
      ])
  }

  @Test("routes may be added, removed and replaced between batches")
  func routeControl() async throws {
    let lab = try RouterBench()
    let frame = EthernetFrame.udp(RouterBench.path(alice, to: "192.0.2.9"), sourcePort: 1, destinationPort: 2)
    #expect(lab.bench.send(frame, to: 0).keys.sorted() == [0])
    try await lab.router.addRoute(StaticRoute(to: IPPrefix("192.0.2.0/24")!, via: .v4(gate.v4)))
    #expect(lab.bench.send(frame, to: 0).keys.sorted() == [2])
    try await lab.router.replaceRoutes(with: [StaticRoute(to: IPPrefix("0.0.0.0/0")!, via: .v4(bob.v4))])
    #expect(lab.bench.send(frame, to: 0).keys.sorted() == [1])
    try await lab.router.removeRoute(to: IPPrefix("0.0.0.0/0")!)
    #expect(lab.bench.send(frame, to: 0).keys.sorted() == [0])
    #expect(await lab.router.routes().allSatisfy { !$0.nextHop.isStatic })
    #expect(await lab.router.neighbours().count == 6)
  }
}

/// A UDP datagram whose IPv4 header has options, a multiple of four octets.
func withOptions(_ options: [UInt8], _ path: FramePath, payload: [UInt8] = [0, 1, 0, 2, 0, 8, 0, 0]) -> [UInt8] {
  var frame = EthernetFrame.ip(path, IPProtocol(rawValue: 253), payload: options + payload)
  frame[14] = 0x45 + UInt8(options.count / 4)
  frame.withMutableBytes { bytes in _ = IPv4Rewriting.completeChecksum(in: &bytes, at: 14) }
  return frame
}
