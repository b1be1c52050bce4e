import Wire

/// An IPv6 datagram, field by field, right or wrong.
struct Crafted6 {
  /// An extension header: its kind and its octets, of which the first is filled in.
  typealias Extension = (kind: IPProtocol, octets: [UInt8])

  var version: UInt8 = 6
  var trafficClass: UInt8 = 0
  var flowLabel: UInt32 = 0
  /// Instead of the right one.
  var payloadLength: Int?
  var hopLimit: UInt8 = 64
  var source: IPv6Address
  var destination: IPv6Address
  var extensions: [Extension] = []
  var proto: IPProtocol = .udp
  var payload: [UInt8] = []
  var hasRightPayloadChecksum = true

  /// The datagram on the wire.
  func octets() -> [UInt8] {
    var upper = header(proto, length: payload.count) + payload
    upper.withMutableBytes { _ = TransportChecksum.complete(in: &$0, at: 0) }
    if !hasRightPayloadChecksum, !payload.isEmpty { upper[upper.count - 1] ^= 0x55 }
    var rest: [UInt8] = []
    for (index, header) in extensions.enumerated() {
      let next = index + 1 < extensions.count ? extensions[index + 1].kind : proto
      rest += [next.rawValue] + header.octets.dropFirst()
    }
    rest += upper.dropFirst(40)
    return header(extensions.first?.kind ?? proto, length: payloadLength ?? rest.count) + rest
  }

  private func header(_ next: IPProtocol, length: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 40)
    bytes.put32(UInt32(version) << 28 | UInt32(trafficClass) << 20 | flowLabel & 0xf_ffff, at: 0)
    bytes.put16(UInt16(clamping: length), at: 4)
    bytes[6] = next.rawValue
    bytes[7] = hopLimit
    for index in 0..<8 {
      let shift = 56 - 8 * UInt64(index)
      bytes[8 + index] = UInt8(truncatingIfNeeded: source.high >> shift)
      bytes[16 + index] = UInt8(truncatingIfNeeded: source.low >> shift)
      bytes[24 + index] = UInt8(truncatingIfNeeded: destination.high >> shift)
      bytes[32 + index] = UInt8(truncatingIfNeeded: destination.low >> shift)
    }
    return bytes
  }

  /// The datagram in a frame.
  func frame(from sender: MACAddress, to receiver: MACAddress, padding: Int = 0) -> [UInt8] {
    EthernetFrame.raw(
      from: sender, to: receiver, type: .ipv6, payload: octets() + [UInt8](repeating: 0, count: padding))
  }
}
