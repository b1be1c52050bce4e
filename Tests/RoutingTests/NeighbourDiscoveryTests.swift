import Buffers
import Dataplane
import ElementBench
import Routing
import Testing
import Wire

@Suite("Neighbour discovery")
struct NeighbourDiscoveryTests {
  private let alice = RouterBench.alice, bob = RouterBench.bob

  private func udp(to destination: IPv6Address, payload: [UInt8] = []) -> [UInt8] {
    EthernetFrame.udp(
      RouterBench.path(alice, to: .v6(destination)), sourcePort: 1, destinationPort: 2, payload: payload)
  }

  private func advertise(_ message: NeighborAdvertisement, from station: Station, to destination: IPv6Address? = nil)
    -> [UInt8]
  {
    EthernetFrame.neighborAdvertisement(
      from: station.mac, address: station.v6, to: RouterBench.mac(station.port),
      destination: destination ?? RouterBench.v6(station.port), message)
  }

  @Test(
    "a solicitation for an own address is answered as a router's, and the asker remembered (RFC 4861, 7.2.3, 7.2.4)")
  func solicitation() async throws {
    let lab = try RouterBench(knows: false)
    let out = lab.bench.send(
      EthernetFrame.neighborSolicitation(from: alice.mac, address: alice.v6, target: RouterBench.v6(0)), to: 0)
    let answer = NeighborAdvertisement(
      target: RouterBench.v6(0), targetLinkLayer: RouterBench.mac(0), isRouter: true, isSolicited: true)
    #expect(
      out == [
        0: [
          EthernetFrame.neighborAdvertisement(
            from: RouterBench.mac(0), address: RouterBench.v6(0), to: alice.mac, destination: alice.v6, answer)
        ]
      ])
    #expect(await lab.router.neighbours().map(\.neighbour.state) == [.stale])
  }

  @Test("the link-local address of the MAC address is there by itself (RFC 4862, 5.3)")
  func linkLocal() throws {
    let lab = try RouterBench(knows: false)
    let own = IPv6Address(linkLocal: RouterBench.mac(0))
    let out = lab.send(
      EthernetFrame.neighborSolicitation(from: alice.mac, address: alice.v6, target: own), from: alice)
    #expect(out.count == 1 && out[0].contains("\(own)"), "\(out)")
  }

  @Test("who asks whether the router's address is free is told so before all (RFC 4861, 7.2.4; RFC 4862, 5.4.3)")
  func duplicateAddressDetection() async throws {
    let lab = try RouterBench(knows: false)
    let out = lab.bench.send(
      EthernetFrame.neighborSolicitation(from: alice.mac, address: .unspecified, target: RouterBench.v6(0)), to: 0)
    let answer = NeighborAdvertisement(
      target: RouterBench.v6(0), targetLinkLayer: RouterBench.mac(0), isRouter: true, isSolicited: false)
    #expect(
      out == [
        0: [
          EthernetFrame.neighborAdvertisement(
            from: RouterBench.mac(0), address: RouterBench.v6(0), to: IPv6Address.allNodes.multicastMAC,
            destination: .allNodes, answer)
        ]
      ])
    #expect(await lab.router.neighbours().isEmpty)
  }

  @Test("an answer for any router's address does not override (RFC 4861, 7.2.4, 7.2.7)")
  func anycast() throws {
    let lab = try RouterBench(knows: false)
    let out = lab.bench.send(
      EthernetFrame.neighborSolicitation(from: alice.mac, address: alice.v6, target: IPv6Address("2001:db8:1::")!),
      to: 0)
    let frame = try #require(out[0]?.first)
    #expect(frame[58] & 0xe0 == 0xc0, "router, solicited, not override")
    #expect(Datagram6(frame)?.header.source == RouterBench.v6(0))
  }

  @Test("solicitations that fail the checks are dropped (RFC 4861, 7.1.1)")
  func invalid() throws {
    let lab = try RouterBench(knows: false)
    let good = EthernetFrame.neighborSolicitation(from: alice.mac, address: alice.v6, target: RouterBench.v6(0))
    func dropped(_ change: (inout [UInt8]) -> Void) -> Bool {
      var frame = good
      change(&frame)
      frame.withMutableBytes { bytes in _ = TransportChecksum.complete(in: &bytes, at: 14) }
      let before = lab.drops(.malformed)
      return lab.bench.send(frame, to: 0).isEmpty && lab.drops(.malformed) == before + 1
    }
    #expect(dropped { $0[21] = 254 }, "hop limit")
    #expect(dropped { $0[55] = 1 }, "code")
    #expect(dropped { $0[62] = 0xff }, "multicast target")
    #expect(dropped { $0[79] = 0 }, "option of length 0")
    #expect(dropped { $0[79] = 2 }, "option cut off")
    #expect(dropped { for index in 22..<38 { $0[index] = 0 } }, "unspecified source with a link-layer address")
    var bad = good
    bad[56] ^= 1
    #expect(lab.bench.send(bad, to: 0).isEmpty)
    #expect(lab.drops(.badChecksum) == 1)
  }

  @Test("a packet waits for the advertisement, asked for by the solicited-node group (RFC 4861, 7.2.2)")
  func resolution() async throws {
    let lab = try RouterBench(knows: false)
    let asked = lab.bench.send(udp(to: bob.v6, payload: [7]), to: 0)
    #expect(
      asked == [
        1: [EthernetFrame.neighborSolicitation(from: RouterBench.mac(1), address: RouterBench.v6(1), target: bob.v6)]
      ])
    let answer = NeighborAdvertisement(target: bob.v6, targetLinkLayer: bob.mac)
    let out = lab.bench.send(advertise(answer, from: bob), to: 1)
    #expect(out[1]?.first?.last == 7)
    #expect(await lab.router.neighbours().filter { $0.port == 1 }.map(\.neighbour.state) == [.reachable])
  }

  @Test("a next hop with a link-local address is asked for from a link-local address")
  func linkLocalNextHop() throws {
    let hop = IPv6Address(linkLocal: bob.mac)
    let lab = try RouterBench(routes: [StaticRoute(to: IPPrefix("::/0")!, via: .v6(hop), port: 1)], knows: false)
    let asked = lab.bench.send(udp(to: IPv6Address("2001:db8:ffff::1")!), to: 0)
    let source = IPv6Address(linkLocal: RouterBench.mac(1))
    #expect(asked == [1: [EthernetFrame.neighborSolicitation(from: RouterBench.mac(1), address: source, target: hop)]])
    let answer = NeighborAdvertisement(target: hop, targetLinkLayer: bob.mac)
    var station = bob
    station.v6 = hop
    let out = lab.bench.send(advertise(answer, from: station, to: source), to: 1)
    #expect(out[1]?.count == 1)
  }

  @Test(
    "an unsolicited advertisement changes a known neighbour's address, and the change is doubted (RFC 4861, 7.2.5, 7.2.6)"
  )
  func unsolicited() async throws {
    let lab = try RouterBench()
    let mac = MACAddress(bits: 0x0200_0000_0077)
    let news = NeighborAdvertisement(target: bob.v6, targetLinkLayer: mac, isSolicited: false, isOverride: true)
    #expect(lab.bench.send(advertise(news, from: bob, to: .allNodes), to: 1).isEmpty)
    let out = lab.bench.send(udp(to: bob.v6), to: 0)
    #expect(out[1]?.first.flatMap { stations($0)?.to } == mac)
    let stranger = NeighborAdvertisement(
      target: IPv6Address("2001:db8:2::77")!, targetLinkLayer: mac, isSolicited: false)
    lab.bench.send(advertise(stranger, from: bob, to: .allNodes), to: 1)
    #expect(await lab.router.neighbours().count == 6)
  }

  @Test("advertisements that fail the checks change nothing (RFC 4861, 7.1.2)")
  func invalidAdvertisements() throws {
    let lab = try RouterBench()
    let mac = MACAddress(bits: 0x0200_0000_0077)
    let solicitedToAll = NeighborAdvertisement(target: bob.v6, targetLinkLayer: mac, isSolicited: true)
    lab.bench.send(advertise(solicitedToAll, from: bob, to: .allNodes), to: 1)
    let own = NeighborAdvertisement(target: RouterBench.v6(1), targetLinkLayer: mac)
    lab.bench.send(advertise(own, from: bob), to: 1)
    let out = lab.bench.send(udp(to: bob.v6), to: 0)
    #expect(out[1]?.first.flatMap { stations($0)?.to } == bob.mac)
    #expect(lab.drops(.malformed) == 1)
    #expect(lab.drops(.martian) == 1)
  }
}
