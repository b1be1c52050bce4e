import Testing
import Wire

@Suite("IPv6 addresses and prefixes")
struct IPv6AddressTests {
  @Test(
    "text is written in the canonical form (RFC 5952 4, 5)",
    arguments: [
      ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
      ("2001:0db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
      ("2001:db8::1:0:0:1", "2001:db8::1:0:0:1"),
      ("2001:db8::0:1:0:0:1", "2001:db8::1:0:0:1"),
      ("2001:DB8:0:0:1::1", "2001:db8::1:0:0:1"),
      ("2001:db8:aaaa:bbbb:cccc:dddd:eeee:0001", "2001:db8:aaaa:bbbb:cccc:dddd:eeee:1"),
      ("2001:db8:aaaa:bbbb:cccc:dddd:0:1", "2001:db8:aaaa:bbbb:cccc:dddd:0:1"),
      ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
      ("2001:db8::1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
      ("2001:0:0:1:0:0:0:1", "2001:0:0:1::1"),
      ("2001:db8:0:0:1:0:0:0", "2001:db8:0:0:1::"),
      ("2001:db8::AAAA", "2001:db8::aaaa"),
      ("0:0:0:0:0:0:0:0", "::"), ("::", "::"), ("::1", "::1"), ("1::", "1::"),
      ("0:0:1::", "0:0:1::"), ("1:0:0:0:0:0:0:0", "1::"), ("0:0:0:0:0:0:0:1", "::1"),
      ("::ffff:192.0.2.1", "::ffff:192.0.2.1"), ("::FFFF:c000:0201", "::ffff:192.0.2.1"),
      ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"), ("1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304"),
      ("::1.2.3.4", "::102:304"), ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"), ("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"),
    ])
  func canonical(text: String, expected: String) throws {
    let address = try #require(IPv6Address(text))
    #expect(address.description == expected)
    #expect(IPv6Address(expected) == address)
  }

  @Test(
    "anything else is refused (RFC 4291 2.2)",
    arguments: [
      "", ":", ":::", "1", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8:", ":1:2:3:4:5:6:7:8", "1::2::3",
      "1:2:3:4::5:6:7:8", "::1:2:3:4:5:6:7:8", "12345::", "g::", "1:::2", "::1:", ":1::", "1.2.3.4", "1.2.3.4::",
      "::1.2.3", "::1.2.3.4:5", "::01.2.3.4", "1:2:3:4:5:6:7:1.2.3.4", "fe80::1%eth0", "::1 ", " ::1", "::1/128",
      "1:2:3:4:5:6:7:8::", "::-1", "::+1", "::٤",
    ])
  func refused(text: String) { #expect(IPv6Address(text) == nil) }

  @Test("any address survives its text, and the text holds no longer run of zeros than its gap")
  func roundTrip() {
    var random = SplitMix64(seed: 0x5eed_0020)
    for _ in 0..<4_000 {
      // Groups are zero half of the time, so that every pattern of gaps comes up.
      let groups = (0..<8).map { _ in random.coin() ? 0 : random.uint16() }
      let address = IPv6Address(bits: groups.reduce(UInt128(0)) { $0 << 16 | UInt128($1) })
      let text = address.description
      #expect(IPv6Address(text) == address, "seed 0x5eed0020 \(text)")
      #expect((0..<8).map { address.group($0) } == groups)
      #expect(text == naiveText(groups), "seed 0x5eed0020 \(text)")
    }
  }

  /// RFC 5952 by trying every gap: the longest that is at least two, the first of equals.
  private func naiveText(_ groups: [UInt16]) -> String {
    if groups[..<5].allSatisfy({ $0 == 0 }), groups[5] == 0xffff {
      return "::ffff:\(groups[6] >> 8).\(groups[6] & 0xff).\(groups[7] >> 8).\(groups[7] & 0xff)"
    }
    let words = groups.map { String($0, radix: 16) }
    for length in stride(from: 8, through: 2, by: -1) {
      for start in 0...(8 - length) where groups[start..<start + length].allSatisfy({ $0 == 0 }) {
        return words[..<start].joined(separator: ":") + "::" + words[(start + length)...].joined(separator: ":")
      }
    }
    return words.joined(separator: ":")
  }

  @Test("special addresses know what they are")
  func kinds() throws {
    #expect(
      IPv6Address.unspecified.isUnspecified && IPv6Address.loopback.isLoopback && IPv6Address.allNodes.isMulticast)
    #expect(try #require(IPv6Address("fe80::1")).isLinkLocal && #require(IPv6Address("febf::1")).isLinkLocal)
    #expect(try !#require(IPv6Address("fec0::1")).isLinkLocal)
    #expect(try #require(IPv6Address("fd00::1")).isUniqueLocal && !#require(IPv6Address("fe00::1")).isUniqueLocal)
    #expect(try #require(IPv6Address("ff02::fb")).isLinkLocalMulticast)
    #expect(try !#require(IPv6Address("ff05::2")).isLinkLocalMulticast)
    #expect(IPv6Address(mapped: IPv4Address(192, 0, 2, 1)).mappedIPv4 == IPv4Address(192, 0, 2, 1))
    #expect(IPv6Address.loopback.mappedIPv4 == nil)
  }

  @Test("addresses are made of MAC addresses and groups as the standards say")
  func derived() throws {
    let mac = try #require(MACAddress("00:0c:29:0c:47:d5"))
    #expect(IPv6Address(linkLocal: mac).description == "fe80::20c:29ff:fe0c:47d5", "RFC 4291 appendix A")
    let address = try #require(IPv6Address("4037::01:800:200E:8C6C"))
    #expect(address.solicitedNode.description == "ff02::1:ff0e:8c6c", "the example of RFC 4291 2.7.1")
    #expect(address.solicitedNode.multicastMAC.description == "33:33:ff:0e:8c:6c", "RFC 2464 7")
  }

  @Test("a prefix contains what shares its bits, bit by bit")
  func contains() throws {
    var random = SplitMix64(seed: 0x5eed_0021)
    for _ in 0..<4_000 {
      let (address, length) = (IPv6Address(high: random.next(), low: random.next()), random.below(129))
      let prefix = try #require(IPv6Prefix(address, length: length))
      let bit = random.below(128)
      let other = IPv6Address(bits: address.bits ^ (1 << UInt128(127 - bit)))
      #expect(prefix.contains(address) && prefix.contains(other) == (bit >= length), "seed 0x5eed0021 \(prefix)")
      #expect(prefix.network <= address && address <= prefix.last)
      #expect(IPv6Prefix(prefix.description) == prefix)
      let wider = try #require(IPv6Prefix(address, length: random.below(length + 1)))
      #expect(wider.contains(prefix) && wider.overlaps(prefix) && prefix.overlaps(wider))
    }
  }

  @Test(
    "a prefix with host bits, or out of range, is refused",
    arguments: ["2001:db8::1/64", "2001:db8::", "::/129", "::/", "/64", "::/064", "1.2.3.4/64"])
  func refusedPrefixes(text: String) { #expect(IPv6Prefix(text) == nil) }
}
