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
  private static let names =
    ["_ws.malformed", "vlan.id", "vlan.priority", "arp.opcode", "arp.src.hw_mac", "arp.dst.proto_ipv4"]
    + ["src", "dst", "ttl", "len", "id", "flags.df", "dsfield.dscp", "dsfield.ecn", "checksum.status"].map {
      "ip." + $0
    }
    + ["src", "dst", "hlim", "plen", "nxt", "flow", "tclass"].map { "ipv6." + $0 }
    + ["srcport", "dstport", "length", "checksum.status"].map { "udp." + $0 }
    + ["srcport", "dstport", "seq_raw", "ack_raw", "flags", "hdr_len", "window_size_value"].map { "tcp." + $0 }
    + ["urgent_pointer", "checksum.status", "options.mss_val", "options.wscale.shift"].map { "tcp." + $0 }
    + ["timestamp.tsval", "timestamp.tsecr", "sack_le", "sack_re"].map { "tcp.options." + $0 }
    + ["type", "code", "checksum.status", "ident", "seq", "mtu", "pointer", "redir_gw"].map { "icmp." + $0 }
    + ["type", "code", "checksum.status", "echo.identifier", "echo.sequence_number", "mtu"].map { "icmpv6." + $0 }
    + ["ns.target_address", "na.target_address", "na.flag.r", "na.flag.s", "na.flag.o"].map { "icmpv6.nd." + $0 }
    + ["cur_hop_limit", "flag.m", "flag.o", "router_lifetime", "reachable_time", "retrans_timer"]
    .map { "icmpv6.nd.ra." + $0 }
    + ["linkaddr", "mtu", "prefix", "prefix.length", "prefix.flag.l", "prefix.flag.a", "prefix.valid_lifetime"]
    .map { "icmpv6.opt." + $0 } + ["icmpv6.opt.prefix.preferred_lifetime"]

  /// The same fields as this module's views read them; empty where the frame has no such layer.
  private static func expected(_ frame: [UInt8]) -> [String] {
    var fields = DissectedFields()
    fields.read(frame: frame.span.bytes)
    return names.map { fields.values[$0] ?? "" }
  }
}
