import Wire

/// An Ethernet frame to send and to compare: addresses as small numbers, at most one tag, a payload that is told apart.
struct Frame: Equatable, Sendable {
  var destination: MACAddress
  var source: MACAddress
  /// Tag control information, or `nil` for a frame without a tag.
  var tag: UInt16?
  var payload: [UInt8]

  init(to destination: MACAddress, from source: MACAddress, tag: UInt16? = nil, payload: [UInt8] = [1, 2, 3, 4]) {
    self.destination = destination
    self.source = source
    self.tag = tag
    self.payload = payload
  }

  /// The frame as it is on the wire.
  var octets: [UInt8] {
    Frame.octets(destination) + Frame.octets(source)
      + (tag.map { [0x81, 0x00, UInt8($0 >> 8), UInt8($0 & 0xff)] } ?? [])
      + [0x08, 0x00] + payload
  }

  /// The same frame with another tag, or none.
  func tagged(_ tag: UInt16?) -> Frame {
    var frame = self
    frame.tag = tag
    return frame
  }

  private static func octets(_ address: MACAddress) -> [UInt8] {
    (0..<6).reversed().map { UInt8(truncatingIfNeeded: address.bits >> (UInt64($0) * 8)) }
  }
}

/// The station of a number, a locally administered address.
func station(_ number: Int) -> MACAddress { MACAddress(bits: 0x0200_0000_0000 | UInt64(number)) }
