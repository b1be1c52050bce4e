import Buffers
import Dataplane
import ElementBench
import Routing
import SeededRandom
import Testing
import Wire

@Suite("Hostile frames")
struct HostileFramesTests {
  private let alice = RouterBench.alice, bob = RouterBench.bob

  /// Frames that reach every corner, to begin from.
  private var seeds: [[UInt8]] {
    let to4 = RouterBench.path(alice, to: .v4(bob.v4)), to6 = RouterBench.path(alice, to: .v6(bob.v6))
    let us4 = RouterBench.path(alice, to: .v4(RouterBench.v4(0))),
      us6 = RouterBench.path(alice, to: .v6(RouterBench.v6(0)))
    var open = to4
    open.dontFragment = false
    let header = TCPHeader(sourcePort: 1, destinationPort: 2, flags: .syn)
    return [
      EthernetFrame.udp(open, sourcePort: 1, destinationPort: 2, payload: pattern(1400)),
      EthernetFrame.tcp(to4, header),
      EthernetFrame.tcp(to6, header), EthernetFrame.icmpEcho(us4, payload: pattern(60)), EthernetFrame.icmpEcho(us6),
      EthernetFrame.tcp(us4, header), EthernetFrame.udp(us6, sourcePort: 1, destinationPort: 2),
      EthernetFrame.arpRequest(from: alice.mac, address: alice.v4, target: RouterBench.v4(0)),
      EthernetFrame.arpReply(from: alice.mac, address: alice.v4, to: RouterBench.mac(0), target: RouterBench.v4(0)),
      EthernetFrame.neighborSolicitation(from: alice.mac, address: alice.v6, target: RouterBench.v6(0)),
      EthernetFrame.neighborAdvertisement(
        from: alice.mac, address: alice.v6, to: RouterBench.mac(0), destination: RouterBench.v6(0),
        NeighborAdvertisement(target: alice.v6, targetLinkLayer: alice.mac)),
      EthernetFrame.icmpv4(us4, .destinationUnreachable(.host, nextHopMTU: 0), body: pattern(40)),
      EthernetFrame.icmpv6(us6, .packetTooBig(mtu: 1280), body: pattern(60)),
      EthernetFrame.ip(to6, .fragment, payload: [17, 0, 0, 1, 0, 0, 0, 9] + pattern(40)),
      withOptions([7, 11, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0], open), withOptions([0x83, 7, 4, 10, 3, 0, 2, 0], to4),
    ]
  }

  @Test("whatever comes in, nothing traps, and every packet ends or waits in a bounded queue")
  func everyPacketEnds() async throws {
    var random = SplitMix64(seed: 7, for: #function)
    let lab = try RouterBench(mtu: [1500, 600, 1500], pool: 1024, knows: false)
    let seeds = seeds
    for round in 0..<20_000 {
      var frame = seeds[random.below(seeds.count)]
      for _ in 0..<random.below(5) where !frame.isEmpty {
        frame[random.below(frame.count)] = UInt8(truncatingIfNeeded: random.next())
      }
      if random.below(8) == 0 { frame.removeLast(random.below(frame.count + 1)) }
      // Half of them with a right header checksum, so that they get further than the first check.
      if frame.count >= 34, random.below(2) == 0 {
        frame.withMutableBytes { bytes in
          _ = IPv4Rewriting.completeChecksum(in: &bytes, at: 14)
          _ = TransportChecksum.complete(in: &bytes, at: 14)
        }
      }
      var offload = OffloadMetadata()
      if random.below(4) == 0 {
        offload.needsChecksum = random.below(2) == 0
        offload.segmentation = [.none, .tcp4, .tcp6, .udp][random.below(4)]
        offload.segmentSize = UInt16(truncatingIfNeeded: random.next() >> UInt64(random.below(16)))
        offload.checksumStart = UInt16(truncatingIfNeeded: random.below(100))
        offload.checksumOffset = UInt16(truncatingIfNeeded: random.below(40))
      }
      lab.bench.send(frame, to: random.below(3), offload: offload, traceID: UInt16(random.below(2)))
      if round % 50 == 0 { lab.bench.advance(by: .milliseconds(UInt64(random.below(3000)))) }
      let held = await lab.router.heldPackets()
      guard lab.bench.dispatcher.pool.inUse == held, held <= 512 else {
        Issue.record("round \(round): \(lab.bench.dispatcher.pool.inUse) buffers in use, \(held) held")
        return
      }
    }
    #expect(await lab.router.neighbours().count <= NeighbourTable.neighboursMax)
    // Time for what waits to be given up, and then for the errors about it, which may have to wait as well.
    lab.bench.advance(by: .seconds(10))
    #expect(lab.bench.dispatcher.pool.inUse == 0)
  }

  @Test("an empty pool costs answers, never packets that were not the router's to keep")
  func emptyPool() throws {
    let lab = try RouterBench(pool: 1)
    for _ in 0..<10 {
      lab.bench.send(
        EthernetFrame.udp(RouterBench.path(alice, to: "192.0.2.1"), sourcePort: 1, destinationPort: 2), to: 0)
    }
    #expect(lab.drops(.noRoute) == 10)
    #expect(lab.bench.dispatcher.pool.inUse == 0)
  }
}
