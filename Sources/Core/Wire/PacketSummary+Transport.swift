/// What ``PacketSummary`` says about the upper layer.
extension PacketSummary {
  static func describe(_ proto: IPProtocol, _ payload: RawSpan) -> String {
    switch proto {
    case .tcp: describe(tcp: payload)
    case .udp: describe(udp: payload)
    case .icmp: describe(icmpv4: payload)
    case .icmpv6: describe(icmpv6: payload)
    default: "\(proto) length \(payload.byteCount)"
    }
  }

  private static func describe(tcp bytes: RawSpan) -> String {
    guard let tcp = TCPView(bytes) else { return "TCP malformed, \(bytes.byteCount) octets" }
    let acknowledgement = tcp.flags.contains(.ack) ? " ack \(tcp.acknowledgement)" : ""
    return "TCP [\(tcp.flags)] seq \(tcp.sequence)\(acknowledgement) win \(tcp.window)"
      + " length \(tcp.payload.byteCount)"
  }

  private static func describe(udp bytes: RawSpan) -> String {
    guard let udp = UDPView(bytes) else { return "UDP malformed, \(bytes.byteCount) octets" }
    return "UDP length \(udp.payload.byteCount)"
  }

  private static func describe(icmpv4 bytes: RawSpan) -> String {
    guard let icmp = ICMPv4View(bytes) else { return "ICMP malformed, \(bytes.byteCount) octets" }
    let body = icmp.body.byteCount
    switch ICMPv4Message(icmp) {
    case .echoRequest(let identifier, let sequence):
      return "ICMP echo request id \(identifier) seq \(sequence) length \(body)"
    case .echoReply(let identifier, let sequence):
      return "ICMP echo reply id \(identifier) seq \(sequence) length \(body)"
    case .destinationUnreachable(let reason, let mtu):
      let detail = reason == .fragmentationNeeded ? " mtu \(mtu)" : ""
      return "ICMP unreachable: \(reason)\(detail)" + quotation(icmp.quoted)
    case .redirect(_, let gateway): return "ICMP redirect to \(gateway)" + quotation(icmp.quoted)
    case .timeExceeded(let code):
      return "ICMP time exceeded \(code == 0 ? "in transit" : "in reassembly")" + quotation(icmp.quoted)
    case .parameterProblem(_, let pointer):
      return "ICMP parameter problem at \(pointer)" + quotation(icmp.quoted)
    case .other(let type, let code, _): return "ICMP type \(type.rawValue) code \(code) length \(body)"
    }
  }

  private static func describe(icmpv6 bytes: RawSpan) -> String {
    guard let icmp = ICMPv6View(bytes) else { return "ICMPv6 malformed, \(bytes.byteCount) octets" }
    if icmp.type.isNeighborDiscovery { return "ICMPv6 " + describe(neighborDiscovery: bytes) }
    let body = icmp.body.byteCount
    switch ICMPv6Message(icmp) {
    case .echoRequest(let identifier, let sequence):
      return "ICMPv6 echo request id \(identifier) seq \(sequence) length \(body)"
    case .echoReply(let identifier, let sequence):
      return "ICMPv6 echo reply id \(identifier) seq \(sequence) length \(body)"
    case .destinationUnreachable(let reason): return "ICMPv6 unreachable: \(reason)" + quotation(icmp.quoted)
    case .packetTooBig(let mtu): return "ICMPv6 packet too big mtu \(mtu)" + quotation(icmp.quoted)
    case .timeExceeded(let code):
      return "ICMPv6 time exceeded \(code == 0 ? "in transit" : "in reassembly")" + quotation(icmp.quoted)
    case .parameterProblem(_, let pointer):
      return "ICMPv6 parameter problem at \(pointer)" + quotation(icmp.quoted)
    case .other(let type, let code, _): return "ICMPv6 type \(type.rawValue) code \(code) length \(body)"
    }
  }

  private static func describe(neighborDiscovery bytes: RawSpan) -> String {
    guard let view = NeighborDiscoveryView(bytes) else { return "neighbour discovery malformed" }
    let target = view.target.map { "\($0)" } ?? "nobody"
    switch view.type {
    case .neighborSolicitation: return "neighbour solicitation who-has \(target)"
    case .neighborAdvertisement:
      return "neighbour advertisement \(target)" + (view.targetLinkLayer.map { " is-at \($0)" } ?? "")
    case .routerSolicitation: return "router solicitation"
    case .routerAdvertisement:
      let prefixes = view.prefixes.map { " prefix \($0.prefix)" }.joined()
      return "router advertisement" + (view.mtu.map { " mtu \($0)" } ?? "") + prefixes
    default: return "redirect \(target)"
    }
  }

  /// The ends of the datagram that an error quotes. An error inside it is not opened again.
  private static func quotation(_ bytes: RawSpan) -> String {
    if let view = IPv4View(quoted: bytes) {
      return " for \(view.source) > \(view.destination) \(view.protocol)" + quotation(view.ports)
    }
    if let view = IPv6View(quoted: bytes) {
      return " for \(view.source) > \(view.destination) \(view.upperLayer?.protocol ?? view.nextHeader)"
        + quotation(view.ports)
    }
    return ""
  }

  private static func quotation(_ ports: TransportPorts?) -> String {
    ports.map { " \($0.source) > \($0.destination)" } ?? ""
  }
}

extension ICMPv4Unreachable: CustomStringConvertible {
  /// The reason in words.
  public var description: String {
    switch self {
    case .network: "network"
    case .host: "host"
    case .protocol: "protocol"
    case .port: "port"
    case .fragmentationNeeded: "fragmentation needed"
    case .sourceRouteFailed: "source route failed"
    case .networkProhibited: "network prohibited"
    case .hostProhibited: "host prohibited"
    case .prohibited: "administratively prohibited"
    default: "code \(rawValue)"
    }
  }
}

extension ICMPv6Unreachable: CustomStringConvertible {
  /// The reason in words.
  public var description: String {
    switch self {
    case .noRoute: "no route"
    case .prohibited: "administratively prohibited"
    case .beyondScope: "beyond scope"
    case .address: "address"
    case .port: "port"
    case .sourcePolicy: "source address policy"
    case .rejectRoute: "rejected by route"
    default: "code \(rawValue)"
    }
  }
}
