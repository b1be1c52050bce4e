import Testing
import Wire

@Suite("IPv4")
struct IPv4Tests {
  /// A header whose checksum was worked out by hand, with an empty UDP datagram of 95 octets of payload behind it.
  static let datagram = hex("4500 0073 0000 4000 4011 b861 c0a8 0001 c0a8 00c7") + [UInt8](repeating: 0, count: 95)

  private func reads(_ octets: [UInt8]) -> Bool { IPv4View(octets.span.bytes) != nil }

  @Test("every field of a header is where RFC 791 3.1 has it")
  func fields() throws {
    let octets = hex("46b9 0024 abcd 2003 1906 0000 0a00 0001 0a00 0002 9404 0000 0102 0304 0506 0708 090a 0b0c")
    guard let view = IPv4View(octets.span.bytes) else { throw Refused() }
    #expect(view.headerLength == 24)
    #expect(view.trafficClass == TrafficClass(dscp: 46, ecn: .capable1))
    #expect(view.totalLength == 36)
    #expect(view.identification == 0xabcd)
    #expect(view.moreFragments == true)
    #expect(view.dontFragment == false)
    #expect(view.fragmentOffset == 24)
    #expect(view.ttl == 25)
    #expect(view.protocol == .tcp)
    #expect(view.source == IPv4Address(10, 0, 0, 1))
    #expect(view.destination == IPv4Address(10, 0, 0, 2))
    #expect(Invariants.copy(view.options) == hex("94040000"))
    #expect(Invariants.copy(view.payload) == hex("0102 0304 0506 0708 090a 0b0c"))
    #expect(view.upperLayer == UpperLayer(protocol: .tcp, offset: 24, fragmentOffset: 24, moreFragments: true))
    #expect(view.ports == nil, "a later fragment has no ports")
  }

  @Test("a known header has the checksum that was worked out by hand")
  func knownChecksum() throws {
    guard let view = IPv4View(IPv4Tests.datagram.span.bytes) else { throw Refused() }
    #expect(view.isChecksumValid == true)
    #expect(view.checksum == 0xb861)
    var written = [UInt8](repeating: 0, count: 20)
    let header = IPv4Header(view)
    #expect(written.withMutableBytes { header.write(to: &$0) })
    #expect(written == Array(IPv4Tests.datagram[..<20]))
  }

  @Test("a value survives the wire, with options and at any offset")
  func roundTrip() throws {
    var random = SplitMix64(seed: 0x5eed_0040)
    for round in 0..<2_000 {
      let options = random.bytes(random.below(11) * 4)
      let header = IPv4Header(
        source: IPv4Address(bits: random.uint32()), destination: IPv4Address(bits: random.uint32()),
        protocol: IPProtocol(rawValue: random.uint8()), payloadLength: random.below(40), ttl: random.uint8(),
        trafficClass: TrafficClass(rawValue: random.uint8()), identification: random.uint16(),
        dontFragment: random.coin(), moreFragments: random.coin(), fragmentOffset: random.below(8_192) * 8)
      let offset = random.below(9)
      var octets = random.bytes(offset + 20 + options.count + header.payloadLength + random.below(6))
      #expect(octets.withMutableBytes { header.write(to: &$0, at: offset, options: options.span.bytes) })
      guard let view = IPv4View(octets.span.bytes.extracting(droppingFirst: offset)) else { throw Refused() }
      #expect(IPv4Header(view) == header, "seed 0x5eed0040 round \(round)")
      #expect(Invariants.copy(view.options) == options)
      #expect(view.isChecksumValid == true)
      #expect(view.payload.byteCount == header.payloadLength)
    }
  }

  @Test("options are walked, padding skipped, and an impossible length ends the walk")
  func options() throws {
    let octets = hex("01 9404 0000 0703 04 00 4404")
    var cursor = HeaderOptionCursor(octets.span.bytes)
    var found: [HeaderOption] = []
    while let option = cursor.next() { found.append(option) }
    #expect(found == [HeaderOption(kind: 0x94, data: 3..<5), HeaderOption(kind: 0x07, data: 7..<8)])
    #expect(cursor.isMalformed == false)
    for bad in ["94", "9400", "9401", "940500", "01 01 94ff 00"] {
      let octets = hex(bad)
      var cursor = HeaderOptionCursor(octets.span.bytes)
      let isEmpty = cursor.next() == nil
      #expect(isEmpty)
      #expect(cursor.isMalformed == true, "\(bad)")
    }
  }

  @Test("a header is refused where version, lengths or room are wrong")
  func refused() {
    let good = IPv4Tests.datagram
    #expect(reads(good))
    for (name, change) in [
      ("version", { $0[0] = 0x65 }), ("IHL 4", { $0[0] = 0x44 }), ("total below header", { $0[3] = 19 }),
      ("total beyond", { $0[3] = 0x74 }), ("cut off", { $0.removeLast() }), ("empty", { $0.removeAll() }),
    ] as [(String, (inout [UInt8]) -> Void)] {
      var bad = good
      change(&bad)
      #expect(!reads(bad), "\(name)")
    }
    let quoted = Array(good[..<28])
    #expect(!reads(quoted))
    #expect(IPv4View(quoted: quoted.span.bytes)?.payload.byteCount == 8)
  }

  @Test("what does not fit is not written")
  func noRoom() {
    var octets = [UInt8](repeating: 7, count: 24)
    let header = IPv4Header(source: .loopback, destination: .loopback, protocol: .udp, payloadLength: 65_516)
    let options = [UInt8](repeating: 1, count: 41)
    let done = octets.withMutableBytes { bytes in
      var small = header
      small.payloadLength = 8
      return [
        header.write(to: &bytes), small.write(to: &bytes, at: 5), small.write(to: &bytes, at: -1),
        small.write(to: &bytes, at: .max), small.write(to: &bytes, at: .min),
        small.write(to: &bytes, options: options.span.bytes),
        small.write(to: &bytes, at: 1, options: options.span.bytes.extracting(first: 4)),
      ]
    }
    #expect(done == [Bool](repeating: false, count: 7))
    #expect(octets == [UInt8](repeating: 7, count: 24))
  }

  @Test("a router takes 1 from the TTL until there is none, and the checksum follows")
  func decrementTTL() {
    var octets = IPv4Tests.datagram
    for expected in (0..<UInt8(64)).reversed() {
      #expect(octets.withMutableBytes { IPv4Rewriting.decrementTTL(in: &$0, at: 0) })
      let view = IPv4View(octets.span.bytes)
      #expect(view?.ttl == expected)
      #expect(view?.isChecksumValid == true)
    }
    #expect(!octets.withMutableBytes { IPv4Rewriting.decrementTTL(in: &$0, at: 0) })
  }

  @Test("the traffic class is six bits of differentiated services and two of congestion (RFC 2474, RFC 3168)")
  func trafficClass() {
    var value = TrafficClass(dscp: 46)
    #expect(value.rawValue == 0xb8 && value.ecn == .notCapable)
    value.ecn = .experienced
    #expect(value.rawValue == 0xbb && value.dscp == 46)
    value.dscp = 0
    #expect(value.rawValue == 3)
  }
}
