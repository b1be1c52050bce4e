import Dataplane
import Hosts
import Routing
import SeededRandom
import Testing
import Wire

@Suite("Fragments to an embedded host")
struct ReassemblyTests {
  /// The fragments of an echo request with `data`, cut at `cuts` (octets of the ICMP message, multiples of 8).
  private static func fragments(_ data: [UInt8], cuts: [Int], version: IPVersion, id: UInt16) -> [[UInt8]] {
    let path = version == .v4 ? HostBench.path4 : HostBench.path6
    let whole = EthernetFrame.icmpEcho(path, identifier: 1, sequence: id, payload: data)
    let head = version == .v4 ? 34 : 54
    let message = Array(whole[head...])
    let bounds = [0] + cuts + [message.count]
    return zip(bounds, bounds.dropFirst()).map { start, end in
      piece(Array(message[start..<end]), at: start, more: end < message.count, whole: whole, version: version, id: id)
    }
  }

  /// One fragment, whose place may be any.
  private static func piece(
    _ payload: [UInt8], at offset: Int, more: Bool, whole: [UInt8], version: IPVersion, id: UInt16
  ) -> [UInt8] {
    var frame = Array(whole[0..<(version == .v4 ? 34 : 54)])
    if version == .v6 { frame += [UInt8](repeating: 0, count: 8) }
    frame += payload
    frame.withMutableBytes { bytes in
      switch version {
      case .v4:
        IPv4Header(
          source: HostBench.peer4, destination: HostBench.v4, protocol: .icmp, payloadLength: payload.count,
          identification: id, moreFragments: more, fragmentOffset: offset
        ).write(to: &bytes, at: 14)
      case .v6:
        IPv6Header(
          source: HostBench.peer6, destination: HostBench.v6, nextHeader: .fragment, payloadLength: 8 + payload.count
        ).write(to: &bytes, at: 14)
        IPv6FragmentHeader(
          nextHeader: .icmpv6, fragmentOffset: offset, moreFragments: more, identification: UInt32(id)
        ).write(to: &bytes, at: 54)
      }
    }
    return frame
  }

  /// What the host answers to the data, put together by looking at every octet.
  private static func echoed(_ frames: [[UInt8]], version: IPVersion) -> [UInt8]? {
    var octets: [Int: UInt8] = [:]
    for frame in frames {
      var start = version == .v4 ? 34 : 54
      var offset = 0
      if version == .v4 { offset = (Int(frame[20] & 0x1f) << 8 | Int(frame[21])) * 8 }
      if version == .v6, frame[20] == 44 {
        offset = Int(frame[56]) << 8 | Int(frame[57] & 0xf8)
        start = 62
      }
      for (index, octet) in frame[start...].enumerated() { octets[offset + index] = octet }
    }
    guard octets.count >= 8 else { return nil }
    return (8..<octets.count).compactMap { octets[$0] }
  }

  @Test(
    "fragments of random sizes in random orders, some twice, make the datagram; one too few does not",
    arguments: [IPVersion.v4, .v6])
  func randomOrders(_ version: IPVersion) throws {
    let seed: UInt64 = 0x5eed_0001
    print("seed \(seed)")
    var random = SplitMix64(seed: seed)
    let bench = try HostBench()
    for round in 0..<200 {
      let data = (0..<Int.random(in: 32...6000, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
      let count = Int.random(in: 1...12, using: &random)
      let cuts = Set((0..<count).map { _ in Int.random(in: 1...(data.count / 8), using: &random) * 8 }).sorted()
      var pieces = Self.fragments(data, cuts: cuts, version: version, id: UInt16(round + 1))
      pieces.shuffle(using: &random)
      let missing = pieces.removeLast()
      let repeated = pieces.indices.randomElement(using: &random).map { pieces[$0] }
      if let repeated { pieces.append(repeated) }
      for piece in pieces { #expect(bench.send(piece).isEmpty) }
      #expect(Self.echoed(bench.send(missing), version: version) == data)
    }
    #expect(bench.drops(.fragment) == 0)
  }

  @Test("fragments that overlap end their datagram (RFC 5722; Linux for IPv4 too)", arguments: [IPVersion.v4, .v6])
  func overlap(_ version: IPVersion) throws {
    let bench = try HostBench()
    let data = [UInt8](repeating: 7, count: 56)
    let pieces = Self.fragments(data, cuts: [24, 48], version: version, id: 9)
    let whole = EthernetFrame.icmpEcho(version == .v4 ? HostBench.path4 : HostBench.path6, sequence: 9, payload: data)
    let overlapping = Self.piece(
      [UInt8](repeating: 8, count: 24), at: 16, more: true, whole: whole, version: version, id: 9)
    #expect(bench.send(pieces[0]).isEmpty && bench.send(overlapping).isEmpty && bench.drops(.fragment) == 1)
    #expect(bench.send(pieces[1]).isEmpty && bench.send(pieces[2]).isEmpty)
  }

  @Test(
    "what stays incomplete is given up after 30 s (IPv4) or 60 s (IPv6), and the sender of a first fragment is told")
  func timeout() async throws {
    for (version, seconds) in [(IPVersion.v4, UInt64(30)), (.v6, 60)] {
      let bench = try HostBench()
      let pieces = Self.fragments([UInt8](repeating: 1, count: 100), cuts: [48], version: version, id: 3)
      #expect(bench.send(pieces[0]).isEmpty)
      #expect(await bench.host.status().reassemblies == 1)
      bench.bench.advance(by: .seconds(seconds - 1))
      #expect(await bench.host.status().reassemblies == 1)
      let errors = (bench.bench.advance(by: .seconds(2))[0] ?? []).filter {
        version == .v4
          ? $0[12] == 8 && $0[13] == 0 && $0[34] == 11 && $0[35] == 1 : $0[20] == 58 && $0[54] == 3 && $0[55] == 1
      }
      #expect(errors.count == 1 && bench.drops(.fragment) == 1)
      #expect(await bench.host.status().reassemblies == 0)
      // A later fragment alone is given up in silence.
      #expect(bench.send(pieces[1]).isEmpty)
      bench.bench.advance(by: .seconds(61))
      #expect(bench.drops(.fragment) == 2)
    }
  }

  @Test("no more than 64 datagrams are in pieces at once")
  func bound() async throws {
    let bench = try HostBench()
    for id in 1...100 {
      _ = bench.send(Self.fragments([UInt8](repeating: 1, count: 100), cuts: [48], version: .v4, id: UInt16(id))[0])
    }
    #expect(await bench.host.status().reassemblies == 64)
    #expect(bench.drops(.fragment) == 36)
  }

  @Test(
    "an IPv6 fragment of an odd length, or beyond 65,535 octets, is answered with a parameter problem (RFC 8200, 4.5)")
  func oddLength() throws {
    let bench = try HostBench()
    let whole = EthernetFrame.icmpEcho(HostBench.path6, payload: [UInt8](repeating: 1, count: 100))
    let odd = Self.piece([128] + [UInt8](repeating: 0, count: 20), at: 0, more: true, whole: whole, version: .v6, id: 5)
    let error = try #require(bench.send(odd).first)
    #expect(error[54] == 4 && error[55] == 0 && Array(error[58..<62]) == [0, 0, 0, 4])
    let far = Self.piece([UInt8](repeating: 1, count: 64), at: 65_528, more: false, whole: whole, version: .v6, id: 6)
    // A later fragment is not answered: an error would have to quote what it does not have (RFC 4443, 2.4).
    #expect(bench.send(far).isEmpty && bench.drops(.malformed) == 2)
  }
}
