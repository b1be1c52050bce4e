/// One line of text about any bytes, in the manner of tcpdump(1), for traces, tests and logs:
///
/// ```
/// ARP who-has 10.0.0.1 tell 10.0.0.2
/// IPv4 10.1.0.10.43210 > 203.0.113.80.80 TCP [S] seq 1 win 64240 length 0
/// VLAN 10 IPv6 fe80::1 > ff02::1:ff00:2 ICMPv6 neighbour solicitation who-has fe80::2
/// ```
///
/// Where a layer is cut off or makes no sense, the line says so and ends there.
public enum PacketSummary {
  /// Describes an Ethernet frame.
  public static func describe(frame: RawSpan) -> String {
    guard let ethernet = EthernetView(frame) else { return "Ethernet cut off: \(frame.byteCount) octets" }
    var text = ""
    for tag in 0..<(ethernet.networkLayer?.tagCount ?? 0) {
      if let tag = VLANTag(frame, at: 12 + tag * VLANTag.length) { text += describe(tag) + " " }
    }
    guard let network = ethernet.networkLayer else { return text + "VLAN tag cut off" }
    let payload = frame.extracting(droppingFirst: network.offset)
    switch network.type {
    case .arp: return text + describe(arp: payload)
    case .ipv4, .ipv6: return text + describe(datagram: payload)
    default:
      let type =
        network.type.isLength
        ? "802.3 length \(network.type.rawValue)" : "type 0x" + hexadecimal(network.type.rawValue)
      return text + "\(ethernet.source) > \(ethernet.destination) \(type) length \(payload.byteCount)"
    }
  }

  /// Describes an IP datagram of either version.
  public static func describe(datagram: RawSpan) -> String {
    switch datagram.isEmpty ? 0 : datagram.octet(at: 0) >> 4 {
    case 4: describe(ipv4: datagram)
    case 6: describe(ipv6: datagram)
    default: "IP of no known version, \(datagram.byteCount) octets"
    }
  }

  private static func describe(_ tag: VLANTag) -> String {
    (tag.type == .serviceVLAN ? "S-VLAN " : "VLAN ") + "\(tag.id)" + (tag.priority == 0 ? "" : " p\(tag.priority)")
  }

  private static func describe(arp bytes: RawSpan) -> String {
    guard let arp = ARPView(bytes) else { return "ARP malformed, \(bytes.byteCount) octets" }
    switch arp.operation {
    case .request: return "ARP who-has \(arp.target) tell \(arp.sender)"
    case .reply: return "ARP reply \(arp.sender) is-at \(arp.senderMAC)"
    default: return "ARP operation \(arp.operation.rawValue) from \(arp.sender)"
    }
  }

  private static func describe(ipv4 bytes: RawSpan) -> String {
    guard let view = IPv4View(bytes) else { return describe(quotedIPv4: bytes) }
    return "IPv4 "
      + describe(view.upperLayer, from: "\(view.source)", to: "\(view.destination)", payload: view.payload)
  }

  /// A datagram whose end is missing, as ICMP quotes it.
  private static func describe(quotedIPv4 bytes: RawSpan) -> String {
    guard let view = IPv4View(quoted: bytes) else { return "IPv4 malformed, \(bytes.byteCount) octets" }
    return "IPv4 "
      + ends("\(view.source)", "\(view.destination)", view.ports)
      + " \(view.protocol) cut off: \(bytes.byteCount) of \(view.totalLength) octets"
  }

  private static func describe(ipv6 bytes: RawSpan) -> String {
    guard let view = IPv6View(bytes) else { return describe(quotedIPv6: bytes) }
    guard let upper = view.upperLayer else {
      return "IPv6 \(view.source) > \(view.destination) extension headers malformed"
    }
    return "IPv6 "
      + describe(
        upper, from: "\(view.source)", to: "\(view.destination)",
        payload: view.bytes.extracting(droppingFirst: upper.offset))
  }

  private static func describe(quotedIPv6 bytes: RawSpan) -> String {
    guard let view = IPv6View(quoted: bytes) else { return "IPv6 malformed, \(bytes.byteCount) octets" }
    return "IPv6 "
      + ends("\(view.source)", "\(view.destination)", view.ports)
      + " \((view.upperLayer?.protocol ?? view.nextHeader)) cut off: \(bytes.byteCount) of "
      + "\(view.payloadLength + IPv6View.length) octets"
  }

  private static func describe(_ upper: UpperLayer, from source: String, to destination: String, payload: RawSpan)
    -> String
  {
    if upper.isFragment {
      let more = upper.moreFragments ? "+" : ""
      return "\(source) > \(destination) \(upper.protocol) fragment \(payload.byteCount)@\(upper.fragmentOffset)\(more)"
    }
    let ports = upper.protocol.hasPorts ? TransportPorts(payload) : nil
    return ends(source, destination, ports) + " " + describe(upper.protocol, payload)
  }

  /// Both ends, with ports where there are any.
  private static func ends(_ source: String, _ destination: String, _ ports: TransportPorts?) -> String {
    guard let ports else { return "\(source) > \(destination)" }
    return "\(source).\(ports.source) > \(destination).\(ports.destination)"
  }

  static func hexadecimal(_ value: UInt16) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 4 - digits.count) + digits
  }
}
