/// What an ARP packet asks or says (RFC 826; the numbers are IANA's "arp-parameters").
public struct ARPOperation: RawRepresentable, Hashable, Sendable {
  /// The number on the wire.
  public let rawValue: UInt16

  /// Makes an operation of its number.
  @inlinable
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// Who has the target's protocol address?
  @inlinable public static var request: ARPOperation { ARPOperation(rawValue: 1) }
  /// The sender has the address that was asked for.
  @inlinable public static var reply: ARPOperation { ARPOperation(rawValue: 2) }
}

/// An ARP packet for IPv4 on Ethernet, read in place (RFC 826).
///
/// ```
/// 0        2        4    5    6    8       14     18       24     28
/// +--------+--------+----+----+----+-------+------+--------+------+
/// | hw = 1 | 0x0800 |  6 |  4 | op |  sender MAC, IP |  target MAC, IP
/// +--------+--------+----+----+----+-------+------+--------+------+
/// ```
public struct ARPView: ~Escapable {
  /// Octets of the packet.
  @inlinable public static var length: Int { 28 }

  /// The packet, without what follows it in the frame.
  public let bytes: RawSpan

  /// Views the first 28 octets; `nil` where they are fewer, or are for another hardware or protocol.
  @inlinable @inline(__always)
  @_lifetime(copy bytes)
  public init?(_ bytes: RawSpan) {
    guard bytes.byteCount >= ARPView.length, bytes.uint32(at: 0) == 0x0001_0800, bytes.uint16(at: 4) == 0x0604
    else { return nil }
    self.bytes = bytes.extracting(first: ARPView.length)
  }

  /// What the packet asks or says.
  @inlinable public var operation: ARPOperation { ARPOperation(rawValue: bytes.uint16(at: 6)) }
  /// The sender's MAC address.
  @inlinable public var senderMAC: MACAddress { bytes.macAddress(at: 8) }
  /// The sender's IPv4 address; unspecified in a probe (RFC 5227, 1.1).
  @inlinable public var sender: IPv4Address { bytes.ipv4Address(at: 14) }
  /// The target's MAC address; of no meaning in a request.
  @inlinable public var targetMAC: MACAddress { bytes.macAddress(at: 18) }
  /// The target's IPv4 address.
  @inlinable public var target: IPv4Address { bytes.ipv4Address(at: 24) }
  /// True for an announcement of the sender's own address (RFC 5227, 3).
  @inlinable public var isGratuitous: Bool { sender == target }
}

/// An ARP packet for IPv4 on Ethernet as a value (RFC 826).
public struct ARPPacket: Hashable, Sendable {
  /// What the packet asks or says.
  public var operation: ARPOperation
  /// The sender's MAC address.
  public var senderMAC: MACAddress
  /// The sender's IPv4 address.
  public var sender: IPv4Address
  /// The target's MAC address; zero in a request.
  public var targetMAC: MACAddress
  /// The target's IPv4 address.
  public var target: IPv4Address

  /// Makes a packet of its fields.
  @inlinable
  public init(
    operation: ARPOperation, senderMAC: MACAddress, sender: IPv4Address, targetMAC: MACAddress = .zero,
    target: IPv4Address
  ) {
    self.operation = operation
    self.senderMAC = senderMAC
    self.sender = sender
    self.targetMAC = targetMAC
    self.target = target
  }

  /// Copies the packet out of a view.
  @inlinable
  public init(_ view: borrowing ARPView) {
    self.init(
      operation: view.operation, senderMAC: view.senderMAC, sender: view.sender, targetMAC: view.targetMAC,
      target: view.target)
  }

  /// The reply to this request from the station that has the target's address.
  @inlinable
  public func reply(from mac: MACAddress) -> ARPPacket {
    ARPPacket(operation: .reply, senderMAC: mac, sender: target, targetMAC: senderMAC, target: sender)
  }

  /// Writes the 28 octets at `offset`; false, and nothing is written, where there is no room.
  @inlinable
  @discardableResult
  public func write(to bytes: inout MutableRawSpan, at offset: Int = 0) -> Bool {
    guard bytes.holds(ARPView.length, at: offset) else { return false }
    bytes.setUInt32(0x0001_0800, at: offset)
    bytes.setUInt16(0x0604, at: offset + 4)
    bytes.setUInt16(operation.rawValue, at: offset + 6)
    bytes.setMACAddress(senderMAC, at: offset + 8)
    bytes.setIPv4Address(sender, at: offset + 14)
    bytes.setMACAddress(targetMAC, at: offset + 18)
    bytes.setIPv4Address(target, at: offset + 24)
    return true
  }
}
