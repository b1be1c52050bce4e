public import Wire

/// One direction of a conversation: who sends, who receives, and of what protocol. The key that connections are found
/// by; 40 octets without a pointer, the same for both versions of IP.
///
/// Where the protocol has no ports, both are 0. An ICMP query has its identifier as the port of the side that asks and
/// 0 as the other's, so that the tuple of the answer is the tuple of the question reversed (RFC 5508, 3.1).
@frozen
public struct ConnectionTuple: Hashable, Sendable, BitwiseCopyable {
  @usableFromInline let sourceHigh: UInt64
  @usableFromInline let sourceLow: UInt64
  @usableFromInline let destinationHigh: UInt64
  @usableFromInline let destinationLow: UInt64
  /// Source port in bits 63…48, destination port below, then 16 bits of zero, the IP version and the protocol.
  @usableFromInline let rest: UInt64

  @inlinable @inline(__always)
  init(
    sourceHigh: UInt64, sourceLow: UInt64, destinationHigh: UInt64, destinationLow: UInt64, rest: UInt64
  ) {
    self.sourceHigh = sourceHigh
    self.sourceLow = sourceLow
    self.destinationHigh = destinationHigh
    self.destinationLow = destinationLow
    self.rest = rest
  }

  @inlinable @inline(__always)
  static func rest(_ version: IPVersion, _ proto: IPProtocol, _ sourcePort: UInt16, _ destinationPort: UInt16)
    -> UInt64
  {
    UInt64(sourcePort) << 48 | UInt64(destinationPort) << 32 | UInt64(version.rawValue) << 8 | UInt64(proto.rawValue)
  }

  /// Makes a tuple of IPv4.
  @inlinable @inline(__always)
  public init(
    _ proto: IPProtocol, source: IPv4Address, port sourcePort: UInt16, destination: IPv4Address,
    port destinationPort: UInt16
  ) {
    self.init(
      sourceHigh: 0, sourceLow: UInt64(source.bits), destinationHigh: 0, destinationLow: UInt64(destination.bits),
      rest: ConnectionTuple.rest(.v4, proto, sourcePort, destinationPort))
  }

  /// Makes a tuple of IPv6.
  @inlinable @inline(__always)
  public init(
    _ proto: IPProtocol, source: IPv6Address, port sourcePort: UInt16, destination: IPv6Address,
    port destinationPort: UInt16
  ) {
    self.init(
      sourceHigh: source.high, sourceLow: source.low, destinationHigh: destination.high,
      destinationLow: destination.low, rest: ConnectionTuple.rest(.v6, proto, sourcePort, destinationPort))
  }

  /// What the payload is.
  @inlinable public var `protocol`: IPProtocol { IPProtocol(rawValue: UInt8(truncatingIfNeeded: rest)) }
  /// The version of both addresses.
  @inlinable public var version: IPVersion { UInt8(truncatingIfNeeded: rest >> 8) == 4 ? .v4 : .v6 }
  /// The sender's port, or the identifier of an ICMP question.
  @inlinable public var sourcePort: UInt16 { UInt16(truncatingIfNeeded: rest >> 48) }
  /// The receiver's port, or the identifier of an ICMP answer.
  @inlinable public var destinationPort: UInt16 { UInt16(truncatingIfNeeded: rest >> 32) }
  /// The sender's address in IPv4; of no meaning in IPv6.
  @inlinable public var sourceIPv4: IPv4Address { IPv4Address(bits: UInt32(truncatingIfNeeded: sourceLow)) }
  /// The receiver's address in IPv4; of no meaning in IPv6.
  @inlinable public var destinationIPv4: IPv4Address {
    IPv4Address(bits: UInt32(truncatingIfNeeded: destinationLow))
  }

  /// The sender's address.
  public var source: IPAddress {
    version == .v4 ? .v4(sourceIPv4) : .v6(IPv6Address(high: sourceHigh, low: sourceLow))
  }

  /// The receiver's address.
  public var destination: IPAddress {
    version == .v4 ? .v4(destinationIPv4) : .v6(IPv6Address(high: destinationHigh, low: destinationLow))
  }

  /// The tuple of the other direction.
  @inlinable public var reversed: ConnectionTuple {
    ConnectionTuple(
      sourceHigh: destinationHigh, sourceLow: destinationLow, destinationHigh: sourceHigh,
      destinationLow: sourceLow,
      rest: rest & 0xffff_ffff | rest << 16 & 0xffff_0000_0000_0000 | rest >> 16 & 0xffff_0000_0000)
  }

  /// A hash for ``HashIndex``: sums of products with odd constants, which do not wait for each other, mixed once.
  /// `seed` keeps a sender from choosing tuples that collide.
  @inlinable @inline(__always)
  public func hash(seed: UInt64) -> UInt32 {
    var sum = (sourceLow ^ seed) &* 0x9e37_79b9_7f4a_7c15
    sum &+= (destinationLow ^ seed &>> 17) &* 0xc2b2_ae3d_27d4_eb4f
    sum &+= (rest ^ seed &>> 31) &* 0x1656_67b1_9e37_79f9
    sum &+= sourceHigh &* 0xff51_afd7_ed55_8ccd
    sum &+= destinationHigh &* 0xc4ce_b9fe_1a85_ec53
    sum ^= sum &>> 32
    sum &*= 0xd6e8_feb8_6659_fd93
    return UInt32(truncatingIfNeeded: sum &>> 32)
  }
}

extension ConnectionTuple: CustomStringConvertible {
  /// Protocol, sender and receiver, such as `UDP 10.1.0.10:5000 > 203.0.113.80:53`.
  public var description: String {
    "\(`protocol`) \(Self.text(source, sourcePort)) > \(Self.text(destination, destinationPort))"
  }

  private static func text(_ address: IPAddress, _ port: UInt16) -> String {
    if port == 0 { return "\(address)" }
    return address.version == .v4 ? "\(address):\(port)" : "[\(address)]:\(port)"
  }
}
