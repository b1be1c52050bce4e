import SeededRandom
import Wire

/// The few values that generated rules and packets share, so that rules are met.
enum Pools {
  static let macs: [UInt64] = [
    0x0200_0000_0001, 0x0200_0000_0002, 0x0200_0000_0103, 0xffff_ffff_ffff, 0x0100_5e00_0001,
  ]
  static let ports: [UInt16] = [22, 53, 80, 443, 1024, 1025, 1026, 1027]
  static let vlans: [UInt16] = [0, 10, 11, 20]
  static let priorities: [UInt8] = [0, 3, 7]
  static let trafficClasses: [UInt8] = [0, 1, 0xb8, 0x0b]
  static let ttls: [UInt8] = [1, 2, 64, 255]

  static func ipv4(_ random: inout SplitMix64) -> IPv4Address {
    IPv4Address(10, 0, UInt8(random.below(3)), UInt8(random.below(4)))
  }

  static func ipv6(_ random: inout SplitMix64) -> IPv6Address {
    IPv6Address(high: 0x2001_0db8_0000_0000 | UInt64(random.below(2)), low: UInt64(random.below(4)))
  }
}
