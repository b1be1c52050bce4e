import Testing
import Wire

@Suite("IPv4 addresses and prefixes")
struct IPv4AddressTests {
  @Test("dotted decimal is read and written", arguments: ["0.0.0.0", "10.1.0.10", "192.0.2.255", "255.255.255.255"])
  func text(text: String) throws {
    #expect(try #require(IPv4Address(text)).description == text)
  }

  @Test(
    "anything but strict dotted decimal is refused (RFC 6943 3.1.1)",
    arguments: [
      "", ".", "1", "1.2.3", "1.2.3.", ".1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1.2.3.00", "1..2.3", "1.2.3.4 ",
      " 1.2.3.4", "+1.2.3.4", "1.2.3.-4", "0x1.2.3.4", "1.2.3.4/8", "1.2.3.٤", "99999999999999999999.1.1.1",
    ])
  func strictness(text: String) { #expect(IPv4Address(text) == nil) }

  @Test("any address survives its text")
  func roundTrip() {
    var random = SplitMix64(seed: 0x5eed_0010)
    for _ in 0..<2_000 {
      let address = IPv4Address(bits: random.uint32())
      #expect(IPv4Address(address.description) == address, "seed 0x5eed0010")
    }
  }

  @Test("special addresses know what they are")
  func kinds() {
    #expect(IPv4Address(224, 0, 0, 251).isMulticast && IPv4Address(239, 255, 255, 255).isMulticast)
    #expect(!IPv4Address(223, 255, 255, 255).isMulticast && !IPv4Address(240, 0, 0, 0).isMulticast)
    #expect(IPv4Address(224, 0, 0, 251).isLinkLocalMulticast && !IPv4Address(224, 0, 1, 1).isLinkLocalMulticast)
    #expect(IPv4Address(127, 3, 2, 1).isLoopback && !IPv4Address(128, 0, 0, 1).isLoopback)
    #expect(IPv4Address(169, 254, 7, 7).isLinkLocal && !IPv4Address(169, 255, 0, 0).isLinkLocal)
    #expect(IPv4Address.broadcast.isBroadcast && !IPv4Address.broadcast.isReserved)
    #expect(IPv4Address(250, 1, 2, 3).isReserved && IPv4Address.unspecified.isUnspecified)
    #expect(
      [IPv4Address(10, 0, 0, 1), IPv4Address(172, 31, 0, 1), IPv4Address(192, 168, 9, 9)].allSatisfy { $0.isPrivate })
    #expect(!IPv4Address(172, 32, 0, 1).isPrivate)
  }

  @Test("a multicast group maps to 01:00:5e and its low 23 bits (RFC 1112 6.4)")
  func multicastMAC() {
    #expect(IPv4Address(224, 0, 0, 251).multicastMAC.description == "01:00:5e:00:00:fb")
    #expect(IPv4Address(239, 129, 2, 3).multicastMAC.description == "01:00:5e:01:02:03")
  }

  @Test("a prefix contains what shares its bits, bit by bit")
  func contains() throws {
    var random = SplitMix64(seed: 0x5eed_0011)
    for _ in 0..<4_000 {
      let (address, length) = (IPv4Address(bits: random.uint32()), random.below(33))
      let prefix = try #require(IPv4Prefix(address, length: length))
      // An address that differs in one bit only.
      let bit = random.below(32)
      let other = IPv4Address(bits: address.bits ^ (1 << UInt32(31 - bit)))
      #expect(prefix.contains(address), "seed 0x5eed0011 \(prefix) \(address)")
      #expect(prefix.contains(other) == (bit >= length), "seed 0x5eed0011 \(prefix) \(other)")
      #expect(prefix.network <= address && address <= prefix.broadcast)
      #expect(IPv4Prefix(prefix.description) == prefix)
    }
  }

  @Test("prefixes overlap where one contains the other")
  func overlaps() throws {
    var random = SplitMix64(seed: 0x5eed_0012)
    for _ in 0..<4_000 {
      // Four bits of address, so that overlaps are frequent and can be counted out.
      let left = try #require(IPv4Prefix(IPv4Address(bits: random.uint32() & 0xf), length: 28 + random.below(5)))
      let right = try #require(IPv4Prefix(IPv4Address(bits: random.uint32() & 0xf), length: 28 + random.below(5)))
      let shared = (0..<16).contains { left.contains(IPv4Address(bits: $0)) && right.contains(IPv4Address(bits: $0)) }
      #expect(left.overlaps(right) == shared && right.overlaps(left) == shared, "\(left) \(right)")
    }
  }

  @Test("a prefix has its mask and its broadcast address")
  func mask() throws {
    let prefix = try #require(IPv4Prefix("10.1.2.0/23"))
    #expect(prefix.mask.description == "255.255.254.0" && prefix.broadcast.description == "10.1.3.255")
    #expect(IPv4Prefix.all.mask == .unspecified && IPv4Prefix.all.contains(.broadcast))
    #expect(IPv4Prefix(host: .loopback).mask == .broadcast && IPv4Prefix(host: .loopback).isHost)
  }

  @Test(
    "a prefix with host bits, or out of range, is refused",
    arguments: ["10.1.0.1/24", "10.0.0.0", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/08", "/8", "10.0.0/8"])
  func refusedPrefixes(text: String) {
    #expect(IPv4Prefix(text) == nil && IPPrefix(text) == nil)
    #expect(IPv4Prefix(.unspecified, length: 33) == nil && IPv4Prefix(.unspecified, length: -1) == nil)
  }
}
