/// A block of IPv6 addresses that share their first bits (RFC 4291, 2.3). The bits after them are always zero.
public struct IPv6Prefix: Hashable, Sendable {
  /// The first address of the block.
  public let network: IPv6Address
  @usableFromInline let lengthOctet: UInt8

  /// Makes the block of `length` bits, 0…128, that `address` lies in; its other bits are cleared. `nil` where `length`
  /// is out of range.
  @inlinable
  public init?(_ address: IPv6Address, length: Int) {
    guard 0...128 ~= length else { return nil }
    let mask = IPv6Prefix.mask(length: length)
    network = IPv6Address(high: address.high & mask.high, low: address.low & mask.low)
    lengthOctet = UInt8(truncatingIfNeeded: length)
  }

  /// Makes the block of one address, `/128`.
  @inlinable
  public init(host address: IPv6Address) {
    network = address
    lengthOctet = 128
  }

  @inlinable
  init(uncheckedLength length: UInt8, of network: IPv6Address) {
    self.network = network
    lengthOctet = length
  }

  /// ::/0, every address.
  @inlinable public static var all: IPv6Prefix { IPv6Prefix(uncheckedLength: 0, of: .unspecified) }
  /// fe80::/64, the link-local addresses in use (RFC 4291, 2.5.6).
  @inlinable public static var linkLocal: IPv6Prefix {
    IPv6Prefix(uncheckedLength: 64, of: IPv6Address(high: 0xfe80_0000_0000_0000, low: 0))
  }

  /// Bits that all addresses of the block share, 0…128.
  @inlinable public var length: Int { Int(lengthOctet) }
  /// Ones for the shared bits.
  @inlinable public var mask: IPv6Address { IPv6Prefix.mask(length: length) }
  /// The last address of the block.
  @inlinable public var last: IPv6Address {
    IPv6Address(high: network.high | ~mask.high, low: network.low | ~mask.low)
  }
  /// True for a block of one address.
  @inlinable public var isHost: Bool { length == 128 }

  /// True where `address` is one of the block.
  @inlinable
  public func contains(_ address: IPv6Address) -> Bool {
    let mask = mask
    return address.high & mask.high == network.high && address.low & mask.low == network.low
  }

  /// True where every address of `other` is one of this block.
  @inlinable
  public func contains(_ other: IPv6Prefix) -> Bool {
    length <= other.length && contains(other.network)
  }

  /// True where the blocks have an address in common.
  @inlinable
  public func overlaps(_ other: IPv6Prefix) -> Bool { contains(other) || other.contains(self) }

  /// The address whose first `length` bits, 0…128, are ones.
  @inlinable
  static func mask(length: Int) -> IPv6Address {
    IPv6Address(high: ~(UInt64.max >> min(length, 64)), low: ~(UInt64.max >> max(length - 64, 0)))
  }
}

extension IPv6Prefix: Comparable {
  /// Orders by first address, then the larger block first.
  @inlinable
  public static func < (left: IPv6Prefix, right: IPv6Prefix) -> Bool {
    (left.network, left.lengthOctet) < (right.network, right.lengthOctet)
  }
}

extension IPv6Prefix: LosslessStringConvertible {
  /// Reads `2001:db8::/32` (RFC 4291, 2.3). `nil` for anything else, and where a bit after the prefix is set;
  /// ``InterfaceAddress`` reads `2001:db8::1/64`.
  public init?(_ text: some StringProtocol) {
    guard let (address, length) = splitCIDR(text.utf8, width: 128),
      let address = IPv6Address(ascii: address),
      let prefix = IPv6Prefix(address, length: length), prefix.network == address
    else { return nil }
    self = prefix
  }

  /// The block in prefix notation, its address in canonical text.
  public var description: String { "\(network)/\(length)" }
}
