import Wire

/// The fields of a frame, as the views read them, under the names and in the notation of tshark.
struct DissectedFields {
  var values: [String: String] = [:]

  private mutating func set(_ layer: String, _ fields: KeyValuePairs<String, (any CustomStringConvertible)?>) {
    for (name, value) in fields {
      // A boolean is 1 or 0.
      values[layer + name] = value.map { ($0 as? Bool).map { $0 ? "1" : "0" } ?? "\($0)" }
    }
  }

  mutating func read(frame: RawSpan) {
    guard let ethernet = EthernetView(frame), let network = ethernet.networkLayer else { return }
    set("vlan.", ["id": ethernet.vlan?.id, "priority": ethernet.vlan?.priority])
    let datagram = frame.extracting(droppingFirst: network.offset)
    switch network.type {
    case .arp:
      guard let arp = ARPView(datagram) else { return }
      let fields: KeyValuePairs<String, (any CustomStringConvertible)?> = [
        "opcode": arp.operation.rawValue, "src.hw_mac": arp.senderMAC, "dst.proto_ipv4": arp.target,
      ]
      set("arp.", fields)
    case .ipv4: read(ipv4: datagram)
    case .ipv6: read(ipv6: datagram)
    default: return
    }
  }

  private mutating func read(ipv4 bytes: RawSpan) {
    guard let view = IPv4View(bytes) else { return }
    set(
      "ip.",
      [
        "src": view.source, "dst": view.destination, "ttl": view.ttl, "len": view.totalLength,
        "id": hexadecimal(view.identification, digits: 4), "flags.df": view.dontFragment,
        "dsfield.dscp": view.trafficClass.dscp,
        "dsfield.ecn": view.trafficClass.ecn.rawValue, "checksum.status": 1,
      ])
    read(view.protocol, view.payload)
  }

  private mutating func read(ipv6 bytes: RawSpan) {
    guard let view = IPv6View(bytes), let upper = view.upperLayer else { return }
    set(
      "ipv6.",
      [
        "src": view.source, "dst": view.destination, "hlim": view.hopLimit, "plen": view.payloadLength,
        "nxt": view.nextHeader.rawValue, "flow": hexadecimal(view.flowLabel, digits: 6),
        "tclass": hexadecimal(view.trafficClass.rawValue, digits: 8),
      ])
    read(upper.protocol, view.bytes.extracting(droppingFirst: upper.offset))
  }

  private mutating func read(_ proto: IPProtocol, _ bytes: RawSpan) {
    switch proto {
    case .udp: read(udp: bytes)
    case .tcp: read(tcp: bytes)
    case .icmp: read(icmp: bytes)
    case .icmpv6: read(icmpv6: bytes)
    default: return
    }
  }

  private mutating func read(udp bytes: RawSpan) {
    guard let udp = UDPView(bytes) else { return }
    set(
      "udp.",
      [
        "srcport": udp.sourcePort, "dstport": udp.destinationPort, "length": udp.datagramLength, "checksum.status": 1,
      ])
  }

  private mutating func read(tcp bytes: RawSpan) {
    guard let tcp = TCPView(bytes) else { return }
    let options = TCPOptions(tcp.options)
    let ack = options.selectiveAcks.count > 0 ? options.selectiveAcks[0] : nil
    set(
      "tcp.",
      [
        "srcport": tcp.sourcePort, "dstport": tcp.destinationPort, "seq_raw": tcp.sequence,
        "ack_raw": tcp.acknowledgement, "flags": hexadecimal(tcp.flags.rawValue, digits: 4),
        "hdr_len": tcp.headerLength,
        "window_size_value": tcp.window, "urgent_pointer": tcp.urgentPointer, "checksum.status": 1,
        "options.mss_val": options.maximumSegmentSize, "options.wscale.shift": options.windowScale,
        "options.timestamp.tsval": options.timestamps?.value, "options.timestamp.tsecr": options.timestamps?.echo,
        "options.sack_le": ack?.left, "options.sack_re": ack?.right,
      ])
  }

  private mutating func read(icmp bytes: RawSpan) {
    guard let icmp = ICMPv4View(bytes) else { return }
    set("icmp.", ["type": icmp.type.rawValue, "code": icmp.code, "checksum.status": 1])
    switch ICMPv4Message(icmp) {
    case .echoRequest(let identifier, let sequence), .echoReply(let identifier, let sequence):
      set("icmp.", ["ident": identifier, "seq": sequence])
    case .destinationUnreachable(.fragmentationNeeded, let mtu): set("icmp.", ["mtu": mtu])
    case .parameterProblem(_, let pointer): set("icmp.", ["pointer": pointer])
    case .redirect(_, let gateway): set("icmp.", ["redir_gw": gateway])
    case .destinationUnreachable, .timeExceeded, .other: break
    }
    // tshark dissects the quoted datagram too, and its fields come after those of the frame's own layer.
    if let quoted = IPv4View(icmp.quoted) { read(quoted.protocol, quoted.payload) }
  }

  private mutating func read(icmpv6 bytes: RawSpan) {
    guard let icmp = ICMPv6View(bytes) else { return }
    set("icmpv6.", ["type": icmp.type.rawValue, "code": icmp.code, "checksum.status": 1])
    switch ICMPv6Message(icmp) {
    case .echoRequest(let identifier, let sequence), .echoReply(let identifier, let sequence):
      set("icmpv6.", ["echo.identifier": hexadecimal(identifier, digits: 4), "echo.sequence_number": sequence])
    case .packetTooBig(let mtu): set("icmpv6.", ["mtu": mtu])
    case .destinationUnreachable, .timeExceeded, .parameterProblem, .other: break
    }
    if let quoted = IPv6View(icmp.quoted) { read(quoted.nextHeader, quoted.payload) }
    guard let view = NeighborDiscoveryView(bytes) else { return }
    set("icmpv6.opt.", ["linkaddr": view.sourceLinkLayer ?? view.targetLinkLayer, "mtu": view.mtu])
    if let message = NeighborSolicitation(view) { set("icmpv6.nd.ns.", ["target_address": message.target]) }
    if let message = NeighborAdvertisement(view) { read(message) }
    if let message = RouterAdvertisement(view) { read(message) }
  }

  private mutating func read(_ message: NeighborAdvertisement) {
    set(
      "icmpv6.nd.na.",
      [
        "target_address": message.target, "flag.r": message.isRouter, "flag.s": message.isSolicited,
        "flag.o": message.isOverride,
      ])
  }

  private mutating func read(_ message: RouterAdvertisement) {
    set(
      "icmpv6.nd.ra.",
      [
        "cur_hop_limit": message.hopLimit, "flag.m": message.isManaged, "flag.o": message.hasOtherConfiguration,
        "router_lifetime": message.lifetime, "reachable_time": message.reachableTime,
        "retrans_timer": message.retransmissionTimer,
      ])
    guard let first = message.prefixes.first else { return }
    set(
      "icmpv6.opt.",
      [
        "prefix": first.prefix.network, "prefix.length": first.prefix.length, "prefix.flag.l": first.isOnLink,
        "prefix.flag.a": first.isAutonomous, "prefix.valid_lifetime": first.validLifetime,
        "prefix.preferred_lifetime": first.preferredLifetime,
      ])
  }

  private func hexadecimal(_ value: some BinaryInteger, digits: Int) -> String {
    let text = String(value, radix: 16)
    return "0x" + String(repeating: "0", count: digits - text.count) + text
  }
}
