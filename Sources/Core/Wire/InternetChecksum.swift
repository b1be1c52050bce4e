/// The checksum of IP, ICMP, UDP and TCP: the one's complement of the one's complement sum of 16-bit words (RFC 1071).
///
/// Octets and numbers are added in the order in which they stand in the packet; a piece may have an odd length.
///
/// ```swift
/// var sum = InternetChecksum(pseudoHeader: source, destination, protocol: .udp, length: segment.byteCount)
/// sum.add(segment)
/// let isValid = sum.folded == 0xffff
/// ```
public struct InternetChecksum: Sendable {
  /// The sum of words in the machine's order, not folded: the sum does not depend on the order (RFC 1071, 2B).
  @usableFromInline var sum: UInt64 = 0
  /// True where an odd number of octets was added, so that the next begins in the middle of a word.
  @usableFromInline var isOdd = false

  /// Begins with nothing.
  @inlinable
  public init() {}

  /// Begins with the pseudo-header of TCP and UDP over IPv4 (RFC 9293, 3.1; RFC 768); `length` is that of transport
  /// header and payload, octets.
  @inlinable
  public init(
    pseudoHeader source: IPv4Address, _ destination: IPv4Address, `protocol`: IPProtocol, length: Int
  ) {
    // The sum does not depend on how wide the words are that are added (RFC 1071, 2C).
    sum =
      UInt64(source.bits.bigEndian) + UInt64(destination.bits.bigEndian)
      + UInt64(UInt16(`protocol`.rawValue).bigEndian) + UInt64(UInt32(truncatingIfNeeded: length).bigEndian)
  }

  /// Begins with the pseudo-header of TCP, UDP and ICMPv6 over IPv6 (RFC 8200, 8.1); `length` is that of transport
  /// header and payload, octets.
  @inlinable
  public init(
    pseudoHeader source: IPv6Address, _ destination: IPv6Address, `protocol`: IPProtocol, length: Int
  ) {
    add(source)
    add(destination)
    add(UInt32(truncatingIfNeeded: length))
    add(UInt16(`protocol`.rawValue))
  }

  /// Adds octets.
  @inlinable @inline(__always)
  public mutating func add(_ bytes: RawSpan) {
    let part = sumOfWords(bytes)
    accumulate(isOdd ? UInt64(InternetChecksum.fold(part).byteSwapped) : part)
    if bytes.byteCount & 1 != 0 { isOdd.toggle() }
  }

  /// Adds two octets.
  @inlinable
  public mutating func add(_ value: UInt16) {
    accumulate(UInt64(isOdd ? value.bigEndian.byteSwapped : value.bigEndian))
  }

  /// Adds four octets.
  @inlinable
  public mutating func add(_ value: UInt32) {
    add(UInt16(truncatingIfNeeded: value >> 16))
    add(UInt16(truncatingIfNeeded: value))
  }

  /// Adds an address.
  @inlinable
  public mutating func add(_ address: IPv4Address) { add(address.bits) }

  /// Adds an address.
  @inlinable
  public mutating func add(_ address: IPv6Address) {
    add(UInt32(truncatingIfNeeded: address.high >> 32))
    add(UInt32(truncatingIfNeeded: address.high))
    add(UInt32(truncatingIfNeeded: address.low >> 32))
    add(UInt32(truncatingIfNeeded: address.low))
  }

  /// The one's complement sum so far. 0xffff where what was added ends in its own right checksum.
  @inlinable public var folded: UInt16 { UInt16(bigEndian: InternetChecksum.fold(sum)) }

  /// The checksum of what was added: the complement of ``folded``.
  @inlinable public var value: UInt16 { ~folded }

  /// The checksum of `bytes`; 0 where they hold their own right checksum.
  @inlinable
  public static func checksum(of bytes: RawSpan) -> UInt16 {
    var sum = InternetChecksum()
    sum.add(bytes)
    return sum.value
  }

  @inlinable
  mutating func accumulate(_ part: UInt64) {
    let (result, carry) = sum.addingReportingOverflow(part)
    sum = carry ? result &+ 1 : result
  }

  /// Adds the carries back in until 16 bits are left (RFC 1071, 4.1).
  @inlinable
  static func fold(_ sum: UInt64) -> UInt16 {
    let (high, low) = (sum >> 32, sum & 0xffff_ffff)
    var rest = high + low
    rest = (rest & 0xffff) + (rest >> 16)
    rest = (rest & 0xffff) + (rest >> 16)
    rest = (rest & 0xffff) + (rest >> 16)
    return UInt16(truncatingIfNeeded: rest)
  }
}
