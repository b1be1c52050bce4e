/// The fragment header of IPv6 as a value (RFC 8200, 4.5).
///
/// ```
/// 0             8             16                      29    31  32             64
/// +-------------+-------------+-----------------------+-----+-+----------------+
/// | next header |  reserved   |    fragment offset    | res |M| identification |
/// +-------------+-------------+-----------------------+-----+-+----------------+
/// ```
public struct IPv6FragmentHeader: Hashable, Sendable {
  /// Octets of the header.
  @inlinable public static var length: Int { 8 }

  /// What the fragmentable part begins with.
  public var nextHeader: IPProtocol
  /// Where the payload belongs in the fragmentable part, octets: a multiple of 8 up to 65,528; it is rounded down.
  public var fragmentOffset: Int
  /// True where more fragments follow.
  public var moreFragments: Bool
  /// What the fragments of one datagram have in common.
  public var identification: UInt32

  /// Makes a header of its fields.
  @inlinable
  public init(nextHeader: IPProtocol, fragmentOffset: Int, moreFragments: Bool, identification: UInt32) {
    self.nextHeader = nextHeader
    self.fragmentOffset = fragmentOffset
    self.moreFragments = moreFragments
    self.identification = identification
  }

  /// Reads the header at `offset`; `nil` where it is cut off.
  @inlinable
  public init?(_ bytes: RawSpan, at offset: Int) {
    guard bytes.holds(IPv6FragmentHeader.length, at: offset) else { return nil }
    let field = bytes.uint16(at: offset + 2)
    self.init(
      nextHeader: IPProtocol(rawValue: bytes.octet(at: offset)), fragmentOffset: Int(field & 0xfff8),
      moreFragments: field & 1 != 0, identification: bytes.uint32(at: offset + 4))
  }

  /// Writes the 8 octets at `offset`; false, and nothing is written, where there is no room or the fragment offset
  /// would pass 65,535.
  @inlinable
  @discardableResult
  public func write(to bytes: inout MutableRawSpan, at offset: Int) -> Bool {
    guard bytes.holds(IPv6FragmentHeader.length, at: offset), 0...65_535 ~= fragmentOffset else { return false }
    bytes.setOctet(nextHeader.rawValue, at: offset)
    bytes.setOctet(0, at: offset + 1)
    bytes.setUInt16(UInt16(truncatingIfNeeded: fragmentOffset) & 0xfff8 | (moreFragments ? 1 : 0), at: offset + 2)
    bytes.setUInt32(identification, at: offset + 4)
    return true
  }
}
