/// An IPv6 address (RFC 4291), kept in two integers so that it has the alignment of one of them.
public struct IPv6Address: Hashable, Sendable, Comparable {
  /// The first eight octets: the first octet on the wire is bits 63…56.
  public let high: UInt64
  /// The last eight octets, the interface identifier of most unicast addresses (RFC 4291, 2.5.1).
  public let low: UInt64

  /// Makes an address of its two halves.
  @inlinable
  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// Makes an address of its integer: the first octet on the wire is bits 127…120.
  @inlinable
  public init(bits: UInt128) {
    self.init(high: UInt64(truncatingIfNeeded: bits >> 64), low: UInt64(truncatingIfNeeded: bits))
  }

  /// Makes the IPv4-mapped address ::ffff:a.b.c.d (RFC 4291, 2.5.5.2).
  @inlinable
  public init(mapped address: IPv4Address) { self.init(high: 0, low: 0xffff_0000_0000 | UInt64(address.bits)) }

  /// Makes the link-local address of an interface: fe80::/64 and its MAC address as a modified EUI-64
  /// (RFC 4291, appendix A; RFC 4862, 5.3).
  @inlinable
  public init(linkLocal address: MACAddress) {
    self.init(high: 0xfe80_0000_0000_0000, low: IPv6Address.interfaceIdentifier(of: address))
  }

  /// The modified EUI-64 of a MAC address: ff:fe in the middle, the universal/local bit inverted
  /// (RFC 4291, appendix A).
  @inlinable
  public static func interfaceIdentifier(of address: MACAddress) -> UInt64 {
    let (vendor, device) = (address.bits >> 24, address.bits & 0xff_ffff)
    return (vendor << 40 | 0xff_fe00_0000 | device) ^ 0x0200_0000_0000_0000
  }

  /// The address as an integer: the first octet on the wire is bits 127…120.
  @inlinable public var bits: UInt128 { UInt128(high) << 64 | UInt128(low) }

  /// The 16-bit group at `index`, 0 being the first as written; outside 0…7 it is 0.
  @inlinable
  public func group(_ index: Int) -> UInt16 {
    UInt16(truncatingIfNeeded: index < 4 ? high >> (48 - index * 16) : low >> (112 - index * 16))
  }

  /// ::, no address (RFC 4291, 2.5.2).
  @inlinable public static var unspecified: IPv6Address { IPv6Address(high: 0, low: 0) }
  /// ::1 (RFC 4291, 2.5.3).
  @inlinable public static var loopback: IPv6Address { IPv6Address(high: 0, low: 1) }
  /// ff02::1, every node on this link (RFC 4291, 2.7.1).
  @inlinable public static var allNodes: IPv6Address { IPv6Address(high: 0xff02_0000_0000_0000, low: 1) }
  /// ff02::2, every router on this link (RFC 4291, 2.7.1).
  @inlinable public static var allRouters: IPv6Address { IPv6Address(high: 0xff02_0000_0000_0000, low: 2) }

  /// True for ::.
  @inlinable public var isUnspecified: Bool { high | low == 0 }
  /// True for ::1.
  @inlinable public var isLoopback: Bool { high == 0 && low == 1 }
  /// True for ff00::/8 (RFC 4291, 2.7).
  @inlinable public var isMulticast: Bool { high >> 56 == 0xff }
  /// True for fe80::/10 (RFC 4291, 2.5.6).
  @inlinable public var isLinkLocal: Bool { high >> 54 == 0x3fa }
  /// True for fc00::/7 (RFC 4193).
  @inlinable public var isUniqueLocal: Bool { high >> 57 == 0x7e }
  /// True for multicast of interface-local or link-local scope, which a router does not forward (RFC 4291, 2.7).
  @inlinable public var isLinkLocalMulticast: Bool { isMulticast && high >> 48 & 0xf <= 2 }
  /// The IPv4 address in ::ffff:a.b.c.d (RFC 4291, 2.5.5.2).
  @inlinable public var mappedIPv4: IPv4Address? {
    high == 0 && low >> 32 == 0xffff ? IPv4Address(bits: UInt32(truncatingIfNeeded: low)) : nil
  }

  /// The solicited-node group of this address: ff02::1:ff and its low 24 bits (RFC 4291, 2.7.1).
  @inlinable public var solicitedNode: IPv6Address {
    IPv6Address(high: 0xff02_0000_0000_0000, low: 0x0000_0001_ff00_0000 | low & 0xff_ffff)
  }

  /// The MAC address that frames to this multicast group go to: 33:33 and the low 32 bits (RFC 2464, 7).
  @inlinable public var multicastMAC: MACAddress { MACAddress(bits: 0x3333_0000_0000 | low & 0xffff_ffff) }

  /// Orders addresses as their octets on the wire.
  @inlinable
  public static func < (left: IPv6Address, right: IPv6Address) -> Bool {
    (left.high, left.low) < (right.high, right.low)
  }
}
