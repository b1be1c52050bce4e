import Testing
import Wire

@Suite("Frames that are made whole")
struct EthernetFrameTests {
  @Test("every generated frame has right lengths and checksums")
  func valid() {
    var generator = PacketGenerator(seed: 0x5eed_0080)
    for round in 0..<1_000 {
      let frame = generator.frame()
      let ethernet = EthernetView(frame.span.bytes)
      guard let network = ethernet?.networkLayer else {
        Issue.record("seed 0x5eed0080 round \(round): no network layer")
        continue
      }
      if network.type == .arp { continue }
      let datagram = frame.span.bytes.extracting(droppingFirst: network.offset)
      var isWhole = false
      if let view = IPv4View(datagram) {
        isWhole = view.isChecksumValid && view.bytes.byteCount == datagram.byteCount
      } else if let view = IPv6View(datagram) {
        isWhole = view.bytes.byteCount == datagram.byteCount
      }
      let summary = PacketSummary.describe(frame: frame.span.bytes)
      #expect(isWhole, "seed 0x5eed0080 round \(round): \(summary)")
      #expect(TransportChecksum.isValid(datagram) == true, "seed 0x5eed0080 round \(round)")
    }
  }

  @Test("a known UDP datagram comes out octet by octet")
  func knownUDP() throws {
    let path = FramePath(
      from: try #require(MACAddress("02:00:00:00:00:01")), to: try #require(MACAddress("02:00:00:00:00:02")),
      source: IPv4Address(10, 0, 0, 1), destination: IPv4Address(10, 0, 0, 2), vlan: VLANTag(id: 10))
    // By hand: the header's words sum to d932, the pseudo-header's to 141e, the datagram's to 6876.
    let frame = EthernetFrame.udp(path, sourcePort: 1, destinationPort: 2, payload: [0x68, 0x69])
    let header = hex("4500 001e 0000 4000 4011 26cd 0a00 0001 0a00 0002")
    let udp = hex("0001 0002 000a 836b 6869")
    #expect(frame == hex("0200 0000 0002 0200 0000 0001 8100 000a 0800") + header + udp)
  }

  @Test("a payload that does not fit is cut off at 65,535 octets")
  func longest() throws {
    let path = FramePath(from: .zero, to: .zero, source: IPv4Address.loopback, destination: IPv4Address.loopback)
    let frame = EthernetFrame.udp(
      path, sourcePort: 1, destinationPort: 2, payload: [UInt8](repeating: 1, count: 70_000))
    #expect(frame.count == 14 + 65_535)
    #expect(TransportChecksum.isValid(frame.span.bytes.extracting(droppingFirst: 14)) == true)
    let v6 = FramePath(from: .zero, to: .zero, source: IPv6Address.loopback, destination: IPv6Address.loopback)
    let large = EthernetFrame.udp(v6, sourcePort: 1, destinationPort: 2, payload: [UInt8](repeating: 1, count: 70_000))
    #expect(large.count == 14 + 40 + 65_535)
    #expect(TransportChecksum.isValid(large.span.bytes.extracting(droppingFirst: 14)) == true)
  }

  @Test("a path of mixed versions is refused, and an answer goes the other way")
  func paths() throws {
    #expect(FramePath(from: .zero, to: .zero, source: .v4(.loopback), destination: .v6(.loopback)) == nil)
    let path = try #require(
      FramePath(from: .zero, to: .broadcast, source: .v4(.loopback), destination: .v4(.broadcast)))
    #expect(path.reversed.from == .broadcast && path.reversed.source == .v4(.broadcast))
    #expect(path.reversed.reversed == path)
  }
}
