import SeededRandom
import Wire

/// Frames with IPv6 datagrams at random, as they come to a router: most of them right, many of them in one way wrong.
struct Traffic6 {
  var random: SplitMix64

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  mutating func next() -> (port: Int, frame: [UInt8]) {
    let port = random.below(RoutedNet.ports6)
    var datagram = Crafted6(source: source(port), destination: destination(port))
    datagram.trafficClass = random.one(of: [0, 0, 0, 0, 0xb8, 0x20, 0x03])
    datagram.flowLabel = random.oneIn(4) ? UInt32(random.below(1 << 20)) : 0
    datagram.hopLimit = random.one(of: [0, 1, 2, 64, 64, 64, 255])
    fill(&datagram)
    if random.oneIn(4) {
      for _ in 0..<(1 + random.below(3)) { datagram.extensions.append(header(datagram.extensions.isEmpty)) }
      // Fragments of fragments are beyond both.
      if datagram.extensions.count(where: { $0.kind == .fragment }) > 1 { datagram.extensions.removeFirst() }
      if datagram.extensions.count(where: { $0.kind == .fragment }) > 1 { datagram.extensions.removeFirst() }
    }
    if random.oneIn(8) { spoil(&datagram) }
    var receiver = RoutedNet.mac(port)
    if datagram.destination.isMulticast {
      receiver = datagram.destination.multicastMAC
    } else if random.oneIn(25) {
      receiver = random.one(of: [.broadcast, RoutedNet.stationMAC(port, 77), IPv6Address.allNodes.multicastMAC])
    }
    var frame = datagram.frame(
      from: RoutedNet.stationMAC(port), to: receiver, padding: random.oneIn(6) ? random.below(30) : 0)
    if random.oneIn(40) { frame.removeLast(random.below(frame.count - 14)) }
    return (port, frame)
  }

  private mutating func source(_ port: Int) -> IPv6Address {
    switch random.below(20) {
    case 0..<11: return RoutedNet.station6(port)
    case 11, 12: return IPv6Address(linkLocal: RoutedNet.stationMAC(port))
    case 13: return RoutedNet.station6(random.below(RoutedNet.ports6), random.one(of: [10, 20]))
    case 14..<17: return far()
    default:
      return random.one(of: [
        .unspecified, .loopback, .allNodes, RoutedNet.router6(port), RoutedNet.router6((port + 1) % 3),
        IPv6Address(linkLocal: RoutedNet.mac(port)), IPv6Address("2001:db8:aaaa::1")!, IPv6Address("fd00::1")!,
        IPv6Address(mapped: RoutedNet.station4(port)),
      ])
    }
  }

  private mutating func destination(_ port: Int) -> IPv6Address {
    switch random.below(20) {
    case 0..<8: return RoutedNet.station6(random.below(RoutedNet.ports6), random.one(of: [10, 20]))
    case 8..<11: return far()
    case 11..<14: return RoutedNet.router6(random.oneIn(3) ? random.below(RoutedNet.ports6) : port)
    case 14: return IPv6Address(linkLocal: RoutedNet.mac(port))
    case 15, 16: return random.one(of: [IPv6Address("2001:db8:bbbb::9")!, IPv6Address("fd00::2")!])
    default:
      return random.one(of: [
        .unspecified, .loopback, .allNodes, .allRouters, RoutedNet.router6(port).solicitedNode,
        IPv6Address("ff01::1")!, IPv6Address("ff05::2")!, IPv6Address("ff0e::1234")!, IPv6Address("ff00::1")!,
        IPv6Address(linkLocal: RoutedNet.stationMAC(port, 20)),
        IPv6Address(high: RoutedNet.router6(port).high, low: 0), IPv6Address(mapped: RoutedNet.station4(port)),
      ])
    }
  }

  private mutating func far() -> IPv6Address {
    IPv6Address(high: 0x2001_0db8_00f0_0000 + UInt64(random.below(3)) << 16, low: UInt64(1 + random.below(200)))
  }

  private mutating func size() -> Int {
    switch random.below(6) {
    case 0..<3: random.below(60)
    case 3: 500 + random.below(100)
    case 4: 1_180 + random.below(80)
    default: 1_360 + random.below(60)
    }
  }

  private mutating func fill(_ datagram: inout Crafted6) {
    switch random.below(16) {
    case 0..<5: datagram.payload = Payloads.udp(&random, size())
    case 5..<9:
      datagram.proto = .tcp
      datagram.payload = Payloads.tcp(&random, size())
    case 9..<12:
      datagram.proto = .icmpv6
      datagram.payload = Payloads.echo(&random, type: 128, size())
    case 12:
      datagram.proto = .icmpv6
      datagram.payload = Payloads.echo(&random, type: random.one(of: [0, 100, 127, 129, 139, 160, 200, 255]), size())
    case 13:
      datagram.proto = .icmpv6
      var quoted = Crafted6(source: datagram.destination, destination: datagram.source)
      quoted.payload = Payloads.udp(&random, 20)
      datagram.payload = [UInt8(1 + random.below(4)), 0, 0, 0, 0, 0, 5, 0] + quoted.octets()
    case 14:
      datagram.proto = random.one(of: [.gre, .esp, .sctp, IPProtocol(rawValue: 253), .noNextHeader, .icmp])
      datagram.payload = random.bytes(size())
    default:
      datagram.proto = random.one(of: [.udp, .tcp, .icmpv6, IPProtocol(rawValue: 253)])
      datagram.payload = random.bytes(random.below(12))
    }
  }

  /// An extension header; the options of every node come first, where they come.
  private mutating func header(_ isFirst: Bool) -> Crafted6.Extension {
    switch random.below(isFirst ? 6 : 5) {
    case 0, 1:
      return (.destinationOptions, [0, 0] + option())
    case 2:
      return (
        .routing,
        [0, 2, random.one(of: [0, 0, 2, 4, 253]), random.one(of: [0, 0, 1, 2])] + [UInt8](repeating: 0, count: 20)
      )
    case 3:
      let offset = UInt16(random.one(of: [0, 0, 0, 8, 1_448]))
      let field = offset | (random.oneIn(3) ? 1 : 0)
      return (.fragment, [0, 0, UInt8(field >> 8), UInt8(field & 255)] + random.bytes(4))
    case 4: return (.authentication, [0, 4, 0, 0] + random.bytes(20))
    default: return (.hopByHop, [0, 0] + option())
    }
  }

  /// Six octets of options.
  private mutating func option() -> [UInt8] {
    switch random.below(6) {
    case 0, 1: [1, 4, 0, 0, 0, 0]
    case 2: [0, 0, 0, 0, 0, 0]
    case 3: [5, 2, 0, 0, 1, 0]
    case 4: [random.one(of: [0x1e, 0x5e, 0x9e, 0xde]), 4] + random.bytes(4)
    default: [random.one(of: [0x1e, 0x3e]), 2, 0, 0, 1, 0]
    }
  }

  private mutating func spoil(_ datagram: inout Crafted6) {
    let length = datagram.octets().count - 40
    switch random.below(6) {
    case 0, 1, 2: datagram.hasRightPayloadChecksum = false
    case 3, 4: datagram.payloadLength = random.one(of: [0, 1, length + 1, 65_535, max(0, length - 5)])
    default: datagram.version = random.one(of: [0, 4, 5, 15])
    }
  }
}
