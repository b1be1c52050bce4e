import Wire

/// An IPv4 datagram, field by field, right or wrong.
struct Crafted4 {
  var version: UInt8 = 4
  /// Instead of the right one, in words of four octets.
  var headerWords: UInt8?
  var trafficClass: UInt8 = 0
  /// Instead of the right one.
  var totalLength: Int?
  var identification: UInt16 = 0
  /// Reserved, don't fragment, more fragments: the three bits in front of the offset.
  var flags: UInt16 = 0
  /// In units of eight octets.
  var fragmentOffset: UInt16 = 0
  var timeToLive: UInt8 = 64
  var proto: IPProtocol = .udp
  var source: IPv4Address
  var destination: IPv4Address
  /// A multiple of four octets, up to 40.
  var options: [UInt8] = []
  var payload: [UInt8] = []
  var hasRightHeaderChecksum = true
  var hasRightPayloadChecksum = true

  static let dontFragment: UInt16 = 0x4000
  static let moreFragments: UInt16 = 0x2000

  /// The datagram on the wire.
  func octets() -> [UInt8] {
    let headerLength = 20 + options.count
    var bytes = [UInt8](repeating: 0, count: headerLength) + payload
    bytes[0] = 0x40 | UInt8(headerLength / 4)
    bytes[1] = trafficClass
    bytes.put16(UInt16(clamping: bytes.count), at: 2)
    bytes.put16(identification, at: 4)
    bytes[8] = timeToLive
    bytes[9] = proto.rawValue
    bytes.put32(UInt32(source.bits), at: 12)
    bytes.put32(UInt32(destination.bits), at: 16)
    bytes.replaceSubrange(20..<headerLength, with: options)
    // The payload's checksum is that of the whole, whatever the rest of the header says.
    bytes.withMutableBytes { _ = TransportChecksum.complete(in: &$0, at: 0) }
    if !hasRightPayloadChecksum, bytes.count > headerLength { bytes[bytes.count - 1] ^= 0x55 }
    bytes[0] = version << 4 | (headerWords ?? UInt8(headerLength / 4))
    if let totalLength { bytes.put16(UInt16(clamping: totalLength), at: 2) }
    bytes.put16(flags | fragmentOffset, at: 6)
    bytes.put16(UInt16(0), at: 10)
    let header = Array(bytes[..<headerLength])
    let sum = InternetChecksum.checksum(of: header.span.bytes)
    bytes.put16(hasRightHeaderChecksum ? sum : sum ^ 0x0101, at: 10)
    return bytes
  }

  /// The datagram in a frame.
  func frame(from sender: MACAddress, to receiver: MACAddress, padding: Int = 0) -> [UInt8] {
    EthernetFrame.raw(
      from: sender, to: receiver, type: .ipv4, payload: octets() + [UInt8](repeating: 0, count: padding))
  }
}

extension [UInt8] {
  mutating func put16(_ value: UInt16, at offset: Int) {
    self[offset] = UInt8(value >> 8)
    self[offset + 1] = UInt8(value & 255)
  }

  mutating func put32(_ value: UInt32, at offset: Int) {
    put16(UInt16(value >> 16), at: offset)
    put16(UInt16(value & 0xffff), at: offset + 2)
  }

  func uint16(_ offset: Int) -> UInt16 { UInt16(self[offset]) << 8 | UInt16(self[offset + 1]) }
  func uint32(_ offset: Int) -> UInt32 { UInt32(uint16(offset)) << 16 | UInt32(uint16(offset + 2)) }
}
