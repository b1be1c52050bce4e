/// An EtherType (IEEE 802.3-2018, 3.2.6; the numbers are IANA's "ieee-802-numbers").
public struct EtherType: RawRepresentable, Hashable, Sendable {
  /// The number on the wire; below 0x0600 the field is a length (IEEE 802.3-2018, 3.2.6).
  public let rawValue: UInt16

  /// Makes an EtherType of its number.
  @inlinable
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// Internet Protocol version 4.
  @inlinable public static var ipv4: EtherType { EtherType(rawValue: 0x0800) }
  /// Address Resolution Protocol.
  @inlinable public static var arp: EtherType { EtherType(rawValue: 0x0806) }
  /// Internet Protocol version 6.
  @inlinable public static var ipv6: EtherType { EtherType(rawValue: 0x86dd) }
  /// Customer VLAN tag, IEEE 802.1Q.
  @inlinable public static var vlan: EtherType { EtherType(rawValue: 0x8100) }
  /// Service VLAN tag, IEEE 802.1ad.
  @inlinable public static var serviceVLAN: EtherType { EtherType(rawValue: 0x88a8) }
  /// LACP and other slow protocols, IEEE 802.3-2018, annex 57A.
  @inlinable public static var slowProtocols: EtherType { EtherType(rawValue: 0x8809) }
  /// Link Layer Discovery Protocol, IEEE 802.1AB.
  @inlinable public static var lldp: EtherType { EtherType(rawValue: 0x88cc) }

  /// True where the field is the payload's length instead (IEEE 802.3-2018, 3.2.6).
  @inlinable public var isLength: Bool { rawValue < 0x0600 }
}

/// The 14 octets at the front of an Ethernet frame, read in place (IEEE 802.3-2018, 3.1.1).
///
/// ```
/// 0           6           12     14
/// +-----------+-----------+------+---------
/// |destination|  source   | type | payload
/// +-----------+-----------+------+---------
/// ```
///
/// Contract, as for every view in this module: the initialiser checks the length; after it, no accessor traps.
public struct EthernetView: ~Escapable {
  /// Length of the header, octets.
  @inlinable public static var length: Int { 14 }

  /// The whole frame.
  public let bytes: RawSpan

  /// Views `bytes` as a frame, or is `nil` where they are fewer than 14.
  @inlinable @inline(__always)
  @_lifetime(copy bytes)
  public init?(_ bytes: RawSpan) {
    guard bytes.byteCount >= EthernetView.length else { return nil }
    self.bytes = bytes
  }

  /// Where the frame goes.
  @inlinable public var destination: MACAddress { bytes.macAddress(at: 0) }
  /// Who sent it.
  @inlinable public var source: MACAddress { bytes.macAddress(at: 6) }
  /// What the payload is; a value below 0x0600 is the payload's length instead.
  @inlinable public var type: EtherType { EtherType(rawValue: bytes.uint16(at: 12)) }
  /// What follows the header.
  @inlinable public var payload: RawSpan {
    @_lifetime(copy self)
    get { bytes.extracting(droppingFirst: EthernetView.length) }
  }
}

/// An Ethernet header as a value, to be written in front of a payload.
public struct EthernetHeader: Hashable, Sendable {
  /// Where the frame goes.
  public var destination: MACAddress
  /// Who sends it.
  public var source: MACAddress
  /// What the payload is.
  public var type: EtherType

  /// Makes a header of its fields.
  @inlinable
  public init(destination: MACAddress, source: MACAddress, type: EtherType) {
    self.destination = destination
    self.source = source
    self.type = type
  }

  /// Copies the header out of a view.
  @inlinable
  public init(_ view: borrowing EthernetView) {
    self.init(destination: view.destination, source: view.source, type: view.type)
  }

  /// Writes the 14 octets at `offset`; false, and nothing is written, where there is no room.
  @inlinable
  @discardableResult
  public func write(to bytes: inout MutableRawSpan, at offset: Int = 0) -> Bool {
    guard bytes.holds(EthernetView.length, at: offset) else { return false }
    bytes.setMACAddress(destination, at: offset)
    bytes.setMACAddress(source, at: offset + 6)
    bytes.setUInt16(type.rawValue, at: offset + 12)
    return true
  }
}
