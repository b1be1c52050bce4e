import Testing
import Wire

@Suite("UDP and TCP")
struct TransportTests {
  @Test("a UDP header survives the wire, and lengths that cannot be are refused")
  func udp() throws {
    let octets = hex("9c40 0035 000c 1234 aabb ccdd ee")
    guard let view = UDPView(octets.span.bytes) else { throw Refused() }
    #expect(UDPHeader(view) == UDPHeader(sourcePort: 40_000, destinationPort: 53, payloadLength: 4))
    #expect(view.checksum == 0x1234)
    #expect(Invariants.copy(view.payload) == hex("aabbccdd"))
    for length in [UInt8(0), 7, 14] {
      var bad = octets
      bad[5] = length
      let isRead = UDPView(bad.span.bytes) != nil
      #expect(!isRead, "length \(length)")
    }
    let isCutRead = UDPView(octets.span.bytes.extracting(first: 11)) != nil
    #expect(!isCutRead)
  }

  /// The options that a Linux host opens a connection with.
  static let syn = hex(
    """
    a8ca 0050 0000 0001 0000 0000 a002 faf0 0000 0000
    0204 05b4 0402 080a 0000 1001 0000 0000 0103 0307
    """)

  @Test("a SYN with the options of Linux is read and written octet by octet")
  func tcpSYN() throws {
    guard let view = TCPView(TransportTests.syn.span.bytes) else { throw Refused() }
    let options = TCPOptions(
      maximumSegmentSize: 1_460, windowScale: 7, isSelectiveAckPermitted: true,
      timestamps: TCPTimestamps(value: 0x1001, echo: 0))
    let expected = TCPHeader(
      sourcePort: 43_210, destinationPort: 80, sequence: 1, flags: .syn, window: 64_240, options: options)
    #expect(TCPHeader(view) == expected)
    #expect(view.headerLength == 40)
    #expect(view.payload.byteCount == 0)
    var written = [UInt8](repeating: 0xff, count: expected.length)
    #expect(written.withMutableBytes { expected.write(to: &$0) })
    #expect(written == TransportTests.syn)
  }

  @Test("an acknowledgement of what came out of order is that of RFC 2018 3")
  func selectiveAck() throws {
    let octets = hex(
      "0050 a8ca 0000 0001 0000 1388 d010 faf0 0000 0000"
        + "0101 080a 0000 0002 0000 0001 0101 0512 0000 157c 0000 1770 0000 1964 0000 1b58 0000 0000")
    guard let view = TCPView(octets.span.bytes) else { throw Refused() }
    let blocks = TCPOptions(view.options).selectiveAcks
    #expect(blocks == TCPSelectiveAcks([.init(left: 5_500, right: 6_000), .init(left: 6_500, right: 7_000)]))
    #expect(blocks[2] == TCPSelectiveAck(left: 0, right: 0) && blocks.count == 2)
  }

  @Test("options survive the wire, and what 40 octets do not hold is left out from the end")
  func options() throws {
    var generator = PacketGenerator(seed: 0x5eed_0060)
    for _ in 0..<2_000 {
      var options = generator.tcpOptions()
      for _ in 0..<generator.random.below(5) { options.selectiveAcks.append(TCPSelectiveAck(left: 1, right: 2)) }
      let length = options.encodedLength
      #expect(length <= 40 && length % 4 == 0)
      var octets = [UInt8](repeating: 0xff, count: length)
      #expect(octets.withMutableBytes { options.write(to: &$0) })
      var read = TCPOptions(octets.span.bytes)
      #expect(length + 8 > 40 || read.selectiveAcks == options.selectiveAcks, "seed 0x5eed0060 \(options)")
      read.selectiveAcks = options.selectiveAcks
      #expect(read == options, "seed 0x5eed0060 \(options)")
    }
  }

  @Test("options of a wrong length are skipped, unknown ones too, and an impossible length ends the list")
  func strangeOptions() {
    let octets = hex("0203 05 fd04 aabb 0303 05 0802")
    #expect(TCPOptions(octets.span.bytes) == TCPOptions(windowScale: 5))
    let broken = hex("0303 05 02ff 05b4")
    #expect(TCPOptions(broken.span.bytes) == TCPOptions(windowScale: 5))
  }

  @Test("a segment is refused where its data offset cannot be")
  func refusedTCP() {
    for offset in UInt8(0)...15 {
      var octets = TransportTests.syn
      octets[12] = offset << 4
      let isRead = TCPView(octets.span.bytes) != nil
      #expect(isRead == (5...10 ~= offset))
    }
    let isShortRead = TCPView(TransportTests.syn.span.bytes.extracting(first: 19)) != nil
    #expect(!isShortRead)
  }

  @Test("flags are printed with the letters of tcpdump")
  func flags() {
    #expect("\(TCPFlags.syn)" == "S" && "\([TCPFlags.syn, .ack] as TCPFlags)" == "S.")
    #expect("\(TCPFlags(rawValue: 0xff))" == "FSRP.UEW" && "\(TCPFlags())" == "none")
  }

  @Test("a NAT's rewriting of addresses and ports leaves the checksum that a full sum gives")
  func rewriting() {
    var generator = PacketGenerator(seed: 0x5eed_0061)
    for round in 0..<400 {
      let kind = 2 + generator.random.below(6)
      var frame = generator.frame(kind: kind)
      let network = EthernetView(frame.span.bytes)?.networkLayer?.offset ?? 0
      let (v4, v6, port) = (generator.ipv4(), generator.ipv6(), generator.random.uint16())
      let done = frame.withMutableBytes { bytes in
        (IPv4Rewriting.setAddresses(source: v4, in: &bytes, at: network)
          || IPv6Rewriting.setAddresses(destination: v6, in: &bytes, at: network))
          && (TransportRewriting.setPorts(destination: port, in: &bytes, at: network)
            || TransportRewriting.setEchoIdentifier(port, in: &bytes, at: network))
      }
      #expect(done, "seed 0x5eed0061 round \(round)")
      var recomputed = frame
      #expect(recomputed.withMutableBytes { TransportChecksum.complete(in: &$0, at: network) })
      #expect(frame == recomputed, "seed 0x5eed0061 round \(round) kind \(kind)")
    }
  }

  @Test("what pads the frame behind a short datagram is no transport header", arguments: [UInt8(1), 6, 17])
  func padding(proto: UInt8) {
    for length in 0..<UInt8(20) {
      // The datagram ends after `length` octets of payload; behind it there are zeros, an echo reply's header.
      var octets = hex("4500 0014 0000 0000 4000 0000 0a00 0001 0a00 0002") + [UInt8](repeating: 0, count: 26)
      (octets[3], octets[9]) = (20 + length, proto)
      let original = octets
      octets.withMutableBytes { bytes in
        IPv4Rewriting.setAddresses(source: .loopback, in: &bytes, at: 0)
        TransportRewriting.setPorts(source: 0xffff, in: &bytes, at: 0)
        TransportRewriting.setEchoIdentifier(0xffff, in: &bytes, at: 0)
      }
      #expect(octets[(20 + Int(length))...] == original[(20 + Int(length))...], "\(length) octets of payload")
    }
  }
}
