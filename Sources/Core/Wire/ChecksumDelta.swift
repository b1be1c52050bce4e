/// What a change of covered fields does to a checksum, without the rest of the packet (RFC 1624, equation 3:
/// HC' = ~(~HC + ~m + m')). Fields must stand at even offsets from the start of what the checksum covers.
///
/// ```swift
/// var delta = ChecksumDelta()
/// delta.replace(oldAddress, with: newAddress)
/// delta.replace(oldPort, with: newPort)
/// let checksum = delta.applied(to: oldChecksum)
/// ```
public struct ChecksumDelta: Hashable, Sendable {
  /// The sum of ~m + m' over all changes. A change adds less than 2¹⁷, so 2⁴⁷ of them fit.
  @usableFromInline var sum: UInt64 = 0

  /// Begins with no change.
  @inlinable
  public init() {}

  /// A 16-bit field changes.
  @inlinable
  public mutating func replace(_ old: UInt16, with new: UInt16) { sum &+= UInt64(~old) &+ UInt64(new) }

  /// A 32-bit field changes.
  @inlinable
  public mutating func replace(_ old: UInt32, with new: UInt32) {
    replace(UInt16(truncatingIfNeeded: old >> 16), with: UInt16(truncatingIfNeeded: new >> 16))
    replace(UInt16(truncatingIfNeeded: old), with: UInt16(truncatingIfNeeded: new))
  }

  /// A 64-bit field changes.
  @inlinable
  public mutating func replace(_ old: UInt64, with new: UInt64) {
    replace(UInt32(truncatingIfNeeded: old >> 32), with: UInt32(truncatingIfNeeded: new >> 32))
    replace(UInt32(truncatingIfNeeded: old), with: UInt32(truncatingIfNeeded: new))
  }

  /// An address changes.
  @inlinable
  public mutating func replace(_ old: IPv4Address, with new: IPv4Address) { replace(old.bits, with: new.bits) }

  /// An address changes.
  @inlinable
  public mutating func replace(_ old: IPv6Address, with new: IPv6Address) {
    replace(old.high, with: new.high)
    replace(old.low, with: new.low)
  }

  /// The checksum after the changes, given the one before.
  @inlinable
  public func applied(to checksum: UInt16) -> UInt16 {
    ~InternetChecksum.fold(UInt64(~checksum) &+ sum)
  }

  /// The sum after the changes, given the one before, where a checksum field holds the folded sum of the pseudo-header
  /// alone and a device or ``TransportChecksum`` will add the rest.
  @inlinable
  public func applied(toSum sum: UInt16) -> UInt16 { ~applied(to: ~sum) }
}
