/// A block of IPv4 addresses that share their first bits (RFC 4632, 3.1). The bits after them are always zero.
public struct IPv4Prefix: Hashable, Sendable {
  /// The first address of the block.
  public let network: IPv4Address
  @usableFromInline let lengthOctet: UInt8

  /// Makes the block of `length` bits, 0…32, that `address` lies in; its other bits are cleared. `nil` where `length`
  /// is out of range.
  @inlinable
  public init?(_ address: IPv4Address, length: Int) {
    guard 0...32 ~= length else { return nil }
    network = IPv4Address(bits: address.bits & IPv4Prefix.mask(length: length))
    lengthOctet = UInt8(truncatingIfNeeded: length)
  }

  /// Makes the block of one address, `/32`.
  @inlinable
  public init(host address: IPv4Address) {
    network = address
    lengthOctet = 32
  }

  @inlinable
  init(uncheckedLength length: UInt8, of network: IPv4Address) {
    self.network = network
    lengthOctet = length
  }

  /// 0.0.0.0/0, every address.
  @inlinable public static var all: IPv4Prefix { IPv4Prefix(uncheckedLength: 0, of: .unspecified) }

  /// Bits that all addresses of the block share, 0…32.
  @inlinable public var length: Int { Int(lengthOctet) }
  /// The netmask, ones for the shared bits.
  @inlinable public var mask: IPv4Address { IPv4Address(bits: IPv4Prefix.mask(length: length)) }
  /// The last address: the subnet's broadcast address where `length` is at most 30 (RFC 919; RFC 3021 for 31).
  @inlinable public var broadcast: IPv4Address { IPv4Address(bits: network.bits | ~mask.bits) }
  /// True for a block of one address.
  @inlinable public var isHost: Bool { length == 32 }

  /// True where `address` is one of the block.
  @inlinable
  public func contains(_ address: IPv4Address) -> Bool { address.bits & mask.bits == network.bits }

  /// True where every address of `other` is one of this block.
  @inlinable
  public func contains(_ other: IPv4Prefix) -> Bool {
    length <= other.length && contains(other.network)
  }

  /// True where the blocks have an address in common.
  @inlinable
  public func overlaps(_ other: IPv4Prefix) -> Bool { contains(other) || other.contains(self) }

  /// The integer whose first `length` bits, 0…32, are ones.
  @inlinable
  static func mask(length: Int) -> UInt32 { ~(UInt32.max >> length) }
}

extension IPv4Prefix: Comparable {
  /// Orders by first address, then the larger block first.
  @inlinable
  public static func < (left: IPv4Prefix, right: IPv4Prefix) -> Bool {
    (left.network, left.lengthOctet) < (right.network, right.lengthOctet)
  }
}

extension IPv4Prefix: LosslessStringConvertible {
  /// Reads CIDR notation such as `10.1.0.0/24` (RFC 4632, 3.1). `nil` for anything else, and where a bit after the
  /// prefix is set; ``InterfaceAddress`` reads `10.1.0.1/24`.
  public init?(_ text: some StringProtocol) {
    guard let (address, length) = splitCIDR(text.utf8, width: 32),
      let address = IPv4Address(ascii: address),
      let prefix = IPv4Prefix(address, length: length), prefix.network == address
    else { return nil }
    self = prefix
  }

  /// The block in CIDR notation.
  public var description: String { "\(network)/\(length)" }
}

/// The two sides of the slash of CIDR notation, or `nil`.
func splitCIDR<Text: Collection<UInt8>>(_ text: Text, width: Int) -> (Text.SubSequence, Int)? {
  guard let slash = text.firstIndex(of: UInt8(ascii: "/")),
    let length = DecimalNumber.value(text[text.index(after: slash)...], maximum: width)
  else { return nil }
  return (text[..<slash], length)
}
