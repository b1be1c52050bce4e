import SeededRandom
import Testing
import Wire

@testable import Middleboxes

@Suite("Header rewriting")
struct HeaderRewritingTests {
  private static func path(_ random: inout SplitMix64) -> FramePath {
    FramePath(
      from: MACAddress(bits: 0x02_0000_000001), to: MACAddress(bits: 0x02_0000_000002),
      source: IPv4Address(bits: UInt32(truncatingIfNeeded: random.next())),
      destination: IPv4Address(bits: UInt32(truncatingIfNeeded: random.next())))
  }

  private static func datagram(_ proto: IPProtocol, _ random: inout SplitMix64) -> [UInt8] {
    let payload = (0..<Int.random(in: 0...40, using: &random)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    let (a, b) = (UInt16(truncatingIfNeeded: random.next()), UInt16(truncatingIfNeeded: random.next()))
    let path = path(&random)
    let frame =
      switch proto {
      case .tcp: EthernetFrame.tcp(path, TCPHeader(sourcePort: a, destinationPort: b, flags: .ack), payload: payload)
      case .udp: EthernetFrame.udp(path, sourcePort: a, destinationPort: b, payload: payload)
      default: EthernetFrame.icmpEcho(path, identifier: a, payload: payload)
      }
    return Array(frame.dropFirst(EthernetView.length))
  }

  private static func rewrite(
    _ bytes: inout [UInt8], _ proto: IPProtocol, _ end: PacketEnd, _ endpoint: IPv4Endpoint,
    checksum: ChecksumState = .complete
  ) {
    let place = HeaderPlace(network: 0, transport: 20, proto: proto, checksum: checksum, end: bytes.count)
    bytes.withMutableBytes { HeaderRewriting.setEnd(end, to: endpoint, in: &$0, at: place) }
  }

  @Test("every checksum is right after a rewrite, and both ends are as asked", arguments: [6, 17, 1] as [UInt8])
  func checksumsStayRight(number: UInt8) {
    let seed: UInt64 = 6
    print("seed \(seed)")
    var random = SplitMix64(seed: seed)
    let proto = IPProtocol(rawValue: number)
    for _ in 0..<3000 {
      var bytes = Self.datagram(proto, &random)
      let endpoint = IPv4Endpoint(
        IPv4Address(bits: UInt32(truncatingIfNeeded: random.next())), UInt16(truncatingIfNeeded: random.next()))
      let end: PacketEnd = random.oneIn(2) ? .source : .destination
      Self.rewrite(&bytes, proto, end, endpoint)
      let seen = bytes.withBytes { span -> (Bool, Bool?, IPv4Address, UInt16) in
        let view = IPv4View(span)!
        let port = number == 1 ? span.uint16(at: 24) : span.uint16(at: end == .source ? 20 : 22)
        return (
          view.isChecksumValid, TransportChecksum.isValid(span), end == .source ? view.source : view.destination, port
        )
      }
      #expect(seen.0)
      #expect(seen.1 == true)
      #expect(seen.2 == endpoint.address)
      #expect(seen.3 == endpoint.port)
    }
  }

  @Test("a partial checksum is complete and right once the segment is added", arguments: [6, 17] as [UInt8])
  func partialChecksums(number: UInt8) {
    let seed: UInt64 = 7
    print("seed \(seed)")
    var random = SplitMix64(seed: seed)
    let proto = IPProtocol(rawValue: number)
    for _ in 0..<3000 {
      var bytes = Self.datagram(proto, &random)
      bytes.withMutableBytes { _ = TransportChecksum.prepare(in: &$0, at: 0) }
      let endpoint = IPv4Endpoint(
        IPv4Address(bits: UInt32(truncatingIfNeeded: random.next())), UInt16(truncatingIfNeeded: random.next()))
      Self.rewrite(&bytes, proto, random.oneIn(2) ? .source : .destination, endpoint, checksum: .partial)
      bytes.withMutableBytes { _ = TransportChecksum.finish(in: &$0, at: 0) }
      #expect(bytes.withBytes { TransportChecksum.isValid($0) } == true)
    }
  }

  @Test("UDP without a checksum stays without one (RFC 768)")
  func zeroStays() {
    var random = SplitMix64(seed: 8)
    var bytes = Self.datagram(.udp, &random)
    (bytes[26], bytes[27]) = (0, 0)
    Self.rewrite(&bytes, .udp, .source, IPv4Endpoint(IPv4Address(198, 51, 100, 2), 9))
    #expect(bytes[26] == 0 && bytes[27] == 0)
  }

  @Test("a UDP checksum that comes out as zero is written as all ones (RFC 768)")
  func zeroBecomesOnes() {
    var random = SplitMix64(seed: 9)
    var bytes = Self.datagram(.udp, &random)
    // With the source port raised by the checksum, the sum comes out as zero.
    let checksum = UInt32(bytes[26]) << 8 | UInt32(bytes[27])
    let port = UInt32(bytes[20]) << 8 | UInt32(bytes[21])
    let sum = port + checksum
    let wanted = UInt16(sum > 0xffff ? sum - 0xffff : sum)
    let source = bytes.withBytes { IPv4View($0)!.source }
    Self.rewrite(&bytes, .udp, .source, IPv4Endpoint(source, wanted))
    #expect(bytes[26] == 0xff && bytes[27] == 0xff)
    #expect(bytes.withBytes { TransportChecksum.isValid($0) } == true)
  }

  @Test("a wrong checksum stays wrong")
  func wrongStaysWrong() {
    var random = SplitMix64(seed: 10)
    var bytes = Self.datagram(.tcp, &random)
    bytes[36] ^= 0x40
    Self.rewrite(&bytes, .tcp, .destination, IPv4Endpoint(IPv4Address(10, 1, 0, 10), 80))
    #expect(bytes.withBytes { TransportChecksum.isValid($0) } == false)
  }
}
