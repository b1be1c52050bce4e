/// The 48-bit address of an Ethernet interface, in the low bits of an integer: the first octet on the wire is bits
/// 47…40.
public struct HardwareAddress: Hashable, Sendable, CustomStringConvertible {
  /// The address; always below 2⁴⁸.
  public let bits: UInt64

  /// Makes an address of the low 48 bits.
  public init(bits: UInt64) { self.bits = bits & 0xffff_ffff_ffff }

  /// Makes an address of six octets as on the wire; nil for any other number of them.
  public init?(octets: some Collection<UInt8>) {
    guard octets.count == 6 else { return nil }
    bits = octets.reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// The six octets as on the wire.
  public var octets: [UInt8] { (0..<6).map { UInt8(truncatingIfNeeded: bits >> (40 - 8 * UInt64($0))) } }

  /// Six hexadecimal groups of two digits.
  public var description: String {
    octets.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined(separator: ":")
  }
}
