import Testing
import Wire

@Suite("ICMP, ICMPv6 and neighbour discovery")
struct ICMPTests {
  @Test("messages of ICMP survive the wire")
  func icmpv4() throws {
    let messages: [ICMPv4Message] = [
      .echoRequest(identifier: 0x1234, sequence: 7), .echoReply(identifier: 1, sequence: 0xffff),
      .destinationUnreachable(.fragmentationNeeded, nextHopMTU: 1_400),
      .destinationUnreachable(.port, nextHopMTU: 0), .redirect(code: 1, gateway: IPv4Address(10, 0, 0, 1)),
      .timeExceeded(code: 0), .timeExceeded(code: 1), .parameterProblem(code: 0, pointer: 9),
      .other(type: .timestampRequest, code: 0, rest: 0x0102_0304), .other(type: .echoRequest, code: 3, rest: 5),
    ]
    for message in messages {
      var octets = [UInt8](repeating: 0xff, count: 8)
      #expect(octets.withMutableBytes { message.write(to: &$0) })
      guard let view = ICMPv4View(octets.span.bytes) else { throw Refused() }
      #expect(ICMPv4Message(view) == message)
      #expect(view.type == message.type)
      #expect(view.code == message.code)
    }
  }

  @Test("the octets of ICMP messages are those of RFC 792 and RFC 1191")
  func icmpv4Octets() {
    var octets = [UInt8](repeating: 0xff, count: 8)
    octets.withMutableBytes {
      ICMPv4Message.destinationUnreachable(.fragmentationNeeded, nextHopMTU: 1_400).write(to: &$0)
    }
    #expect(octets == hex("0304 0000 0000 0578"))
    octets.withMutableBytes { ICMPv4Message.parameterProblem(code: 0, pointer: 9).write(to: &$0) }
    #expect(octets == hex("0c00 0000 0900 0000"))
    octets.withMutableBytes { ICMPv4Message.echoRequest(identifier: 1, sequence: 2).write(to: &$0) }
    #expect(octets == hex("0800 0000 0001 0002"))
  }

  @Test("an error quotes a datagram, up to its length field where it has one (RFC 4884 4)")
  func quotation() throws {
    let datagram = Array(IPv4Tests.datagram[..<28])
    var octets = hex("0303 0000 0000 0000") + datagram + [UInt8](repeating: 0, count: 4) + hex("2000 0000")
    #expect(ICMPv4View(octets.span.bytes)?.quoted.byteCount == 36)
    for (type, words, length) in [
      (UInt8(3), UInt8(8), 32), (11, 1, 4), (12, 9, 36), (3, 255, 36), (5, 8, 36), (8, 0, 0),
    ] {
      (octets[0], octets[5]) = (type, words)
      #expect(ICMPv4View(octets.span.bytes)?.quoted.byteCount == length, "type \(type), \(words) words")
    }
  }

  @Test("messages of ICMPv6 survive the wire")
  func icmpv6() throws {
    let messages: [ICMPv6Message] = [
      .echoRequest(identifier: 0x1234, sequence: 7), .echoReply(identifier: 1, sequence: 0xffff),
      .destinationUnreachable(.noRoute), .destinationUnreachable(.port), .packetTooBig(mtu: 1_280),
      .timeExceeded(code: 0), .parameterProblem(code: 2, pointer: 42),
      .other(type: .multicastListenerReport, code: 0, rest: 1), .other(type: .packetTooBig, code: 1, rest: 1_280),
    ]
    for message in messages {
      var octets = [UInt8](repeating: 0xff, count: 8)
      #expect(octets.withMutableBytes { message.write(to: &$0) })
      guard let view = ICMPv6View(octets.span.bytes) else { throw Refused() }
      #expect(ICMPv6Message(view) == message)
    }
    var octets = [UInt8](repeating: 0xff, count: 8)
    octets.withMutableBytes { ICMPv6Message.packetTooBig(mtu: 1_280).write(to: &$0) }
    #expect(octets == hex("0200 0000 0000 0500"))
  }

  @Test("a neighbour solicitation goes to the solicited-node group with hop limit 255 (RFC 4861 4.3)")
  func solicitation() throws {
    let alice = try #require(MACAddress("02:00:00:00:00:01"))
    let frame = EthernetFrame.neighborSolicitation(
      from: alice, address: try #require(IPv6Address("fe80::1")), target: try #require(IPv6Address("fe80::2:3")))
    #expect(
      Array(frame[..<54])
        == hex(
          """
          3333 ff02 0003 0200 0000 0001 86dd
          6000 0000 0020 3aff fe80 0000 0000 0000 0000 0000 0000 0001 ff02 0000 0000 0000 0000 0001 ff02 0003
          """))
    #expect(frame[54] == 135)
    #expect(
      Array(frame[58...]) == hex("0000 0000 fe80 0000 0000 0000 0000 0000 0002 0003 0101 0200 0000 0001"))
    #expect(TransportChecksum.isValid(frame.span.bytes.extracting(droppingFirst: 14)) == true)
  }

  @Test("duplicate address detection asks from :: and says no link-layer address (RFC 4862 5.4.2)")
  func duplicateAddressDetection() throws {
    let frame = EthernetFrame.neighborSolicitation(from: .zero, address: .unspecified, target: .loopback)
    guard let view = NeighborDiscoveryView(frame.span.bytes.extracting(droppingFirst: 54)) else { throw Refused() }
    #expect(NeighborSolicitation(view) == NeighborSolicitation(target: .loopback))
    #expect(view.sourceLinkLayer == nil)
  }

  @Test("messages of neighbour discovery survive the wire")
  func neighborDiscovery() throws {
    var generator = PacketGenerator(seed: 0x5eed_0070)
    for _ in 0..<500 {
      var octets = [UInt8](repeating: 0xff, count: 400)
      let advertisement = generator.neighborAdvertisement()
      #expect(octets.withMutableBytes { advertisement.write(to: &$0) })
      #expect(advertisement == read(octets, advertisement.length) { NeighborAdvertisement($0) })
      let router = generator.routerAdvertisement()
      #expect(octets.withMutableBytes { router.write(to: &$0) })
      #expect(router == read(octets, router.length) { RouterAdvertisement($0) })
      let solicitation = RouterSolicitation(sourceLinkLayer: generator.random.coin() ? generator.mac() : nil)
      #expect(octets.withMutableBytes { solicitation.write(to: &$0) })
      #expect(solicitation == read(octets, solicitation.length) { RouterSolicitation($0) })
    }
  }

  private func read<Message>(
    _ octets: [UInt8], _ length: Int, _ make: (borrowing NeighborDiscoveryView) -> Message?
  ) -> Message? {
    guard let view = NeighborDiscoveryView(octets.span.bytes.extracting(first: length)) else { return nil }
    return make(view)
  }

  @Test("a message with an option of length 0, or one cut off, is refused whole (RFC 4861 7.1.1)")
  func malformedOptions() {
    let fixed = hex("8700 0000 0000 0000") + [UInt8](repeating: 1, count: 16)
    for options in ["", "0101 0200 0000 0001", "0e01 0000 0000 0000 0101 0200 0000 0001"] {
      let octets = fixed + hex(options)
      #expect(reads(octets), "\(options)")
    }
    for options in ["0100 0200 0000 0001", "0102 0200 0000 0001", "01", "0101 0200"] {
      let octets = fixed + hex(options)
      #expect(!reads(octets), "\(options)")
    }
    #expect(!reads(Array(fixed.dropLast())))
    var other = fixed
    other[1] = 1
    #expect(!reads(other), "code 1")
  }

  private func reads(_ octets: [UInt8]) -> Bool { NeighborDiscoveryView(octets.span.bytes) != nil }

  @Test("a prefix information option is that of RFC 4861 4.6.2")
  func prefixInformation() throws {
    let option = PrefixInformation(
      prefix: try #require(IPv6Prefix("2001:db8:1::/64")), isOnLink: true, isAutonomous: false, validLifetime: 1,
      preferredLifetime: 2)
    var octets = [UInt8](repeating: 0xff, count: 32)
    #expect(octets.withMutableBytes { option.write(to: &$0, at: 0) })
    #expect(
      octets == hex("0304 4080 0000 0001 0000 0002 0000 0000 2001 0db8 0001 0000 0000 0000 0000 0000"))
    octets[2] = 129
    #expect(PrefixInformation(octets.span.bytes, at: 0) == nil)
  }
}
