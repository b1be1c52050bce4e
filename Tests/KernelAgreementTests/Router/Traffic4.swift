import SeededRandom
import Wire

/// Frames with IPv4 datagrams at random, as they come to a router: most of them right, many of them in one way wrong.
struct Traffic4 {
  var random: SplitMix64

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  mutating func next() -> (port: Int, frame: [UInt8]) {
    let port = random.below(RoutedNet.ports)
    var datagram = Crafted4(source: source(port), destination: destination(port))
    datagram.identification = UInt16(truncatingIfNeeded: random.next())
    datagram.trafficClass = random.one(of: [0, 0, 0, 0, 0xb8, 0x20, 0x1c, 0x03])
    datagram.timeToLive = random.one(of: [0, 1, 2, 64, 64, 64, 255])
    if random.coin() { datagram.flags = Crafted4.dontFragment }
    if [172, 8].contains(datagram.destination.bits >> 24), !random.oneIn(8) { datagram.source = far() }
    fill(&datagram, port)
    if random.oneIn(5) { datagram.options = options() }
    if random.oneIn(12) {
      datagram.flags = random.coin() ? Crafted4.moreFragments : 0
      datagram.fragmentOffset = random.one(of: [0, 1, 64, 185, 1000])
      if datagram.flags != 0 { datagram.payload.removeLast(datagram.payload.count % 8) }
    }
    if random.oneIn(8) { spoil(&datagram) }
    var receiver = RoutedNet.mac(port)
    if datagram.destination.isMulticast {
      receiver = datagram.destination.multicastMAC
    } else if datagram.destination.isBroadcast {
      receiver = .broadcast
    } else if random.oneIn(25) {
      receiver = random.one(of: [.broadcast, RoutedNet.stationMAC(port, 77), IPv4Address.allSystems.multicastMAC])
    }
    var frame = datagram.frame(
      from: RoutedNet.stationMAC(port), to: receiver, padding: random.oneIn(6) ? random.below(30) : 0)
    if random.oneIn(40) { frame.removeLast(random.below(frame.count - 14)) }
    return (port, frame)
  }

  private mutating func source(_ port: Int) -> IPv4Address {
    switch random.below(20) {
    case 0..<12: return RoutedNet.station4(port)
    case 12..<14: return RoutedNet.station4(random.below(RoutedNet.ports), random.one(of: [10, 20]))
    case 14..<17: return far()
    case 17: return IPv4Address(172, 16, 0, UInt8(1 + random.below(9)))
    default:
      return random.one(of: [
        .unspecified, IPv4Address(0, 1, 2, 3), .loopback, IPv4Address(224, 0, 0, 5), .broadcast,
        IPv4Address(240, 1, 2, 3), IPv4Address(169, 254, 3, 4), RoutedNet.router4(port),
        RoutedNet.router4((port + 1) % 4),
        IPv4Address(10, 2, 0, 255),
      ])
    }
  }

  private mutating func destination(_ port: Int) -> IPv4Address {
    switch random.below(20) {
    case 0..<8: return RoutedNet.station4(random.below(RoutedNet.ports), random.one(of: [10, 20]))
    case 8..<12: return far()
    case 12..<15: return RoutedNet.router4(random.oneIn(3) ? random.below(RoutedNet.ports) : port)
    case 15..<17: return random.one(of: [IPv4Address(172, 16, 0, 9), IPv4Address(8, 8, 8, 8)])
    default:
      return random.one(of: [
        .unspecified, IPv4Address(0, 1, 2, 3), .loopback, .allSystems, IPv4Address(224, 0, 0, 5),
        IPv4Address(239, 1, 2, 3), .broadcast, IPv4Address(240, 1, 2, 3), IPv4Address(169, 254, 3, 4),
        IPv4Address(10, UInt8(1 + port), 0, 255), IPv4Address(10, UInt8(1 + (port + 1) % 4), 0, 255),
      ])
    }
  }

  private mutating func far() -> IPv4Address {
    let network = random.one(of: [IPv4Address(192, 0, 2, 0), IPv4Address(198, 51, 100, 0), IPv4Address(203, 0, 113, 0)])
    return IPv4Address(bits: network.bits + UInt32(1 + random.below(254)))
  }

  private mutating func size() -> Int {
    switch random.below(6) {
    case 0..<3: random.below(60)
    case 3: 500 + random.below(100)
    case 4: 1_200 + random.below(60)
    default: 1_380 + random.below(50)
    }
  }

  private mutating func fill(_ datagram: inout Crafted4, _ port: Int) {
    switch random.below(16) {
    case 0..<5:
      datagram.proto = .udp
      datagram.payload = Payloads.udp(&random, size())
    case 5..<9:
      datagram.proto = .tcp
      datagram.payload = Payloads.tcp(&random, size())
    case 9..<12:
      datagram.proto = .icmp
      datagram.payload = Payloads.echo(&random, type: 8, size())
    case 12:
      datagram.proto = .icmp
      datagram.payload = Payloads.echo(
        &random, type: random.one(of: [0, 4, 10, 13, 14, 15, 17, 30, 40, 42, 200]), size())
    case 13:
      datagram.proto = .icmp
      var quoted = Crafted4(source: datagram.destination, destination: datagram.source)
      quoted.payload = Payloads.udp(&random, 20)
      datagram.payload =
        [random.one(of: [3, 11, 12, 5]), random.one(of: [0, 1, 3, 4])]
        + [0, 0, 0, 0, 2, 0] + quoted.octets()
    case 14:
      datagram.proto = random.one(of: [.gre, .esp, .sctp, IPProtocol(rawValue: 253), .igmp, .icmpv6])
      datagram.payload = random.bytes(size())
    default:
      datagram.proto = random.one(of: [.udp, .tcp, .icmp, IPProtocol(rawValue: 253)])
      datagram.payload = random.bytes(random.below(12))
    }
  }

  /// Options, whole words of them.
  private mutating func options() -> [UInt8] {
    var options: [UInt8] = []
    for _ in 0..<(1 + random.below(2)) {
      let room = 3 + 4 * random.below(4)
      switch random.below(12) {
      case 0, 1, 2:
        options += [7, UInt8(room), random.one(of: [4, 4, 4, 8, UInt8(room + 1)])] + random.bytes(room - 3)
      case 3:
        options += [7, UInt8(room), random.one(of: [0, 3, 5, UInt8(room - 1), UInt8(room)])] + random.bytes(room - 3)
      case 4: options += [148, 4, 0, 0]
      case 5: options += [random.one(of: [131, 137]), 7, random.one(of: [4, 8])] + [10, 3, 0, 10]
      case 6: options += [68, 12, 5, 0] + random.bytes(8)
      case 7: options += [random.one(of: [0x1e, 0x9e, 0x5e, 136, 130]), 4] + random.bytes(2)
      case 8: options += [random.one(of: [7, 0x9e, 68, 148]), random.one(of: [0, 1, 2, 60])]
      case 9: options += [1, 1, 1, 1]
      default:
        options += [0, 0, 0, 0]
        return options.count > 40 ? [] : options
      }
    }
    options = Array(options.prefix(40))
    while options.count % 4 != 0 { options.append(1) }
    return options
  }

  private mutating func spoil(_ datagram: inout Crafted4) {
    let length = 20 + datagram.options.count + datagram.payload.count
    switch random.below(9) {
    case 0, 1: datagram.hasRightHeaderChecksum = false
    case 2, 3, 4: datagram.hasRightPayloadChecksum = false
    case 5: datagram.totalLength = random.one(of: [0, 10, 19, 20, length + 1, 65_535, max(20, length - 5)])
    case 6: datagram.version = random.one(of: [0, 5, 6, 15])
    case 7: datagram.headerWords = random.one(of: [0, 4, 6, 15])
    default: datagram.flags |= 0x8000
    }
  }
}

/// What datagrams of either version carry. Checksums are left to whoever knows the addresses.
enum Payloads {
  static func udp(_ random: inout SplitMix64, _ size: Int) -> [UInt8] {
    let length = 8 + size
    var bytes = [UInt8](repeating: 0, count: 8) + random.bytes(size)
    bytes.put16(UInt16(1_024 + random.below(9)), at: 0)
    bytes.put16(random.one(of: [7, 9, 53, 33_434, 60_000]), at: 2)
    bytes.put16(UInt16(length), at: 4)
    if random.oneIn(30) { bytes.put16(random.one(of: [0, 7, 8, UInt16(length + 4)]), at: 4) }
    return bytes
  }

  static func tcp(_ random: inout SplitMix64, _ size: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 20) + random.bytes(size)
    bytes.put16(UInt16(1_024 + random.below(9)), at: 0)
    bytes.put16(random.one(of: [22, 80, 443, 60_000]), at: 2)
    bytes.put32(UInt32(truncatingIfNeeded: random.next()), at: 4)
    bytes.put32(UInt32(truncatingIfNeeded: random.next()), at: 8)
    bytes[12] = random.oneIn(30) ? random.one(of: [0x00, 0x40, 0xf0]) : 0x50
    // Sixty octets of header, where there are as many, with forty of no operation.
    if bytes[12] == 0xf0 { for index in 20..<min(60, bytes.count) { bytes[index] = 1 } }
    bytes[13] = random.one(of: [0x02, 0x02, 0x10, 0x18, 0x12, 0x11, 0x01, 0x04, 0x14, 0x00, 0x3f, 0x29])
    return bytes
  }

  static func echo(_ random: inout SplitMix64, type: UInt8, _ size: Int) -> [UInt8] {
    var bytes = [type, random.oneIn(20) ? 1 : 0] + random.bytes(6 + size)
    (bytes[2], bytes[3]) = (0, 0)
    return bytes
  }
}
