import Testing
import Wire

@Suite("Agreement with Wireshark's dissectors")
struct DissectorAgreementTests {
  @Test("frames are dissected as they were meant, with nothing malformed and every checksum right")
  func agreement() throws {
    var generator = PacketGenerator(seed: 0x5eed_0090)
    let frames = (0..<1_400).map { generator.frame(kind: $0 % PacketGenerator.kinds) }
    let rows = try Dissector.fields(Self.names, of: frames)
    try #require(rows.count == frames.count)
    for (index, row) in rows.enumerated() {
      let expected = Self.expected(frames[index])
      let frame = frames[index]
      let summary = PacketSummary.describe(frame: frame.span.bytes)
      #expect(row == expected, "seed 0x5eed0090 frame \(index): \(summary)")
    }
  }

  @Test("frames that were rewritten as a router and a NAT do are as right")
  func rewritten() throws {
    var generator = PacketGenerator(seed: 0x5eed_0091)
    let frames = (0..<600).map { index in
      var frame = generator.frame(kind: 2 + index % 6)
      let network = EthernetView(frame.span.bytes)?.networkLayer?.offset ?? 0
      let (v4, v6, port) = (generator.ipv4(), generator.ipv6(), 30_000 + generator.random.uint16() % 5_000)
      frame.withMutableBytes { bytes in
        _ =
          IPv4Rewriting.decrementTTL(in: &bytes, at: network)
          || IPv6Rewriting.decrementHopLimit(in: &bytes, at: network)
        IPv4Rewriting.setAddresses(source: v4, destination: generator.ipv4(), in: &bytes, at: network)
        IPv6Rewriting.setAddresses(source: v6, destination: generator.ipv6(), in: &bytes, at: network)
        TransportRewriting.setPorts(source: port, destination: port &+ 1, in: &bytes, at: network)
        TransportRewriting.setEchoIdentifier(port, in: &bytes, at: network)
      }
      return frame
    }
    let rows = try Dissector.fields(Self.names, of: frames)
    try #require(rows.count == frames.count)
    for (index, row) in rows.enumerated() {
      #expect(row == Self.expected(frames[index]), "seed 0x5eed0091 frame \(index)")
    }
  }

  /// The fields that are compared. A checksum's status is 1 where it is right.
  private static let names = [
    "_ws.malformed", "vlan.id", "arp.dst.proto_ipv4", "ip.src", "ip.dst", "ip.ttl", "ip.checksum.status", "ipv6.src",
    "ipv6.dst", "ipv6.hlim", "ipv6.flow", "udp.srcport", "udp.length", "udp.checksum.status", "tcp.srcport",
    "tcp.dstport", "tcp.flags", "tcp.hdr_len", "tcp.options.mss_val", "tcp.options.timestamp.tsval",
    "tcp.checksum.status", "icmp.type", "icmp.code", "icmp.checksum.status", "icmpv6.type", "icmpv6.code",
    "icmpv6.checksum.status", "icmpv6.nd.ns.target_address", "icmpv6.nd.na.target_address",
    "icmpv6.nd.ra.router_lifetime", "icmpv6.opt.mtu",
  ]

  /// The same fields as this module's views read them; empty where the frame has no such layer.
  private static func expected(_ frame: [UInt8]) -> [String] {
    var fields: [String: String] = [:]
    let bytes = frame.span.bytes
    guard let ethernet = EthernetView(bytes), let network = ethernet.networkLayer else { return [] }
    fields["vlan.id"] = ethernet.vlan.map { "\($0.id)" }
    let datagram = bytes.extracting(droppingFirst: network.offset)
    if let arp = ARPView(datagram), network.type == .arp { fields["arp.dst.proto_ipv4"] = "\(arp.target)" }
    if let view = IPv4View(datagram) {
      fields["ip.src"] = "\(view.source)"
      fields["ip.dst"] = "\(view.destination)"
      fields["ip.ttl"] = "\(view.ttl)"
      fields["ip.checksum.status"] = "1"
      addTransport(view.protocol, view.payload, to: &fields)
    } else if let view = IPv6View(datagram), let upper = view.upperLayer {
      fields["ipv6.src"] = "\(view.source)"
      fields["ipv6.dst"] = "\(view.destination)"
      fields["ipv6.hlim"] = "\(view.hopLimit)"
      fields["ipv6.flow"] = "0x" + String(String(view.flowLabel + 0x1000_0000, radix: 16).dropFirst(2))
      addTransport(upper.protocol, view.bytes.extracting(droppingFirst: upper.offset), to: &fields)
    }
    return names.map { fields[$0] ?? "" }
  }

  private static func addTransport(_ proto: IPProtocol, _ bytes: RawSpan, to fields: inout [String: String]) {
    switch proto {
    case .udp:
      guard let udp = UDPView(bytes) else { return }
      fields["udp.srcport"] = "\(udp.sourcePort)"
      fields["udp.length"] = "\(udp.datagramLength)"
      fields["udp.checksum.status"] = "1"
    case .tcp:
      guard let tcp = TCPView(bytes) else { return }
      let options = TCPOptions(tcp.options)
      fields["tcp.srcport"] = "\(tcp.sourcePort)"
      fields["tcp.dstport"] = "\(tcp.destinationPort)"
      fields["tcp.flags"] = "0x" + String(String(0x10000 + Int(tcp.flags.rawValue), radix: 16).dropFirst())
      fields["tcp.hdr_len"] = "\(tcp.headerLength)"
      fields["tcp.options.mss_val"] = options.maximumSegmentSize.map { "\($0)" }
      fields["tcp.options.timestamp.tsval"] = options.timestamps.map { "\($0.value)" }
      fields["tcp.checksum.status"] = "1"
    case .icmp:
      guard let icmp = ICMPv4View(bytes) else { return }
      fields["icmp.type"] = "\(icmp.type.rawValue)"
      fields["icmp.code"] = "\(icmp.code)"
      fields["icmp.checksum.status"] = "1"
      if icmp.type.isError { addQuotation(icmp.quoted, to: &fields) }
    case .icmpv6:
      guard let icmp = ICMPv6View(bytes) else { return }
      fields["icmpv6.type"] = "\(icmp.type.rawValue)"
      fields["icmpv6.code"] = "\(icmp.code)"
      fields["icmpv6.checksum.status"] = "1"
      if icmp.type.isError { addQuotation(icmp.quoted, to: &fields) }
      guard let view = NeighborDiscoveryView(bytes) else { return }
      fields["icmpv6.nd.ns.target_address"] = NeighborSolicitation(view).map { "\($0.target)" }
      fields["icmpv6.nd.na.target_address"] = NeighborAdvertisement(view).map { "\($0.target)" }
      fields["icmpv6.nd.ra.router_lifetime"] = RouterAdvertisement(view).map { "\($0.lifetime)" }
      fields["icmpv6.opt.mtu"] = view.mtu.map { "\($0)" }
    default: return
    }
  }

  /// tshark dissects the quoted datagram too.
  private static func addQuotation(_ quoted: RawSpan, to fields: inout [String: String]) {
    if let view = IPv4View(quoted) { addTransport(view.protocol, view.payload, to: &fields) }
    if let view = IPv6View(quoted) { addTransport(view.nextHeader, view.payload, to: &fields) }
  }
}
