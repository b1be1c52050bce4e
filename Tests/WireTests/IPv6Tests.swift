import Testing
import Wire

@Suite("IPv6")
struct IPv6Tests {
  /// A datagram with the extension headers that are given as octets, and eight octets of UDP.
  private func datagram(_ nextHeader: UInt8, _ extensions: String, upper: String = "9c40 0035 0008 0000") -> [UInt8] {
    let payload = hex(extensions) + hex(upper)
    return hex("6000 0000") + [0, UInt8(payload.count), nextHeader, 64]
      + hex("2001 0db8 0000 0000 0000 0000 0000 0001 2001 0db8 0000 0000 0000 0000 0000 0002") + payload
  }

  private func reads(_ octets: [UInt8]) -> Bool { IPv6View(octets.span.bytes) != nil }

  @Test("every field of a header is where RFC 8200 3 has it")
  func fields() throws {
    let octets =
      hex("6ab1 2345 0002 3b07") + hex("fe80 0000 0000 0000 0000 0000 0000 0001") + hex("ff02")
      + [UInt8](repeating: 0, count: 13) + [1, 0xaa, 0xbb, 0xcc]
    guard let view = IPv6View(octets.span.bytes) else { throw Refused() }
    let expected = IPv6Header(
      source: try #require(IPv6Address("fe80::1")), destination: .allNodes, nextHeader: .noNextHeader, payloadLength: 2,
      hopLimit: 7, trafficClass: TrafficClass(rawValue: 0xab), flowLabel: 0x12345)
    #expect(IPv6Header(view) == expected)
    #expect(Invariants.copy(view.payload) == [0xaa, 0xbb], "padding of the frame is no payload")
  }

  @Test("a value survives the wire")
  func roundTrip() throws {
    var random = SplitMix64(seed: 0x5eed_0050)
    for _ in 0..<1_000 {
      let header = IPv6Header(
        source: IPv6Address(high: random.next(), low: random.next()),
        destination: IPv6Address(high: random.next(), low: random.next()),
        nextHeader: IPProtocol(rawValue: random.uint8()), payloadLength: random.below(60), hopLimit: random.uint8(),
        trafficClass: TrafficClass(rawValue: random.uint8()), flowLabel: random.uint32() & 0xf_ffff)
      var octets = random.bytes(40 + header.payloadLength + random.below(4))
      #expect(octets.withMutableBytes { header.write(to: &$0) })
      guard let view = IPv6View(octets.span.bytes) else { throw Refused() }
      #expect(IPv6Header(view) == header, "seed 0x5eed0050")
    }
  }

  @Test("extension headers are walked to the upper layer (RFC 8200 4, RFC 4302)")
  func extensionHeaders() throws {
    // Hop-by-hop (router alert), destination options of 16 octets, routing, authentication of 24, fragment (the first).
    let octets = datagram(
      0,
      """
      3c00 0502 0000 0100
      2b01 010c 0000 0000 0000 0000 0000 0000
      3300 0000 0000 0000
      2c04 0000 0000 0001 0000 0002 aabb ccdd eeff 0011 2233 4455
      1100 0001 1234 5678
      """)
    guard let view = IPv6View(octets.span.bytes) else { throw Refused() }
    var cursor = IPv6ExtensionCursor(view)
    var found: [IPv6ExtensionHeader] = []
    while let header = cursor.next() { found.append(header) }
    let expected = [
      IPv6ExtensionHeader(kind: .hopByHop, offset: 40, length: 8),
      IPv6ExtensionHeader(kind: .destinationOptions, offset: 48, length: 16),
      IPv6ExtensionHeader(kind: .routing, offset: 64, length: 8),
      IPv6ExtensionHeader(kind: .authentication, offset: 72, length: 24),
      IPv6ExtensionHeader(kind: .fragment, offset: 96, length: 8),
    ]
    #expect(found == expected)
    #expect(cursor.nextHeaderOffset == 96)
    #expect(view.upperLayer == UpperLayer(protocol: .udp, offset: 104, fragmentOffset: 0, moreFragments: true))
    #expect(view.ports == TransportPorts(source: 40_000, destination: 53))
    let fragment = IPv6FragmentHeader(
      nextHeader: .udp, fragmentOffset: 0, moreFragments: true, identification: 0x1234_5678)
    #expect(view.fragment == fragment)
  }

  @Test("behind a later fragment's header there is payload, whatever it looks like (RFC 8200 4.5)")
  func laterFragment() throws {
    let octets = datagram(44, "3c00 05a8 0000 0001")
    guard let view = IPv6View(octets.span.bytes) else { throw Refused() }
    let expected = UpperLayer(protocol: .destinationOptions, offset: 48, fragmentOffset: 1_448, moreFragments: false)
    #expect(view.upperLayer == expected)
    #expect(view.ports == nil)
  }

  @Test("a cut off extension header, or one too many, is no way to an upper layer")
  func malformed() throws {
    for (name, octets) in [
      ("length beyond", datagram(60, "1102 0000 0000 0000", upper: "")),
      ("four octets", datagram(0, "1100 0000", upper: "")),
      ("AH beyond", datagram(51, "1104 0000 0000 0000", upper: "0000 0000")),
    ] {
      guard let view = IPv6View(octets.span.bytes) else { throw Refused() }
      #expect(view.upperLayer == nil, "\(name)")
    }
    for count in [IPv6ExtensionCursor.headersMax, IPv6ExtensionCursor.headersMax + 1] {
      let chain = String(repeating: "3c00 0104 0000 0000", count: count - 1) + "1100 0104 0000 0000"
      let octets = datagram(60, chain)
      guard let view = IPv6View(octets.span.bytes) else { throw Refused() }
      #expect((view.upperLayer != nil) == (count <= IPv6ExtensionCursor.headersMax))
    }
  }

  @Test("a header is refused where version or room are wrong, and a quotation may end early")
  func refused() {
    let good = datagram(17, "")
    #expect(reads(good))
    for length in 0..<good.count {
      let bad = Array(good[..<length])
      #expect(!reads(bad))
      let isQuotation = IPv6View(quoted: bad.span.bytes) != nil
      #expect(isQuotation == (length >= 40))
    }
    var bad = good
    bad[0] = 0x45
    #expect(!reads(bad))
  }

  @Test("a router takes 1 from the hop limit until there is none")
  func hopLimit() {
    var octets = datagram(17, "")
    octets[7] = 1
    #expect(octets.withMutableBytes { IPv6Rewriting.decrementHopLimit(in: &$0, at: 0) })
    #expect(octets[7] == 0)
    #expect(!octets.withMutableBytes { IPv6Rewriting.decrementHopLimit(in: &$0, at: 0) })
  }
}
