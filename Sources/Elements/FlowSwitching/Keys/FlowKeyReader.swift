import Wire

/// Reads the fields of a packet into a key.
///
/// Total on any octets: of a header that is cut off or contradicts itself no field is read, and the packet can be
/// matched on what is in front of it. What the fields mean where the standard leaves it open is as in Open vSwitch
/// (ovs-fields(7)): the EtherType is the one behind the tags, up to two of which are looked behind; a later fragment of
/// IPv4 has ports 0, one of IPv6 has protocol 44.
enum FlowKeyReader {
  /// Most VLAN tags that are looked behind.
  static let tagsMax = 2
  /// The EtherType of a frame that has a length instead, and no SNAP header (OpenFlow 1.5.1, 7.2.3.6; 0x05ff).
  static let noEtherType: UInt16 = 0x05ff

  /// Reads `bytes` into `key`, of which only the port, the metadata and the registers may be set. `nil` where there is
  /// no whole Ethernet header.
  @inline(__always)
  static func read(_ bytes: RawSpan, into key: inout FlowKey) -> PacketLayers? {
    guard bytes.byteCount >= EthernetView.length else { return nil }
    var layers = PacketLayers()
    key.words[1] = bytes.uint64(at: 0) & ~0xffff
    key.words[2] = bytes.uint64(at: 6) & ~0xffff
    var type = bytes.uint16(at: 12)
    var payload = EthernetView.length
    if EtherType(rawValue: type).isVLAN { (type, payload) = readTags(bytes, &layers, into: &key) }
    if type < 0x0600 { (type, payload) = readLength(bytes, payload) }
    key.words[0] |= UInt64(type) << 32
    switch type {
    case EtherType.ipv4.rawValue: readIPv4(bytes, at: payload, &layers, into: &key)
    case EtherType.ipv6.rawValue: readIPv6(bytes, at: payload, &layers, into: &key)
    case EtherType.arp.rawValue, 0x8035: readARP(bytes, at: payload, &layers, into: &key)
    default: break
    }
    return layers
  }

  /// Reads the tags; answers the type behind them and where its payload begins.
  private static func readTags(
    _ bytes: RawSpan, _ layers: inout PacketLayers, into key: inout FlowKey
  ) -> (type: UInt16, payload: Int) {
    var offset = 12
    while layers.tags < tagsMax * VLANTag.length, let tag = VLANTag(bytes, at: offset),
      bytes.holds(2, at: offset + VLANTag.length)
    {
      key.words[0] |= UInt64(tag.control | 0x1000) << (layers.tags == 0 ? 16 : 0)
      offset += VLANTag.length
      layers.tags += VLANTag.length
    }
    return (bytes.uint16(at: offset), offset + 2)
  }

  /// The type of a frame that has a length: that of its SNAP header (IEEE 802-2014, 9.3), or none.
  private static func readLength(_ bytes: RawSpan, _ payload: Int) -> (type: UInt16, payload: Int) {
    guard bytes.holds(8, at: payload), bytes.uint64(at: payload) >> 16 == 0xaaaa_0300_0000 else {
      return (noEtherType, payload)
    }
    let type = bytes.uint16(at: payload + 6)
    return type < 0x0600 ? (noEtherType, payload) : (type, payload + 8)
  }

  @inline(__always)
  private static func readIPv4(
    _ bytes: RawSpan, at offset: Int, _ layers: inout PacketLayers, into key: inout FlowKey
  ) {
    guard let view = IPv4View(bytes.extracting(droppingFirst: offset)) else { return }
    layers.network = offset
    let fragment = view.bytes.uint16(at: 6)
    let fragmentBits: UInt64 = fragment & 0x3fff == 0 ? 0 : fragment & 0x1fff == 0 ? 1 : 3
    key.words[1] |= UInt64(view.protocol.rawValue) << 8 | UInt64(view.ttl)
    key.words[2] |= UInt64(view.trafficClass.rawValue) << 8 | fragmentBits
    key.words[3] = view.bytes.uint64(at: 12)
    if fragmentBits != 3 {
      readTransport(view.bytes, at: view.headerLength, view.protocol, in: offset, &layers, into: &key)
    }
  }

  private static func readIPv6(
    _ bytes: RawSpan, at offset: Int, _ layers: inout PacketLayers, into key: inout FlowKey
  ) {
    guard let view = IPv6View(bytes.extracting(droppingFirst: offset)) else { return }
    layers.network = offset
    for word in 0..<4 { key.words[5 + word] = view.bytes.uint64(at: 8 + word * 8) }
    guard let upper = view.upperLayer else { return }
    let proto = upper.fragmentOffset == 0 ? upper.protocol : .fragment
    key.words[1] |= UInt64(proto.rawValue) << 8 | UInt64(view.hopLimit)
    key.words[2] |= UInt64(view.trafficClass.rawValue) << 8
    if upper.isFragment { key.words[2] |= upper.fragmentOffset == 0 ? 1 : 3 }
    if upper.fragmentOffset == 0 {
      readTransport(view.bytes, at: upper.offset, proto, in: offset, &layers, into: &key)
      if proto == .icmpv6 { readNeighbourDiscovery(view.bytes, at: upper.offset, into: &key) }
    }
  }

  @inline(__always)
  private static func readTransport(
    _ datagram: RawSpan, at offset: Int, _ proto: IPProtocol, in start: Int, _ layers: inout PacketLayers,
    into key: inout FlowKey
  ) {
    switch proto {
    case .tcp:
      guard datagram.holds(TCPView.minimumLength, at: offset) else { return }
      key.words[4] =
        UInt64(datagram.uint32(at: offset)) << 32 | UInt64(datagram.uint16(at: offset + 12) & 0xfff) << 16
    case .udp, .sctp:
      guard datagram.holds(proto == .udp ? 8 : 12, at: offset) else { return }
      key.words[4] = UInt64(datagram.uint32(at: offset)) << 32
    case .icmp, .icmpv6:
      guard datagram.holds(8, at: offset) else { return }
      key.words[4] = UInt64(datagram.octet(at: offset)) << 48 | UInt64(datagram.octet(at: offset + 1)) << 32
    default: return
    }
    layers.transport = start + offset
  }

  private static func readARP(
    _ bytes: RawSpan, at offset: Int, _ layers: inout PacketLayers, into key: inout FlowKey
  ) {
    guard let view = ARPView(bytes.extracting(droppingFirst: offset)) else { return }
    layers.network = offset
    let operation = view.operation.rawValue
    key.words[1] |= operation > 255 ? 0 : UInt64(operation) << 8
    key.words[3] = UInt64(view.sender.bits) << 32 | UInt64(view.target.bits)
    key.words[9] = view.senderMAC.bits << 16
    key.words[10] = view.targetMAC.bits << 16
  }

  private static func readNeighbourDiscovery(_ datagram: RawSpan, at offset: Int, into key: inout FlowKey) {
    guard let view = NeighborDiscoveryView(datagram.extracting(droppingFirst: offset)) else { return }
    guard view.type == .neighborSolicitation || view.type == .neighborAdvertisement else { return }
    if let target = view.target { (key.words[11], key.words[12]) = (target.high, target.low) }
    if view.type == .neighborSolicitation {
      key.words[9] = (view.sourceLinkLayer?.bits ?? 0) << 16
    } else {
      key.words[10] = (view.targetLinkLayer?.bits ?? 0) << 16
    }
  }
}
