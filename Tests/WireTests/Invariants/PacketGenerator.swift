import Wire

/// Makes valid frames of every protocol of the module, at random.
struct PacketGenerator {
  var random: SplitMix64

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  mutating func mac() -> MACAddress { MACAddress(bits: random.next() & 0xfeff_ffff_ffff) }
  mutating func ipv4() -> IPv4Address { IPv4Address(10, random.uint8(), random.uint8(), 1 + random.uint8() % 250) }
  mutating func ipv6() -> IPv6Address { IPv6Address(high: 0x2001_0db8 << 32 | random.next() >> 32, low: random.next()) }

  mutating func vlan() -> VLANTag? {
    random.coin() ? nil : VLANTag(id: random.uint16() % 4094 + 1, priority: random.uint8() & 7)
  }

  mutating func path(_ version: IPVersion) -> FramePath {
    let (from, to, tag) = (mac(), mac(), vlan())
    var path =
      version == .v4
      ? FramePath(
        from: from, to: to, source: ipv4(), destination: ipv4(), vlan: tag, hopLimit: 1 + random.uint8() % 255)
      : FramePath(
        from: from, to: to, source: ipv6(), destination: ipv6(), vlan: tag, hopLimit: 1 + random.uint8() % 255)
    path.trafficClass = TrafficClass(rawValue: random.uint8())
    path.identification = random.uint16()
    path.dontFragment = random.coin()
    path.flowLabel = random.uint32() & 0xf_ffff
    return path
  }

  mutating func tcpOptions() -> TCPOptions {
    var options = TCPOptions()
    if random.coin() { options.maximumSegmentSize = random.uint16() }
    if random.coin() { options.windowScale = random.uint8() % 15 }
    options.isSelectiveAckPermitted = random.coin()
    if random.coin() { options.timestamps = TCPTimestamps(value: random.uint32(), echo: random.uint32()) }
    for _ in 0..<random.below(3) {
      let left = random.uint32()
      options.selectiveAcks.append(TCPSelectiveAck(left: left, right: left &+ 1_000))
    }
    return options
  }

  mutating func tcpHeader() -> TCPHeader {
    TCPHeader(
      sourcePort: 40_000 + random.uint16() % 20_000, destinationPort: 30_000 + random.uint16() % 5_000,
      sequence: random.uint32(), acknowledgement: random.uint32(), flags: TCPFlags(rawValue: random.uint8()),
      window: random.uint16(), urgentPointer: random.uint16(), options: tcpOptions())
  }

  mutating func routerAdvertisement() -> RouterAdvertisement {
    RouterAdvertisement(
      hopLimit: random.uint8(), isManaged: random.coin(), hasOtherConfiguration: random.coin(),
      lifetime: random.uint16(), reachableTime: random.uint32(), retransmissionTimer: random.uint32(),
      sourceLinkLayer: random.coin() ? mac() : nil, mtu: random.coin() ? random.uint32() : nil,
      prefixes: (0..<random.below(3)).map { _ in
        PrefixInformation(
          prefix: IPv6Prefix(ipv6(), length: random.below(129)) ?? .all, isOnLink: random.coin(),
          isAutonomous: random.coin(), validLifetime: random.uint32(), preferredLifetime: random.uint32())
      })
  }

  mutating func neighborAdvertisement() -> NeighborAdvertisement {
    NeighborAdvertisement(
      target: ipv6(), targetLinkLayer: random.coin() ? mac() : nil, isRouter: random.coin(),
      isSolicited: random.coin(), isOverride: random.coin())
  }

  /// Kinds of frame that ``frame(kind:)`` makes.
  static let kinds = 14

  mutating func frame() -> [UInt8] { frame(kind: random.below(PacketGenerator.kinds)) }

  mutating func frame(kind: Int) -> [UInt8] {
    let payload = random.bytes(random.below(80))
    let version: IPVersion = random.coin() ? .v4 : .v6
    switch kind {
    case 0: return EthernetFrame.arpRequest(from: mac(), address: ipv4(), target: ipv4(), vlan: vlan())
    case 1: return EthernetFrame.arpReply(from: mac(), address: ipv4(), to: mac(), target: ipv4(), vlan: vlan())
    case 2, 3:
      return EthernetFrame.udp(
        path(version), sourcePort: 40_000 + random.uint16() % 20_000, destinationPort: 30_000 + random.uint16() % 5_000,
        payload: payload)
    case 4, 5: return EthernetFrame.tcp(path(version), tcpHeader(), payload: payload)
    case 6, 7:
      return EthernetFrame.icmpEcho(
        path(version), isReply: random.coin(), identifier: random.uint16(), sequence: random.uint16(), payload: payload)
    case 8: return icmpv4Error()
    case 9: return icmpv6Error()
    case 10: return EthernetFrame.neighborSolicitation(from: mac(), address: ipv6(), target: ipv6(), vlan: vlan())
    case 11:
      return EthernetFrame.neighborAdvertisement(
        from: mac(), address: ipv6(), to: mac(), destination: ipv6(), neighborAdvertisement(), vlan: vlan())
    case 12: return EthernetFrame.routerSolicitation(from: mac(), address: ipv6(), vlan: vlan())
    default:
      let sender = mac()
      return EthernetFrame.routerAdvertisement(
        from: sender, address: IPv6Address(linkLocal: sender), routerAdvertisement(), vlan: vlan())
    }
  }

  mutating func icmpv4Error() -> [UInt8] {
    let quoted = EthernetFrame.udp(unTagged(path(.v4)), sourcePort: 40_001, destinationPort: 30_001).dropFirst(14)
    let message: ICMPv4Message =
      switch random.below(5) {
      case 0: .destinationUnreachable(.port, nextHopMTU: 0)
      case 1: .destinationUnreachable(.fragmentationNeeded, nextHopMTU: random.uint16())
      case 2: .timeExceeded(code: 0)
      case 3: .parameterProblem(code: 0, pointer: random.uint8() % 20)
      default: .redirect(code: 1, gateway: ipv4())
      }
    return EthernetFrame.icmpv4(path(.v4), message, body: Array(quoted))
  }

  mutating func icmpv6Error() -> [UInt8] {
    let quoted = EthernetFrame.udp(unTagged(path(.v6)), sourcePort: 40_001, destinationPort: 30_001).dropFirst(14)
    let message: ICMPv6Message =
      switch random.below(4) {
      case 0: .destinationUnreachable(.noRoute)
      case 1: .packetTooBig(mtu: 1_280 + random.uint32() % 1_000)
      case 2: .timeExceeded(code: 0)
      default: .parameterProblem(code: 1, pointer: 6)
      }
    return EthernetFrame.icmpv6(path(.v6), message, body: Array(quoted))
  }

  private func unTagged(_ path: FramePath) -> FramePath {
    var path = path
    path.vlan = nil
    return path
  }
}
