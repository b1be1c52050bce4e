import Buffers
import Dataplane
import Hosts
import Routing
import SeededRandom
import Services
import Testing
import Wire

@Suite("Hostile frames to an embedded host")
struct HostileFramesTests {
  private static var seeds: [[UInt8]] {
    let p4 = HostBench.path4, p6 = HostBench.path6
    let echo4 = EthernetFrame.icmpEcho(p4, payload: [1, 2, 3, 4, 5, 6, 7, 8])
    let echo6 = EthernetFrame.icmpEcho(p6, payload: [1, 2, 3, 4, 5, 6, 7, 8])
    let sent4 = EthernetFrame.udp(p4.reversed, sourcePort: 40_000, destinationPort: 53, payload: [1, 2, 3])
    let sent6 = EthernetFrame.icmpEcho(p6.reversed, identifier: 1, sequence: 1)
    var fragment = echo4
    fragment.withMutableBytes { bytes in
      IPv4Rewriting.setFragment(offset: 0, moreFragments: true, in: &bytes, at: 14)
    }
    return [
      EthernetFrame.arpRequest(from: HostBench.peerMAC, address: HostBench.peer4, target: HostBench.v4),
      EthernetFrame.arpReply(
        from: HostBench.peerMAC, address: HostBench.peer4, to: HostBench.mac, target: HostBench.v4),
      HostBench.solicitation(of: HostBench.v6), HostBench.advertisement(of: HostBench.peer6),
      echo4, echo6, fragment, EthernetFrame.icmpEcho(p4, isReply: true), EthernetFrame.icmpEcho(p6, isReply: true),
      EthernetFrame.udp(p4, sourcePort: 9, destinationPort: 53, payload: [1, 2, 3]),
      EthernetFrame.udp(p6, sourcePort: 9, destinationPort: 7, payload: [1, 2, 3]),
      EthernetFrame.tcp(p4, TCPHeader(sourcePort: 1, destinationPort: 80, sequence: 5, flags: .syn)),
      EthernetFrame.tcp(p6, TCPHeader(sourcePort: 1, destinationPort: 80, flags: .ack), payload: [1, 2]),
      EthernetFrame.icmpv4(
        p4, .destinationUnreachable(.fragmentationNeeded, nextHopMTU: 600), body: Array(sent4[14...])),
      EthernetFrame.icmpv4(p4, .timeExceeded(code: 0), body: Array(sent4[14...])),
      EthernetFrame.icmpv6(p6, .packetTooBig(mtu: 1280), body: Array(sent6[14...])),
      EthernetFrame.ip(p6, .fragment, payload: [58, 0, 0, 1, 0, 0, 0, 9] + [UInt8](repeating: 1, count: 16)),
    ]
  }

  @Test("100,000 mutated frames, with and without offload metadata, never trap, and leave no buffer behind")
  func mutated() throws {
    let seed: UInt64 = 0x5eed_0002
    print("seed \(seed)")
    var random = SplitMix64(seed: seed)
    let bench = try HostBench(listeners: [.udp(7) { $0 }, .udp(53) { $0 }, .tcp(80) { HTTPResponder(host: "h") }])
    let seeds = Self.seeds
    for round in 0..<100_000 {
      var frame = seeds[Int.random(in: 0..<seeds.count, using: &random)]
      for _ in 0..<Int.random(in: 0...4, using: &random) {
        frame[Int.random(in: 0..<frame.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      if Int.random(in: 0..<8, using: &random) == 0 {
        frame.removeLast(Int.random(in: 0...frame.count, using: &random))
      }
      var offload = OffloadMetadata.none
      switch Int.random(in: 0..<6, using: &random) {
      case 0: offload.checksumIsValid = true
      case 1:
        offload.needsChecksum = true
        offload.checksumStart = UInt16.random(in: 0...80, using: &random)
        offload.checksumOffset = UInt16.random(in: 0...20, using: &random)
      case 2:
        offload.segmentation = [.tcp4, .tcp6, .udp][Int.random(in: 0..<3, using: &random)]
        offload.segmentSize = UInt16.random(in: 0...9, using: &random)
      default: break
      }
      bench.bench.send(frame, to: 0, offload: offload)
      if round % 1000 == 0 { bench.bench.advance(by: .seconds(1)) }
    }
    bench.bench.advance(by: .seconds(200))
    // What is held for neighbours is given up by then.
    #expect(bench.bench.dispatcher.pool.inUse == 0)
  }

  @Test("a super-packet and a partial checksum, as a kernel sends them, are completed first")
  func offloads() throws {
    let bench = try HostBench(listeners: [.udp(7) { [UInt8($0.count)] }])
    let payload = [UInt8](repeating: 3, count: 40)
    var frame = EthernetFrame.udp(HostBench.path4, sourcePort: 9, destinationPort: 7, payload: payload)
    frame.withMutableBytes { bytes in _ = TransportChecksum.prepare(in: &bytes, at: 14) }
    var partial = OffloadMetadata.none
    partial.needsChecksum = true
    partial.checksumStart = 34
    partial.checksumOffset = 6
    let one = bench.bench.send(frame, to: 0, offload: partial)[0] ?? []
    #expect(one.count == 1 && one.first?.last == 40)
    var segments = partial
    segments.segmentation = .udp
    segments.segmentSize = 16
    let three = bench.bench.send(frame, to: 0, offload: segments)[0] ?? []
    #expect(three.map(\.last) == [16, 16, 8])
  }
}
