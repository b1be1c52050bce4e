/// An address of either version of the Internet Protocol.
public enum IPAddress: Hashable, Sendable {
  /// An IPv4 address (RFC 791).
  case v4(IPv4Address)
  /// An IPv6 address (RFC 4291).
  case v6(IPv6Address)

  /// The IPv4 address, or `nil`.
  @inlinable public var v4: IPv4Address? {
    if case .v4(let address) = self { address } else { nil }
  }
  /// The IPv6 address, or `nil`.
  @inlinable public var v6: IPv6Address? {
    if case .v6(let address) = self { address } else { nil }
  }
  /// The version of the protocol it belongs to.
  @inlinable public var version: IPVersion { if case .v4 = self { .v4 } else { .v6 } }

  /// True for 0.0.0.0 and ::.
  @inlinable public var isUnspecified: Bool {
    switch self {
    case .v4(let address): address.isUnspecified
    case .v6(let address): address.isUnspecified
    }
  }

  /// True for 127.0.0.0/8 and ::1.
  @inlinable public var isLoopback: Bool {
    switch self {
    case .v4(let address): address.isLoopback
    case .v6(let address): address.isLoopback
    }
  }

  /// True for 224.0.0.0/4 and ff00::/8.
  @inlinable public var isMulticast: Bool {
    switch self {
    case .v4(let address): address.isMulticast
    case .v6(let address): address.isMulticast
    }
  }

  /// True for 169.254.0.0/16 and fe80::/10.
  @inlinable public var isLinkLocal: Bool {
    switch self {
    case .v4(let address): address.isLinkLocal
    case .v6(let address): address.isLinkLocal
    }
  }

  /// The MAC address that frames to this multicast group go to (RFC 1112, 6.4; RFC 2464, 7).
  @inlinable public var multicastMAC: MACAddress {
    switch self {
    case .v4(let address): address.multicastMAC
    case .v6(let address): address.multicastMAC
    }
  }
}

/// A version of the Internet Protocol; the raw value is the number in the header's first four bits.
public enum IPVersion: UInt8, Hashable, Sendable, CaseIterable, Comparable {
  /// RFC 791.
  case v4 = 4
  /// RFC 8200.
  case v6 = 6

  /// Bits in an address: 32 or 128.
  @inlinable public var addressWidth: Int { self == .v4 ? 32 : 128 }
  /// What an Ethernet frame that carries it says.
  @inlinable public var etherType: EtherType { self == .v4 ? .ipv4 : .ipv6 }

  /// Orders 4 before 6.
  @inlinable
  public static func < (left: IPVersion, right: IPVersion) -> Bool {
    left.rawValue < right.rawValue
  }
}

extension IPAddress: Comparable {
  /// Orders IPv4 before IPv6, and each as its octets on the wire.
  @inlinable
  public static func < (left: IPAddress, right: IPAddress) -> Bool {
    switch (left, right) {
    case (.v4(let left), .v4(let right)): left < right
    case (.v6(let left), .v6(let right)): left < right
    case (.v4, .v6): true
    case (.v6, .v4): false
    }
  }
}

extension IPAddress: LosslessStringConvertible {
  /// Reads either notation, as ``IPv4Address`` and ``IPv6Address`` do.
  public init?(_ text: some StringProtocol) { self.init(ascii: text.utf8) }

  init?(ascii text: some Collection<UInt8>) {
    if let address = IPv4Address(ascii: text) {
      self = .v4(address)
    } else if let address = IPv6Address(ascii: text) {
      self = .v6(address)
    } else {
      return nil
    }
  }

  /// The canonical text of the address.
  public var description: String {
    switch self {
    case .v4(let address): address.description
    case .v6(let address): address.description
    }
  }
}
