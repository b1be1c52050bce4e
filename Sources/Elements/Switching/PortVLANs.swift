/// Which VLANs a switch port carries, and which of them without a tag (IEEE 802.1Q-2018, 8.6.1, 8.6.2, 6.9).
public struct PortVLANs: Sendable, Hashable {
  /// The VLAN of frames that arrive without a tag, and whose frames leave without one; `nil` where the port takes
  /// tagged frames only. The standard calls it PVID.
  public var untagged: UInt16?
  /// VLANs whose frames arrive and leave with a tag.
  public var tagged: VLANSet

  /// An access port: one VLAN, no tags.
  public static func access(_ vlan: UInt16) -> PortVLANs { PortVLANs(untagged: vlan, tagged: VLANSet()) }

  /// A trunk: tagged frames of `vlans`, and untagged ones of `native` where one is given.
  public static func trunk(_ vlans: [UInt16], native: UInt16? = nil) -> PortVLANs {
    PortVLANs(untagged: native, tagged: VLANSet(vlans))
  }

  /// True where frames of `vlan` may pass.
  public func carries(_ vlan: UInt16) -> Bool { untagged == vlan || tagged.contains(vlan) }
}

/// A set of VLAN identifiers, 0 to 4095, as one bit each.
public struct VLANSet: Sendable, Hashable {
  private var words: [UInt64]

  /// The set of `vlans`; what is above 4095 is left out.
  public init(_ vlans: [UInt16] = []) {
    words = vlans.isEmpty ? [] : Array(repeating: 0, count: 64)
    for vlan in vlans where vlan < 4096 { words[Int(vlan) >> 6] |= 1 << UInt64(vlan & 63) }
  }

  /// True where `vlan` is in the set.
  public func contains(_ vlan: UInt16) -> Bool {
    !words.isEmpty && vlan < 4096 && words[Int(vlan) >> 6] & (1 << UInt64(vlan & 63)) != 0
  }
}
