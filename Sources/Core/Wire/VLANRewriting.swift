/// Changes of a frame's VLAN tags in place. A tag that comes or goes moves the twelve octets of the addresses, not the
/// payload.
public enum VLANRewriting {
  /// Inserts `tag`. The first 4 octets of `bytes` are room, the frame begins after them; on return it begins at 0.
  /// False, and nothing is changed, where there is no whole Ethernet header after the room.
  @inlinable
  @discardableResult
  public static func push(_ tag: VLANTag, in bytes: inout MutableRawSpan) -> Bool {
    guard bytes.holds(EthernetView.length, at: VLANTag.length) else { return false }
    for offset in stride(from: 0, to: 12, by: 4) {
      bytes.setUInt32(bytes.bytes.uint32(at: offset + VLANTag.length), at: offset)
    }
    return tag.write(to: &bytes)
  }

  /// Takes the outermost tag away and returns it. On return the frame begins at octet 4 of `bytes`, and the caller
  /// drops the first four. `nil`, and nothing is changed, where the frame has no whole tag and type after it.
  @inlinable
  @discardableResult
  public static func pop(in bytes: inout MutableRawSpan) -> VLANTag? {
    guard bytes.holds(EthernetView.length + VLANTag.length, at: 0), let tag = VLANTag(bytes.bytes, at: 12)
    else { return nil }
    for offset in stride(from: 8, through: 0, by: -4) {
      bytes.setUInt32(bytes.bytes.uint32(at: offset), at: offset + VLANTag.length)
    }
    return tag
  }

  /// Replaces the outermost tag. False, and nothing is changed, where the frame has none.
  @inlinable
  @discardableResult
  public static func replace(with tag: VLANTag, in bytes: inout MutableRawSpan) -> Bool {
    guard VLANTag(bytes.bytes, at: 12) != nil else { return false }
    return tag.write(to: &bytes)
  }
}
