/// A VLAN tag as a value: what 802.1Q puts between the source address and the EtherType (IEEE 802.1Q-2018, 9.6).
///
/// ```
/// 0                16   19 20           31
/// +----------------+---+-+--------------+
/// | type (TPID)    |PCP|D|      VID     |
/// +----------------+---+-+--------------+
/// ```
public struct VLANTag: Hashable, Sendable {
  /// Octets of a tag on the wire.
  @inlinable public static var length: Int { 4 }
  /// Most tags that this module looks behind.
  @inlinable public static var stackedMax: Int { 8 }

  /// Which kind of tag it is: ``EtherType/vlan`` or ``EtherType/serviceVLAN``.
  public var type: EtherType
  /// The tag control information: priority, drop eligibility and identifier as they are on the wire.
  public var control: UInt16

  /// Makes a tag of its control information.
  @inlinable
  public init(control: UInt16, type: EtherType = .vlan) {
    self.control = control
    self.type = type
  }

  /// Makes a tag of its fields; only the low 12 bits of `id` and the low 3 of `priority` are used.
  @inlinable
  public init(id: UInt16, priority: UInt8 = 0, isDropEligible: Bool = false, type: EtherType = .vlan) {
    self.type = type
    control = UInt16(priority & 7) << 13 | (isDropEligible ? 0x1000 : 0) | id & 0xfff
  }

  /// Reads the tag that begins at `offset` with its type; `nil` where the octets are missing or no tag's.
  @inlinable
  public init?(_ bytes: RawSpan, at offset: Int) {
    guard bytes.holds(VLANTag.length, at: offset) else { return nil }
    let type = EtherType(rawValue: bytes.uint16(at: offset))
    guard type.isVLAN else { return nil }
    self.init(control: bytes.uint16(at: offset + 2), type: type)
  }

  /// The VLAN identifier, 0…4095: 0 is a priority tag, 4095 is reserved (IEEE 802.1Q-2018, table 9-2).
  @inlinable public var id: UInt16 {
    get { control & 0xfff }
    set { control = control & 0xf000 | newValue & 0xfff }
  }

  /// The priority code point, 0…7.
  @inlinable public var priority: UInt8 {
    get { UInt8(truncatingIfNeeded: control >> 13) }
    set { control = control & 0x1fff | UInt16(newValue & 7) << 13 }
  }

  /// The drop eligible indicator.
  @inlinable public var isDropEligible: Bool {
    get { control & 0x1000 != 0 }
    set { control = control & 0xefff | (newValue ? 0x1000 : 0) }
  }

  /// Writes the 4 octets at `offset`; false, and nothing is written, where there is no room.
  @inlinable
  @discardableResult
  public func write(to bytes: inout MutableRawSpan, at offset: Int = 12) -> Bool {
    guard bytes.holds(VLANTag.length, at: offset) else { return false }
    bytes.setUInt16(type.rawValue, at: offset)
    bytes.setUInt16(control, at: offset + 2)
    return true
  }
}

extension EtherType {
  /// True for both kinds of VLAN tag.
  @inlinable public var isVLAN: Bool { self == .vlan || self == .serviceVLAN }
}

/// Where the network layer of a frame begins, behind any VLAN tags.
public struct NetworkLayer: Hashable, Sendable {
  /// What the network layer is.
  public let type: EtherType
  /// Octets from the start of the frame to the network layer: 14, and 4 for each tag.
  public let offset: Int

  /// Makes the position of a network layer.
  @inlinable
  public init(type: EtherType, offset: Int) {
    self.type = type
    self.offset = offset
  }

  /// Tags in front of it.
  @inlinable public var tagCount: Int { (offset - EthernetView.length) / VLANTag.length }
}

extension EthernetView {
  /// The outermost VLAN tag, or `nil` for an untagged frame.
  @inlinable public var vlan: VLANTag? { VLANTag(bytes, at: 12) }

  /// The network layer behind up to ``VLANTag/stackedMax`` tags; `nil` where a tag is cut off. Behind more tags than
  /// that, the type is that of the next tag.
  @inlinable public var networkLayer: NetworkLayer? {
    var type = type
    var offset = EthernetView.length
    var tags = 0
    while type.isVLAN, tags < VLANTag.stackedMax {
      guard bytes.holds(VLANTag.length, at: offset) else { return nil }
      type = EtherType(rawValue: bytes.uint16(at: offset + 2))
      offset += VLANTag.length
      tags += 1
    }
    return NetworkLayer(type: type, offset: offset)
  }
}
