import Buffers
import Dataplane
import ElementBench
import Routing
import SeededRandom
import Testing
import Wire

/// Puts fragments together again, and checks on the way that they neither overlap nor leave a gap.
struct Reassembly {
  var payload: [UInt8] = []
  var isComplete = false

  init(_ fragments: [Datagram4]) {
    for fragment in fragments.sorted(by: { $0.header.fragmentOffset < $1.header.fragmentOffset }) {
      guard fragment.header.fragmentOffset == payload.count, !isComplete else { return }
      payload += fragment.payload
      isComplete = !fragment.header.moreFragments
    }
  }
}

@Suite("Fragmentation")
struct FragmentationTests {
  private let alice = RouterBench.alice, bob = RouterBench.bob

  private func path(to destination: IPv4Address, identification: UInt16 = 0x1234) -> FramePath {
    var path = RouterBench.path(alice, to: .v4(destination))
    path.dontFragment = false
    path.identification = identification
    return path
  }

  @Test("fragments fit, are in order, and make the datagram again (RFC 791, 2.3, 3.2)")
  func reassembles() throws {
    var random = SplitMix64(seed: 6, for: #function)
    for _ in 0..<200 {
      let mtu = 68 + random.below(1400)
      let lab = try RouterBench(mtu: [65_535, mtu, 1500])
      let payload = pattern(1 + random.below(6000))
      let optionCount = random.below(3) * 4
      let options: [UInt8] =
        optionCount == 0 ? [] : optionCount == 4 ? [0x94, 4, 0, 0] : [0x94, 4, 0, 0, 0x44, 4, 5, 0]
      let frame = withOptions(options, path(to: bob.v4), payload: payload)
      let out = try #require(lab.bench.send(frame, to: 0)[1]).compactMap(Datagram4.init)
      for (index, piece) in out.enumerated() {
        #expect(piece.isChecksumValid)
        #expect(piece.payload.count + 20 + piece.options.count <= mtu)
        #expect(index == out.count - 1 || piece.payload.count % 8 == 0)
        #expect(piece.header.identification == 0x1234 && piece.header.ttl == 63 && !piece.header.dontFragment)
        #expect(piece.header.moreFragments == (index < out.count - 1))
        #expect(piece.header.source == alice.v4 && piece.header.destination == bob.v4)
        #expect(piece.options == (index == 0 ? options : options.isEmpty ? [] : [0x94, 4, 0, 0]), "copied flag")
      }
      let whole = Reassembly(out)
      #expect(whole.isComplete && whole.payload == payload)
      #expect(lab.bench.dispatcher.pool.inUse == 0)
    }
  }

  @Test("a datagram that fits is left whole")
  func fits() throws {
    let lab = try RouterBench(mtu: [1500, 600, 1500])
    let frame = EthernetFrame.ip(path(to: bob.v4), IPProtocol(rawValue: 253), payload: pattern(580))
    #expect(lab.bench.send(frame, to: 0)[1]?.count == 1)
    let longer = EthernetFrame.ip(path(to: bob.v4), IPProtocol(rawValue: 253), payload: pattern(581))
    #expect(lab.bench.send(longer, to: 0)[1]?.count == 2)
  }

  @Test("a fragment is fragmented again, the last one's flag kept (RFC 791, 3.2)")
  func fragmentsOfFragments() throws {
    let near = try RouterBench(mtu: [65_535, 1000, 1500])
    let far = try RouterBench(mtu: [1500, 300, 1500])
    let payload = pattern(3001)
    let first = try #require(
      near.bench.send(EthernetFrame.ip(path(to: bob.v4), IPProtocol(rawValue: 253), payload: payload), to: 0)[1])
    #expect(first.count == 4)
    var pieces: [Datagram4] = []
    for frame in first {
      // The next router has the address of its own port in front.
      var hop = frame
      hop.withMutableBytes { bytes in bytes.setMACAddress(RouterBench.mac(0), at: 0) }
      pieces += try #require(far.bench.send(hop, to: 0)[1]).compactMap(Datagram4.init)
    }
    #expect(pieces.count > 10 && pieces.allSatisfy { $0.payload.count + 20 <= 300 && $0.header.ttl == 62 })
    let whole = Reassembly(pieces)
    #expect(whole.isComplete && whole.payload == payload)
  }

  @Test("a checksum that was left to the edge is completed before the datagram is taken apart")
  func partialChecksum() throws {
    let lab = try RouterBench(mtu: [1500, 576, 1500])
    let complete = EthernetFrame.udp(path(to: bob.v4), sourcePort: 9, destinationPort: 10, payload: pattern(1300))
    var frame = complete
    frame.withMutableBytes { bytes in _ = TransportChecksum.prepare(in: &bytes, at: 14) }
    lab.bench.inject(frame, to: 0, offload: partial(start: 34, offset: 6))
    let outputs = try #require(lab.bench.runOutputs()[1])
    #expect(outputs.count == 3 && outputs.allSatisfy { !$0.offload.needsChecksum })
    let whole = Reassembly(outputs.compactMap { Datagram4($0.bytes) })
    #expect(whole.isComplete && whole.payload == Array(complete.dropFirst(34)))
  }

  @Test("where the pool runs dry nothing is sent, and nothing is lost to the pool")
  func noBuffers() throws {
    let lab = try RouterBench(mtu: [1500, 68, 1500], pool: 10)
    let frame = EthernetFrame.ip(path(to: bob.v4), IPProtocol(rawValue: 253), payload: pattern(1400))
    #expect(lab.bench.send(frame, to: 0).isEmpty)
    #expect(lab.drops(.noBuffers) == 1)
    #expect(lab.bench.dispatcher.pool.inUse == 0)
  }

  @Test("IPv6 is never fragmented by a router (RFC 8200, 5)")
  func notIPv6() throws {
    let lab = try RouterBench(mtu: [1500, 1280, 1500])
    let frame = EthernetFrame.udp(
      RouterBench.path(alice, to: .v6(bob.v6)), sourcePort: 1, destinationPort: 2, payload: pattern(1300))
    #expect(lab.bench.send(frame, to: 0).keys.sorted() == [0])
  }

  // MARK: Super-packets

  private func superPacket(_ version: IPVersion, dontFragment: Bool, size: UInt16, payload: Int, udp: Bool = false)
    -> (frame: [UInt8], offload: OffloadMetadata)
  {
    var path = RouterBench.path(alice, to: version == .v4 ? .v4(bob.v4) : .v6(bob.v6))
    path.dontFragment = dontFragment
    let transport = version == .v4 ? 34 : 54
    var frame =
      udp
      ? EthernetFrame.udp(path, sourcePort: 1, destinationPort: 2, payload: pattern(payload))
      : EthernetFrame.tcp(path, TCPHeader(sourcePort: 1, destinationPort: 2, flags: .ack), payload: pattern(payload))
    frame.withMutableBytes { bytes in _ = TransportChecksum.prepare(in: &bytes, at: 14) }
    var offload = partial(start: transport, offset: udp ? 6 : 16)
    offload.segmentation = udp ? .udp : version == .v4 ? .tcp4 : .tcp6
    offload.segmentSize = size
    return (frame, offload)
  }

  private func partial(start: Int, offset: UInt16) -> OffloadMetadata {
    var offload = OffloadMetadata()
    (offload.needsChecksum, offload.checksumStart, offload.checksumOffset) = (true, UInt16(start), offset)
    return offload
  }

  @Test("a super-packet whose segments fit is forwarded whole, with its metadata", arguments: IPVersion.allCases)
  func superPackets(version: IPVersion) throws {
    let lab = try RouterBench()
    let headers: UInt16 = version == .v4 ? 40 : 60
    let (frame, offload) = superPacket(version, dontFragment: true, size: 1500 - headers, payload: 40_000)
    lab.bench.inject(frame, to: 0, offload: offload)
    let out = try #require(lab.bench.runOutputs()[1])
    #expect(out.count == 1 && out[0].offload == offload && out[0].bytes.count == frame.count)
    #expect(out[0].bytes.dropFirst(54) == frame.dropFirst(54))
  }

  @Test("a super-packet whose segments do not fit is too big (RFC 1191; RFC 8201)", arguments: IPVersion.allCases)
  func superPacketsTooBig(version: IPVersion) throws {
    let lab = try RouterBench(mtu: [1500, 1499, 1500])
    let headers: UInt16 = version == .v4 ? 40 : 60
    let (frame, offload) = superPacket(version, dontFragment: true, size: 1500 - headers, payload: 40_000)
    let out = lab.bench.send(frame, to: 0, offload: offload)
    #expect(out.keys.sorted() == [0] && out[0]?.count == 1)
    #expect(lab.drops(.packetTooBig) == 1)
  }

  @Test("a super-packet that may be fragmented is cut into segments, and these into fragments")
  func superPacketsFragmented() throws {
    let lab = try RouterBench(mtu: [1500, 1000, 1500])
    let (frame, offload) = superPacket(.v4, dontFragment: false, size: 1400, payload: 3000, udp: true)
    lab.bench.inject(frame, to: 0, offload: offload)
    let out = try #require(lab.bench.runOutputs()[1])
    #expect(out.allSatisfy { $0.bytes.count <= 1014 && $0.offload.isComplete })
    let pieces = out.compactMap { Datagram4($0.bytes) }
    var datagrams: [[UInt8]] = []
    var current: [Datagram4] = []
    for piece in pieces {
      current.append(piece)
      if piece.header.moreFragments { continue }
      let whole = Reassembly(current)
      #expect(whole.isComplete)
      datagrams.append(whole.payload)
      current = []
    }
    #expect(datagrams.map(\.count) == [1408, 1408, 208])
    #expect(datagrams.flatMap { $0.dropFirst(8) } == pattern(3000))
  }

  @Test("metadata that contradicts the packet is malformed where it matters")
  func contradictions() throws {
    let lab = try RouterBench(mtu: [1500, 1000, 1500])
    var (frame, offload) = superPacket(.v4, dontFragment: true, size: 1400, payload: 3000)
    offload.segmentation = .tcp6
    #expect(lab.bench.send(frame, to: 0, offload: offload).isEmpty)
    #expect(lab.drops(.malformed) == 1)
    frame.removeAll()
  }
}
