import SeededRandom
import Wire

/// A conversation of a host behind the NAT with somebody in the world, and the ports that stand for the host there.
struct Conversation {
  var proto: IPProtocol
  var inside: IPv4Address
  /// The port, or the identifier of an ICMP query.
  var insidePort: UInt16
  var remote: IPv4Address
  var remotePort: UInt16
  /// The port that Weft's NAT gave, and the kernel's.
  var ours: UInt16 = 0
  var theirs: UInt16 = 0

  /// A datagram of the conversation; `outside` is the port that stands for the host, where it comes from the world.
  func datagram(_ random: inout SplitMix64, outside: UInt16?, flags: UInt8, _ size: Int) -> Crafted4 {
    let isOut = outside == nil
    var datagram = Crafted4(
      source: isOut ? inside : remote, destination: isOut ? remote : TranslatedNet.address)
    let host = outside ?? insidePort
    datagram.proto = proto
    switch proto {
    case .icmp:
      datagram.payload = [isOut ? 8 : 0, 0, 0, 0, UInt8(host >> 8), UInt8(host & 255)] + random.bytes(2 + size)
    case .tcp:
      datagram.payload = [UInt8](repeating: 0, count: 20) + random.bytes(size)
      datagram.payload.put32(UInt32(truncatingIfNeeded: random.next()), at: 4)
      datagram.payload.put32(UInt32(truncatingIfNeeded: random.next()), at: 8)
      datagram.payload[12] = 0x50
      datagram.payload[13] = flags
      datagram.payload.put16(4_000, at: 14)
    default:
      datagram.payload = [UInt8](repeating: 0, count: 8) + random.bytes(size)
      datagram.payload.put16(UInt16(8 + size), at: 4)
    }
    if proto != .icmp {
      datagram.payload.put16(isOut ? host : remotePort, at: 0)
      datagram.payload.put16(isOut ? remotePort : host, at: 2)
    }
    return datagram
  }
}

extension [UInt8] {
  /// Where the number is in a datagram behind `network` that stands for the host: a port or an identifier. `isSource`: the
  /// host has sent it.
  func hostPlace(_ network: Int, isSource: Bool) -> Int? {
    guard count >= network + 20, uint16(network + 6) & 0x1fff == 0 else { return nil }
    let transport = network + Int(self[network] & 15) * 4
    let place: Int
    switch self[network + 9] {
    case 6, 17: place = transport + (isSource ? 0 : 2)
    case 1: place = transport + 4
    default: return nil
    }
    return place + 2 <= count ? place : nil
  }

  /// Puts `port` in the place of the host's number, and corrects the transport's checksum by the difference.
  mutating func setHostPort(_ port: UInt16, at network: Int, isSource: Bool) {
    guard let place = hostPlace(network, isSource: isSource) else { return }
    let transport = network + Int(self[network] & 15) * 4
    let field = transport + [1: 2, 6: 16, 17: 6][self[network + 9], default: 0]
    let old = uint16(place)
    put16(port, at: place)
    guard field + 2 <= count, self[network + 9] != 17 || uint16(field) != 0 else { return }
    var delta = ChecksumDelta()
    delta.replace(old, with: port)
    put16(delta.applied(to: uint16(field)), at: field)
  }
}
