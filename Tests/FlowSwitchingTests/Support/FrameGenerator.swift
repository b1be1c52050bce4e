import SeededRandom
import Wire

/// Makes frames of the pools' values at random, most of them valid.
struct FrameGenerator {
  var random: SplitMix64
  /// Most VLAN tags of a frame.
  var tagsMax = 2

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  mutating func frame() -> [UInt8] {
    var frame = untagged()
    for _ in 0..<(random.coin() ? 0 : random.below(tagsMax + 1)) {
      let control = random.one(of: Pools.vlans) | UInt16(random.one(of: Pools.priorities)) << 13
      let type: UInt16 = random.oneIn(4) ? 0x88a8 : 0x8100
      frame.insert(
        contentsOf: [UInt8(type >> 8), UInt8(type & 255), UInt8(control >> 8), UInt8(control & 255)], at: 12)
    }
    if random.oneIn(20) { frame.removeLast(random.below(frame.count - 13)) }
    return frame
  }

  private mutating func mac() -> MACAddress { MACAddress(bits: random.one(of: Pools.macs)) }

  /// A source is never a group address.
  private mutating func station() -> MACAddress {
    MACAddress(bits: random.one(of: Pools.macs.filter { $0 & 0x0100_0000_0000 == 0 }))
  }

  private mutating func path() -> FramePath {
    var path: FramePath
    if random.coin() {
      path = FramePath(
        from: station(), to: mac(), source: Pools.ipv4(&random), destination: Pools.ipv4(&random))
    } else {
      path = FramePath(
        from: station(), to: mac(), source: Pools.ipv6(&random), destination: Pools.ipv6(&random))
    }
    path.hopLimit = random.one(of: Pools.ttls)
    path.trafficClass = TrafficClass(rawValue: random.one(of: Pools.trafficClasses))
    return path
  }

  private mutating func untagged() -> [UInt8] {
    let payload = random.bytes(random.below(30))
    switch random.below(12) {
    case 0: return EthernetFrame.arpRequest(from: station(), address: Pools.ipv4(&random), target: Pools.ipv4(&random))
    case 1:
      return EthernetFrame.arpReply(
        from: station(), address: Pools.ipv4(&random), to: station(), target: Pools.ipv4(&random))
    case 2, 3, 4:
      let flags = TCPFlags(rawValue: random.one(of: [2, 0x12, 0x10, 0x11]))
      let header = TCPHeader(
        sourcePort: random.one(of: Pools.ports), destinationPort: random.one(of: Pools.ports), flags: flags)
      return EthernetFrame.tcp(path(), header, payload: payload)
    case 5, 6, 7:
      return EthernetFrame.udp(
        path(), sourcePort: random.one(of: Pools.ports), destinationPort: random.one(of: Pools.ports),
        payload: payload)
    case 8: return EthernetFrame.icmpEcho(path(), isReply: random.coin(), payload: payload)
    case 9:
      return EthernetFrame.neighborSolicitation(
        from: station(), address: Pools.ipv6(&random), target: Pools.ipv6(&random))
    case 10: return fragment()
    default:
      return EthernetFrame.raw(
        from: station(), to: mac(), type: EtherType(rawValue: random.one(of: [0x88b6, 0x0100, 0x88cc])),
        payload: random.bytes(46))
    }
  }

  /// A piece of a datagram over IPv4: the first of UDP, a later one of a protocol without a checksum, as Open vSwitch
  /// takes what is in a later fragment of UDP for a header and changes its "checksum".
  private mutating func fragment() -> [UInt8] {
    var path = path()
    while path.version != .v4 { path = self.path() }
    path.dontFragment = false
    var frame = EthernetFrame.udp(
      path, sourcePort: random.one(of: Pools.ports), destinationPort: random.one(of: Pools.ports),
      payload: random.bytes(24))
    let offset = random.coin() ? 0 : 8 * (1 + random.below(4))
    if offset > 0 { frame = EthernetFrame.ip(path, .gre, payload: random.bytes(24)) }
    frame.withMutableBytes { bytes in
      _ = IPv4Rewriting.setFragment(offset: offset, moreFragments: offset == 0 || random.coin(), in: &bytes, at: 14)
    }
    return frame
  }
}
