/// A 48-bit MAC address (IEEE 802-2014, 8.2), kept in the low 48 bits of an integer so that it compares and hashes
/// in one instruction.
public struct MACAddress: Hashable, Sendable, Comparable {
  /// The address as an integer: the first octet on the wire is bits 47…40. Always below 2⁴⁸.
  public let bits: UInt64

  /// Makes an address of the low 48 bits of `bits`; higher bits are ignored.
  @inlinable
  public init(bits: UInt64) { self.bits = bits & 0xffff_ffff_ffff }

  /// The broadcast address, ff:ff:ff:ff:ff:ff.
  @inlinable
  public static var broadcast: MACAddress { MACAddress(bits: 0xffff_ffff_ffff) }

  /// The all-zero address, used where an address is not known yet.
  @inlinable
  public static var zero: MACAddress { MACAddress(bits: 0) }

  /// True for group addresses, multicast and broadcast alike: the I/G bit (IEEE 802-2014, 8.2.2).
  @inlinable
  public var isGroup: Bool { bits & 0x0100_0000_0000 != 0 }

  /// True for ff:ff:ff:ff:ff:ff alone.
  @inlinable
  public var isBroadcast: Bool { bits == 0xffff_ffff_ffff }

  /// True for 01:80:c2:00:00:00 to 01:80:c2:00:00:0f, which a conforming bridge does not forward
  /// (IEEE 802.1Q-2018, 8.6.3 and table 8-1).
  @inlinable
  public var isLinkLocalGroup: Bool { bits & 0xffff_ffff_fff0 == 0x0180_c200_0000 }

  /// Orders addresses as their octets on the wire.
  @inlinable
  public static func < (left: MACAddress, right: MACAddress) -> Bool { left.bits < right.bits }
}

extension MACAddress: LosslessStringConvertible {
  /// Reads six groups of one or two hexadecimal digits, all separated by `:` or all by `-`; anything else is `nil`.
  public init?(_ text: some StringProtocol) {
    var bits: UInt64 = 0
    var groups = 0
    var digits = 0
    var group: UInt64 = 0
    var separator: UInt8?
    for byte in text.utf8 {
      if let digit = hexadecimalValue(byte) {
        group = group << 4 | UInt64(digit)
        digits += 1
        guard digits <= 2 else { return nil }
      } else {
        guard byte == UInt8(ascii: ":") || byte == UInt8(ascii: "-"), digits > 0, separator ?? byte == byte
        else { return nil }
        separator = byte
        bits = bits << 8 | group
        groups += 1
        (digits, group) = (0, 0)
        guard groups < 6 else { return nil }
      }
    }
    guard groups == 5, digits > 0 else { return nil }
    self.init(bits: bits << 8 | group)
  }

  /// Six groups of two lower-case hexadecimal digits, separated by colons.
  public var description: String {
    var text = ""
    for shift in stride(from: 40, through: 0, by: -8) {
      let octet = UInt8(truncatingIfNeeded: bits >> UInt64(shift))
      if shift != 40 { text += ":" }
      if octet < 16 { text += "0" }
      text += String(octet, radix: 16)
    }
    return text
  }
}
