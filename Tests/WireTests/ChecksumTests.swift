import Testing
import Wire

@Suite("Internet checksum")
struct ChecksumTests {
  @Test("the example of RFC 1071 3")
  func rfc1071() {
    var sum = InternetChecksum()
    let octets = hex("0001 f203 f4f5 f6f7")
    sum.add(octets.span.bytes)
    #expect(sum.folded == 0xddf2 && sum.value == 0x220d)
  }

  @Test("the checksum equals the naive one for every length up to 300 and for long odd ones")
  func lengths() {
    var random = SplitMix64(seed: 0x5eed_0030)
    for length in Array(0...300) + [1_499, 1_500, 65_535, 65_536, 70_001] {
      let octets = random.bytes(length)
      #expect(InternetChecksum.checksum(of: octets.span.bytes) == NaiveChecksum.value(octets), "length \(length)")
    }
  }

  @Test("all ones and all zeros do not overflow")
  func extremes() {
    for length in [1, 2, 63, 64, 65, 65_536, 1 << 20] {
      for value in [UInt8(0), 0xff] {
        let octets = [UInt8](repeating: value, count: length)
        #expect(InternetChecksum.checksum(of: octets.span.bytes) == NaiveChecksum.value(octets), "\(value) × \(length)")
      }
    }
  }

  @Test("pieces of any length, odd ones and numbers included, sum as the whole")
  func pieces() {
    var random = SplitMix64(seed: 0x5eed_0031)
    for _ in 0..<2_000 {
      var (sum, whole) = (InternetChecksum(), [UInt8]())
      for _ in 0..<random.below(6) {
        switch random.below(4) {
        case 0:
          let value = random.uint16()
          sum.add(value)
          whole += [UInt8(value >> 8), UInt8(value & 0xff)]
        case 1:
          let address = IPv4Address(bits: random.uint32())
          sum.add(address)
          whole += (0..<4).map { UInt8(truncatingIfNeeded: address.bits >> UInt32(24 - 8 * $0)) }
        case 2:
          let address = IPv6Address(high: random.next(), low: random.next())
          sum.add(address)
          whole += (0..<16).map { UInt8(truncatingIfNeeded: address.bits >> UInt128(120 - 8 * $0)) }
        default:
          let octets = random.bytes(random.below(9))
          sum.add(octets.span.bytes)
          whole += octets
        }
      }
      #expect(sum.value == NaiveChecksum.value(whole), "seed 0x5eed0031 \(whole)")
    }
  }

  @Test("the example of RFC 1624 4 comes out as 0x0000, not 0xffff")
  func rfc1624() {
    var delta = ChecksumDelta()
    delta.replace(UInt16(0x5555), with: UInt16(0x3285))
    #expect(delta.applied(to: 0xdd2f) == 0x0000)
  }

  @Test("an incremental update equals the checksum of the changed octets")
  func incremental() {
    var random = SplitMix64(seed: 0x5eed_0032)
    for round in 0..<4_000 {
      // Few distinct words, so that sums of 0x0000 and 0xffff come up often.
      let words: [UInt8] = (0..<40).flatMap { _ -> [UInt8] in
        [[0, 0], [0xff, 0xff], [0xff, 0xfe], [0, 1], random.bytes(2)][random.below(5)]
      }
      var changed = [0x45, 0] + words
      var delta = ChecksumDelta()
      let before = NaiveChecksum.value(changed)
      for _ in 0..<1 + random.below(4) {
        let at = 2 + 2 * random.below(12)
        switch random.below(4) {
        case 0:
          let (old, new) = (changed.span.bytes.uint16(at: at), [0, 0xffff, random.uint16()][random.below(3)])
          delta.replace(old, with: new)
          changed.withMutableBytes { $0.setUInt16(new, at: at) }
        case 1:
          let (old, new) = (changed.span.bytes.uint32(at: at), [0, 0xffff_ffff, random.uint32()][random.below(3)])
          delta.replace(old, with: new)
          changed.withMutableBytes { $0.setUInt32(new, at: at) }
        case 2:
          let (old, new) = (changed.span.bytes.ipv4Address(at: at), IPv4Address(bits: random.uint32()))
          delta.replace(old, with: new)
          changed.withMutableBytes { $0.setIPv4Address(new, at: at) }
        default:
          let (old, new) = (
            changed.span.bytes.ipv6Address(at: at), IPv6Address(high: random.next(), low: random.next())
          )
          delta.replace(old, with: new)
          changed.withMutableBytes { $0.setIPv6Address(new, at: at) }
        }
      }
      #expect(delta.applied(to: before) == NaiveChecksum.value(changed), "seed 0x5eed0032 round \(round)")
    }
  }

  @Test("no change leaves any checksum alone, and a partial sum changes like its complement")
  func corners() {
    for checksum in [UInt16(0), 1, 0x7fff, 0xfffe, 0xffff] {
      #expect(ChecksumDelta().applied(to: checksum) == checksum)
      #expect(ChecksumDelta().applied(toSum: checksum) == checksum)
    }
    var delta = ChecksumDelta()
    delta.replace(UInt16(0), with: UInt16(1))
    #expect(delta.applied(to: 0x0000) == 0xfffe && delta.applied(toSum: 0x0001) == 0x0002)
  }

  @Test("UDP's checksum 0 is sent as 0xffff, and none stays none (RFC 768)")
  func udpZero() throws {
    let path = FramePath(
      from: .zero, to: .zero, source: IPv4Address(10, 0, 0, 1), destination: IPv4Address(10, 0, 0, 2))
    // Find the payload that makes the sum come out as zero.
    let probe = EthernetFrame.udp(path, sourcePort: 1, destinationPort: 2, payload: [0, 0])
    let missing = probe.span.bytes.uint16(at: 40)
    var frame = EthernetFrame.udp(
      path, sourcePort: 1, destinationPort: 2, payload: [UInt8(missing >> 8), UInt8(missing & 0xff)])
    #expect(frame.span.bytes.uint16(at: 40) == 0xffff)
    #expect(TransportChecksum.isValid(frame.span.bytes.extracting(droppingFirst: 14)) == true)
    let isSet = frame.withMutableBytes { bytes in
      bytes.setUInt16(0, at: 40)
      return IPv4Rewriting.setAddresses(source: .loopback, in: &bytes, at: 14)
        && TransportRewriting.setPorts(source: 9, in: &bytes, at: 14)
    }
    #expect(isSet && frame.span.bytes.uint16(at: 40) == 0)
    #expect(TransportChecksum.isValid(frame.span.bytes.extracting(droppingFirst: 14)) == true)
  }

  @Test("a rewritten port that makes UDP's checksum come out as 0 leaves 0xffff (RFC 768)")
  func udpRewrittenToZero() {
    let path = FramePath(
      from: .zero, to: .zero, source: IPv4Address(10, 0, 0, 1), destination: IPv4Address(10, 0, 0, 2))
    var frame = EthernetFrame.udp(path, sourcePort: 1_000, destinationPort: 2)
    // What the checksum lacks of zero goes into the port.
    let sum = 1_000 + UInt32(frame.span.bytes.uint16(at: 40))
    let port = UInt16(truncatingIfNeeded: sum & 0xffff + sum >> 16)
    #expect(frame.withMutableBytes { TransportRewriting.setPorts(source: port, in: &$0, at: 14) })
    #expect(frame.span.bytes.uint16(at: 40) == 0xffff)
    #expect(TransportChecksum.isValid(frame.span.bytes.extracting(droppingFirst: 14)) == true)
  }
}
