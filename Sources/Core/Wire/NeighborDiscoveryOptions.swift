/// One option of a neighbour discovery message: its type and where it is (RFC 4861, 4.6).
public struct NeighborDiscoveryOption: Hashable, Sendable {
  /// The option's number.
  public let type: UInt8
  /// Where the whole option is, its type and length included: a multiple of 8 octets.
  public let range: Range<Int>

  /// Makes an option of its fields.
  @inlinable
  public init(type: UInt8, range: Range<Int>) {
    self.type = type
    self.range = range
  }
}

/// Walks the options of a neighbour discovery message (RFC 4861, 4.6). Every step moves forward by 8 octets at least.
public struct NeighborDiscoveryOptionCursor: ~Escapable {
  /// The options that are walked.
  public let bytes: RawSpan
  /// Where the next option begins.
  public private(set) var offset = 0
  /// True once an option was found that is cut off or has length 0, for which a receiver drops the whole message
  /// (RFC 4861, 6.1.1, 7.1.1); the walk ends there.
  public private(set) var isMalformed = false

  /// Begins a walk.
  @_lifetime(copy bytes)
  public init(_ bytes: RawSpan) { self.bytes = bytes }

  /// The next option, or `nil` at the end.
  public mutating func next() -> NeighborDiscoveryOption? {
    guard offset < bytes.byteCount, !isMalformed else { return nil }
    guard bytes.holds(2, at: offset), bytes.octet(at: offset + 1) > 0,
      bytes.holds(Int(bytes.octet(at: offset + 1)) * 8, at: offset)
    else {
      isMalformed = true
      return nil
    }
    let start = offset
    offset += Int(bytes.octet(at: start + 1)) * 8
    return NeighborDiscoveryOption(type: bytes.octet(at: start), range: start..<offset)
  }
}

/// The prefix information option (RFC 4861, 4.6.2).
public struct PrefixInformation: Hashable, Sendable {
  /// Octets of the option.
  @inlinable public static var length: Int { 32 }

  /// The prefix.
  public var prefix: IPv6Prefix
  /// True where the prefix's addresses are on this link.
  public var isOnLink: Bool
  /// True where hosts may make their own addresses of the prefix (RFC 4862).
  public var isAutonomous: Bool
  /// For how long the prefix is valid, seconds; 0xffff_ffff is for ever.
  public var validLifetime: UInt32
  /// For how long addresses of the prefix are preferred, seconds; 0xffff_ffff is for ever.
  public var preferredLifetime: UInt32

  /// Makes an option of its fields, by default with the lifetimes of RFC 4861, 6.2.1: 30 and 7 days.
  @inlinable
  public init(
    prefix: IPv6Prefix, isOnLink: Bool = true, isAutonomous: Bool = true, validLifetime: UInt32 = 2_592_000,
    preferredLifetime: UInt32 = 604_800
  ) {
    self.prefix = prefix
    self.isOnLink = isOnLink
    self.isAutonomous = isAutonomous
    self.validLifetime = validLifetime
    self.preferredLifetime = preferredLifetime
  }

  /// Reads the option at `offset`; `nil` where it is cut off or its prefix length is above 128.
  public init?(_ bytes: RawSpan, at offset: Int) {
    guard bytes.holds(PrefixInformation.length, at: offset),
      let prefix = IPv6Prefix(bytes.ipv6Address(at: offset + 16), length: Int(bytes.octet(at: offset + 2)))
    else { return nil }
    self.init(
      prefix: prefix, isOnLink: bytes.octet(at: offset + 3) & 0x80 != 0,
      isAutonomous: bytes.octet(at: offset + 3) & 0x40 != 0, validLifetime: bytes.uint32(at: offset + 4),
      preferredLifetime: bytes.uint32(at: offset + 8))
  }

  /// Writes the 32 octets at `offset`; false, and nothing is written, where there is no room.
  @discardableResult
  public func write(to bytes: inout MutableRawSpan, at offset: Int) -> Bool {
    guard bytes.holds(PrefixInformation.length, at: offset) else { return false }
    bytes.setUInt16(0x0304, at: offset)
    bytes.setOctet(UInt8(truncatingIfNeeded: prefix.length), at: offset + 2)
    bytes.setOctet((isOnLink ? 0x80 : 0) | (isAutonomous ? 0x40 : 0), at: offset + 3)
    bytes.setUInt32(validLifetime, at: offset + 4)
    bytes.setUInt32(preferredLifetime, at: offset + 8)
    bytes.setUInt32(0, at: offset + 12)
    bytes.setIPv6Address(prefix.network, at: offset + 16)
    return true
  }
}
