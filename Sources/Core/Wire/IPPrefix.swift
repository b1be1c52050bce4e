/// A block of addresses of either version of the Internet Protocol.
public enum IPPrefix: Hashable, Sendable {
  /// A block of IPv4 addresses.
  case v4(IPv4Prefix)
  /// A block of IPv6 addresses.
  case v6(IPv6Prefix)

  /// Makes the block of `length` bits that `address` lies in; its other bits are cleared. `nil` where `length` is out
  /// of the range of the address's version.
  public init?(_ address: IPAddress, length: Int) {
    switch address {
    case .v4(let address):
      guard let prefix = IPv4Prefix(address, length: length) else { return nil }
      self = .v4(prefix)
    case .v6(let address):
      guard let prefix = IPv6Prefix(address, length: length) else { return nil }
      self = .v6(prefix)
    }
  }

  /// Makes the block of one address.
  public init(host address: IPAddress) {
    switch address {
    case .v4(let address): self = .v4(IPv4Prefix(host: address))
    case .v6(let address): self = .v6(IPv6Prefix(host: address))
    }
  }

  /// The IPv4 block, or `nil`.
  @inlinable public var v4: IPv4Prefix? { if case .v4(let prefix) = self { prefix } else { nil } }
  /// The IPv6 block, or `nil`.
  @inlinable public var v6: IPv6Prefix? { if case .v6(let prefix) = self { prefix } else { nil } }
  /// The version of the protocol it belongs to.
  @inlinable public var version: IPVersion { if case .v4 = self { .v4 } else { .v6 } }

  /// The first address of the block.
  @inlinable public var network: IPAddress {
    switch self {
    case .v4(let prefix): .v4(prefix.network)
    case .v6(let prefix): .v6(prefix.network)
    }
  }

  /// Bits that all addresses of the block share.
  @inlinable public var length: Int {
    switch self {
    case .v4(let prefix): prefix.length
    case .v6(let prefix): prefix.length
    }
  }

  /// True for a block of one address.
  @inlinable public var isHost: Bool { length == version.addressWidth }

  /// True where `address` is one of the block; false across versions.
  @inlinable
  public func contains(_ address: IPAddress) -> Bool {
    switch (self, address) {
    case (.v4(let prefix), .v4(let address)): prefix.contains(address)
    case (.v6(let prefix), .v6(let address)): prefix.contains(address)
    case (.v4, .v6), (.v6, .v4): false
    }
  }

  /// True where every address of `other` is one of this block; false across versions.
  @inlinable
  public func contains(_ other: IPPrefix) -> Bool {
    switch (self, other) {
    case (.v4(let prefix), .v4(let other)): prefix.contains(other)
    case (.v6(let prefix), .v6(let other)): prefix.contains(other)
    case (.v4, .v6), (.v6, .v4): false
    }
  }

  /// True where the blocks have an address in common.
  @inlinable
  public func overlaps(_ other: IPPrefix) -> Bool { contains(other) || other.contains(self) }
}

extension IPPrefix: Comparable {
  /// Orders IPv4 before IPv6, then by first address, then the larger block first.
  public static func < (left: IPPrefix, right: IPPrefix) -> Bool {
    switch (left, right) {
    case (.v4(let left), .v4(let right)): left < right
    case (.v6(let left), .v6(let right)): left < right
    case (.v4, .v6): true
    case (.v6, .v4): false
    }
  }
}

extension IPPrefix: LosslessStringConvertible {
  /// Reads either notation, as ``IPv4Prefix`` and ``IPv6Prefix`` do.
  public init?(_ text: some StringProtocol) {
    if let prefix = IPv4Prefix(text) {
      self = .v4(prefix)
    } else if let prefix = IPv6Prefix(text) {
      self = .v6(prefix)
    } else {
      return nil
    }
  }

  /// The block in CIDR notation.
  public var description: String {
    switch self {
    case .v4(let prefix): prefix.description
    case .v6(let prefix): prefix.description
    }
  }
}
