import Linux
import Wire

/// An ICMP echo request of a live ping, and how its answer and the errors about it are known (RFC 792; RFC 4443, 4).
///
/// ```
/// 0      1      2          4            6          8
/// +------+------+----------+------------+----------+------------------------------
/// | type | code | checksum | identifier | sequence | filling: octets that count up
/// +------+------+----------+------------+----------+------------------------------
/// ```
struct EchoMessage {
  let version: IPVersion
  let identifier: UInt16
  private var bytes: [UInt8]

  private static let headerLength = 8

  /// A request with `payloadLength` octets behind the header.
  init(_ version: IPVersion, identifier: UInt16, payloadLength: Int) {
    self.version = version
    self.identifier = identifier
    bytes = [UInt8](repeating: 0, count: EchoMessage.headerLength)
    bytes[0] = version == .v4 ? ICMPv4Type.echoRequest.rawValue : ICMPv6Type.echoRequest.rawValue
    bytes[4] = UInt8(identifier >> 8)
    bytes[5] = UInt8(truncatingIfNeeded: identifier)
    bytes += (0..<max(0, payloadLength)).map { UInt8(truncatingIfNeeded: $0) }
  }

  /// The octets of the request with this sequence number. The checksum of ICMPv6 is left to the kernel, which knows the
  /// addresses.
  mutating func request(_ sequence: UInt16) -> ArraySlice<UInt8> {
    store(sequence, at: 6)
    store(0, at: 2)
    if version == .v4 { store(bytes.withMutableBytes { InternetChecksum.checksum(of: $0.bytes) }, at: 2) }
    return bytes[...]
  }

  private mutating func store(_ value: UInt16, at offset: Int) {
    bytes[offset] = UInt8(value >> 8)
    bytes[offset + 1] = UInt8(truncatingIfNeeded: value)
  }

  /// The sequence number of the request that `message`, as it was received, answers; `nil` where it is somebody else's.
  func answered(by message: ArraySlice<UInt8>) -> UInt16? {
    var message = message
    if version == .v4 {
      // A raw socket of version 4 is handed the IP header too.
      guard let first = message.first, message.count >= 20 else { return nil }
      message = message.dropFirst(Int(first & 0xf) * 4)
    }
    let reply = version == .v4 ? ICMPv4Type.echoReply.rawValue : ICMPv6Type.echoReply.rawValue
    guard message.count == bytes.count else { return nil }
    return sequence(of: message, type: reply)
  }

  /// The sequence number of the request that an error quotes; `nil` where it is somebody else's.
  func quoted(in packet: [UInt8]) -> UInt16? { sequence(of: packet[...], type: bytes[0]) }

  private func sequence(of message: ArraySlice<UInt8>, type: UInt8) -> UInt16? {
    guard message.count >= EchoMessage.headerLength, message[message.startIndex] == type else { return nil }
    let start = message.startIndex
    func number(at offset: Int) -> UInt16 { UInt16(message[start + offset]) << 8 | UInt16(message[start + offset + 1]) }
    return number(at: 4) == identifier ? number(at: 6) : nil
  }
}
