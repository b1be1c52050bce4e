/// An IPv4 address (RFC 791, 3.2), an integer that compares and hashes in one instruction.
public struct IPv4Address: Hashable, Sendable, Comparable {
  /// The address as an integer: the first octet on the wire is bits 31…24.
  public let bits: UInt32

  /// Makes an address of its integer.
  @inlinable
  public init(bits: UInt32) { self.bits = bits }

  /// Makes an address of its four octets, in the order in which they are written.
  @inlinable
  public init(_ first: UInt8, _ second: UInt8, _ third: UInt8, _ fourth: UInt8) {
    bits = UInt32(first) << 24 | UInt32(second) << 16 | UInt32(third) << 8 | UInt32(fourth)
  }

  /// 0.0.0.0, "this host" (RFC 1122, 3.2.1.3).
  @inlinable public static var unspecified: IPv4Address { IPv4Address(bits: 0) }
  /// 255.255.255.255, every host on this link (RFC 919).
  @inlinable public static var broadcast: IPv4Address { IPv4Address(bits: 0xffff_ffff) }
  /// 127.0.0.1 (RFC 1122, 3.2.1.3).
  @inlinable public static var loopback: IPv4Address { IPv4Address(bits: 0x7f00_0001) }
  /// 224.0.0.1, every multicast host on this link (RFC 1112, 4).
  @inlinable public static var allSystems: IPv4Address { IPv4Address(bits: 0xe000_0001) }

  /// True for 0.0.0.0.
  @inlinable public var isUnspecified: Bool { bits == 0 }
  /// True for 255.255.255.255; a subnet's own broadcast address is known to its prefix alone.
  @inlinable public var isBroadcast: Bool { bits == 0xffff_ffff }
  /// True for 127.0.0.0/8 (RFC 1122, 3.2.1.3).
  @inlinable public var isLoopback: Bool { bits >> 24 == 127 }
  /// True for 224.0.0.0/4 (RFC 5771).
  @inlinable public var isMulticast: Bool { bits >> 28 == 0xe }
  /// True for 224.0.0.0/24, which a router does not forward (RFC 5771, 4).
  @inlinable public var isLinkLocalMulticast: Bool { bits >> 8 == 0xe0_0000 }
  /// True for 169.254.0.0/16 (RFC 3927).
  @inlinable public var isLinkLocal: Bool { bits >> 16 == 0xa9fe }
  /// True for 240.0.0.0/4 without the broadcast address (RFC 1112, 4).
  @inlinable public var isReserved: Bool { bits >> 28 == 0xf && !isBroadcast }
  /// True for 10.0.0.0/8, 172.16.0.0/12 and 192.168.0.0/16 (RFC 1918).
  @inlinable public var isPrivate: Bool {
    bits >> 24 == 10 || bits >> 20 == 0xac1 || bits >> 16 == 0xc0a8
  }

  /// The MAC address that frames to this multicast group go to: 01:00:5e and the low 23 bits (RFC 1112, 6.4).
  @inlinable public var multicastMAC: MACAddress {
    MACAddress(bits: 0x0100_5e00_0000 | UInt64(bits & 0x7f_ffff))
  }

  /// Orders addresses as their octets on the wire.
  @inlinable
  public static func < (left: IPv4Address, right: IPv4Address) -> Bool { left.bits < right.bits }
}

extension IPv4Address: LosslessStringConvertible {
  /// Reads four decimal numbers below 256, separated by dots, without leading zeros (RFC 6943, 3.1.1); anything else
  /// is `nil`.
  public init?(_ text: some StringProtocol) { self.init(ascii: text.utf8) }

  init?(ascii text: some Collection<UInt8>) {
    var number = DecimalNumber(maximum: 255)
    var bits: UInt32 = 0
    var dots = 0
    for byte in text {
      if byte == UInt8(ascii: "."), let octet = number.value, dots < 3 {
        bits = bits << 8 | UInt32(octet)
        dots += 1
        number = DecimalNumber(maximum: 255)
      } else {
        guard number.append(byte) else { return nil }
      }
    }
    guard dots == 3, let octet = number.value else { return nil }
    self.init(bits: bits << 8 | UInt32(octet))
  }

  /// Four decimal numbers separated by dots.
  public var description: String {
    "\(bits >> 24).\(bits >> 16 & 0xff).\(bits >> 8 & 0xff).\(bits & 0xff)"
  }
}
