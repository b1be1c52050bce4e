/// An Internet address as numbers, for the kernel's tables. How it is written down is somebody else's business.
public enum InetAddress: Hashable, Sendable {
  /// Version 4; the first octet on the wire is the highest of the integer.
  case v4(UInt32)
  /// Version 6; the first octet on the wire is the highest of the high half.
  case v6(high: UInt64, low: UInt64)

  /// Makes an address of 4 or 16 octets as on the wire; nil for any other number of them.
  public init?(octets: some Collection<UInt8>) {
    switch octets.count {
    case 4: self = .v4(octets.reduce(0) { $0 << 8 | UInt32($1) })
    case 16:
      self = .v6(
        high: octets.prefix(8).reduce(0) { $0 << 8 | UInt64($1) },
        low: octets.suffix(8).reduce(0) { $0 << 8 | UInt64($1) })
    default: return nil
    }
  }

  /// The octets as on the wire, 4 or 16.
  public var octets: [UInt8] {
    switch self {
    case .v4(let bits): (0..<4).map { UInt8(truncatingIfNeeded: bits >> (24 - 8 * UInt32($0))) }
    case .v6(let high, let low):
      (0..<16).map { UInt8(truncatingIfNeeded: ($0 < 8 ? high : low) >> (56 - 8 * UInt64($0 & 7))) }
    }
  }

  /// Bits of an address of this version.
  public var width: UInt8 {
    switch self {
    case .v4: 32
    case .v6: 128
    }
  }

  /// The kernel's number of the address family.
  var family: UInt8 {
    switch self {
    case .v4: 2
    case .v6: 10
    }
  }
}

extension InetAddress: CustomStringConvertible {
  /// Dotted decimal, or eight hexadecimal groups without abbreviation.
  public var description: String {
    switch self {
    case .v4: octets.map(String.init).joined(separator: ".")
    case .v6(let high, let low):
      (0..<8).map { String(UInt16(truncatingIfNeeded: ($0 < 4 ? high : low) >> (48 - 16 * UInt64($0 & 3))), radix: 16) }
        .joined(separator: ":")
    }
  }
}

/// An address with the number of leading bits that name its network.
public struct InetPrefix: Hashable, Sendable, CustomStringConvertible {
  /// The address; its host bits may be set.
  public var address: InetAddress
  /// Leading bits of the network, at most the address's width.
  public var length: UInt8

  /// Makes a prefix; `length` is cut to the address's width.
  public init(_ address: InetAddress, length: UInt8) {
    self.address = address
    self.length = min(length, address.width)
  }

  /// All of IPv4: a default route's destination.
  public static var anyV4: InetPrefix { InetPrefix(.v4(0), length: 0) }
  /// All of IPv6: a default route's destination.
  public static var anyV6: InetPrefix { InetPrefix(.v6(high: 0, low: 0), length: 0) }

  /// The address, a slash, the length.
  public var description: String { "\(address)/\(length)" }
}
