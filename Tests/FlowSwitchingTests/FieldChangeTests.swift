import Buffers
import Dataplane
import FlowSwitching
import Testing
import Wire

@Suite("What a flow switch does to a packet")
struct FieldChangeTests {
  /// The frame that comes out of port 2 where port 1 has the actions, and then `output:2`.
  private static func change(_ frame: [UInt8], _ match: String, _ actions: String) async throws -> [UInt8] {
    let bench = try await SwitchBench.with("\(match),actions=\(actions),output:2")
    return try #require(bench.send(frame)[2]?.first)
  }

  /// True where the checksums of IP and transport are right.
  private static func isValid(_ frame: [UInt8], at offset: Int = 14) -> Bool {
    let datagram = frame.span.bytes.extracting(droppingFirst: offset)
    if let view = IPv4View(datagram), !view.isChecksumValid { return false }
    return TransportChecksum.isValid(datagram) != false
  }

  @Test(
    "IPv4, TCP and UDP fields change, with right checksums",
    arguments: [
      ("ip,actions=mod_nw_src:192.0.2.77", "nw_src=192.0.2.77"),
      ("ip,actions=mod_nw_dst:192.0.2.77", "nw_dst=192.0.2.77"),
      ("ip,actions=set_field:192.0.0.0/255.0.255.0->nw_src", "nw_src=192.0.0.1"),
      ("ip,actions=mod_nw_tos:184", "nw_tos=184"),
      ("ip,actions=mod_nw_ecn:3", "nw_ecn=3"), ("ip,actions=mod_nw_ttl:200", "nw_ttl=200"),
      ("ip,actions=dec_ttl", "nw_ttl=8"),
      ("tcp,actions=mod_tp_src:7", "tp_src=7"), ("tcp,actions=mod_tp_dst:8080", "tp_dst=8080"),
      ("udp,actions=mod_tp_dst:5353", "tp_dst=5353"), ("udp,actions=set_field:0x0100/0xff00->udp_src", "tp_src=256"),
    ])
  func ipv4(rule: String, wanted: String) async throws {
    let (match, actions) = (String(rule.prefix { $0 != "," }), String(rule.drop { $0 != "=" }.dropFirst()))
    for (frame, proto) in [(Frames.tcp(), "tcp"), (Frames.udp(), "udp")] where match == "ip" || match == proto {
      let changed = try await Self.change(frame, match, actions)
      #expect(changed.count == frame.count)
      #expect(Self.isValid(changed))
      let match = try #require(FlowRule.read("\(proto),\(wanted),actions=drop").rule?.match)
      #expect(match.matches(FlowKeyTests.key(changed)), "\(match)")
      #expect(changed != frame)
    }
  }

  @Test(
    "IPv6 fields change, with right checksums of TCP, UDP and ICMPv6",
    arguments: [
      ("set_field:2001:db8::77->ipv6_src", "ipv6_src=2001:db8::77"),
      ("set_field:2001:db8::77->ipv6_dst", "ipv6_dst=2001:db8::77"),
      ("set_field:fd00::/16->ipv6_dst", "ipv6_dst=fd00:db8::2"), ("mod_nw_tos:184", "nw_tos=184"),
      ("mod_nw_ecn:3", "nw_ecn=3"),
      ("mod_nw_ttl:200", "nw_ttl=200"), ("dec_ttl", "nw_ttl=8"),
    ])
  func ipv6(actions: String, wanted: String) async throws {
    for frame in [Frames.tcp(Frames.path6), Frames.udp(Frames.path6), EthernetFrame.icmpEcho(Frames.path6)] {
      let changed = try await Self.change(frame, "ipv6", actions)
      #expect(Self.isValid(changed))
      let match = try #require(FlowRule.read("ipv6,\(wanted),actions=drop").rule?.match)
      #expect(match.matches(FlowKeyTests.key(changed)), "\(match)")
    }
  }

  @Test("a UDP datagram without a checksum keeps none (RFC 768)")
  func noChecksum() async throws {
    var frame = Frames.udp()
    frame.replaceSubrange(40..<42, with: [0, 0])
    let changed = try await Self.change(frame, "udp", "mod_nw_src:192.0.2.77,mod_tp_dst:7")
    #expect(changed[40..<42] == [0, 0])
  }

  @Test("a partial checksum stays partial, and is right once it is finished")
  func partial() async throws {
    for path in [Frames.path4, Frames.path6] {
      let headers = path.version == .v4 ? 34 : 54
      var frame = Frames.tcp(path)
      frame.withMutableBytes { bytes in _ = TransportChecksum.prepare(in: &bytes, at: 14) }
      var offload = OffloadMetadata()
      offload.needsChecksum = true
      offload.checksumStart = UInt16(headers)
      offload.checksumOffset = 16
      offload.segmentation = path.version == .v4 ? .tcp4 : .tcp6
      offload.segmentSize = 1_000
      let bench = try await SwitchBench.with(
        "priority=2,tcp,actions=mod_nw_src:192.0.2.77,mod_tp_dst:8080,mod_vlan_vid:5,output:2",
        "priority=1,tcp6,actions=set_field:2001:db8::77->ipv6_src,mod_tp_dst:8080,mod_vlan_vid:5,output:2")
      bench.bench.inject(frame, to: 0, offload: offload)
      let output = try #require(bench.outputs()[2]?.first)
      offload.checksumStart += 4
      #expect(output.offload == offload)
      var finished = output.bytes
      finished.withMutableBytes { bytes in _ = TransportChecksum.finish(in: &bytes, at: 18) }
      #expect(Self.isValid(finished, at: 18))
    }
  }

  @Test("ARP fields change")
  func arp() async throws {
    let changed = try await Self.change(
      Frames.arp, "arp",
      "set_field:2->arp_op,set_field:10.0.0.2->arp_spa,set_field:10.0.0.1->arp_tpa,"
        + "set_field:02:00:00:00:00:02->arp_sha,set_field:02:00:00:00:00:01->arp_tha,"
        + "mod_dl_src:02:00:00:00:00:02,mod_dl_dst:02:00:00:00:00:01")
    #expect(
      changed
        == EthernetFrame.arpReply(
          from: Frames.bob, address: IPv4Address(10, 0, 0, 2), to: Frames.alice, target: IPv4Address(10, 0, 0, 1)))
  }

  @Test("a tag is put on, changed and taken off; the drop eligible indicator stays")
  func tags() async throws {
    let (plain, tagged) = (Frames.tcp(), Frames.tagged(Frames.tcp(), 0xf00a))
    #expect(try await Self.change(plain, "ip", "mod_vlan_vid:5") == Frames.tagged(plain, 5))
    #expect(try await Self.change(plain, "ip", "mod_vlan_pcp:5") == Frames.tagged(plain, 0xa000))
    #expect(try await Self.change(tagged, "ip", "mod_vlan_vid:5") == Frames.tagged(plain, 0xf005))
    #expect(try await Self.change(tagged, "ip", "mod_vlan_pcp:1") == Frames.tagged(plain, 0x300a))
    #expect(try await Self.change(tagged, "ip", "pop_vlan") == plain)
    #expect(try await Self.change(plain, "ip", "pop_vlan") == plain)
    #expect(try await Self.change(plain, "ip", "push_vlan:0x88a8") == Frames.tagged(plain, 0, type: 0x88a8))
    #expect(
      try await Self.change(tagged, "ip", "push_vlan:0x88a8,set_field:7->vlan_vid")
        == Frames.tagged(tagged, 7, type: 0x88a8))
    #expect(
      try await Self.change(tagged, "ip", "push_vlan:0x8100,mod_vlan_vid:7,dec_ttl,pop_vlan,pop_vlan,mod_tp_dst:80")
        == Self.change(plain, "ip", "dec_ttl"))
  }

  @Test("behind a tag that is taken off, the next table sees the tag further in, however many there are")
  func tagsAndTables() async throws {
    var frame = Frames.tcp()
    for tag in [UInt16(4), 3, 2, 1] { frame = Frames.tagged(frame, tag) }
    let bench = try await SwitchBench.with(
      "dl_vlan=1,dl_type=0x8100,actions=pop_vlan,goto_table:1",
      "table=1,dl_vlan=2,dl_type=0x8100,actions=pop_vlan,goto_table:2",
      "table=2,dl_vlan=3,tcp,tp_dst=80,actions=pop_vlan,goto_table:3",
      "table=3,dl_vlan=4,tcp,actions=pop_vlan,goto_table:4",
      "table=4,vlan_tci=0,tcp,actions=dec_ttl,output:2")
    let changed = try #require(bench.send(frame)[2]?.first)
    #expect(changed.count == Frames.tcp().count)
    #expect(changed[22] == 8)
    #expect(Self.isValid(changed))
  }

  @Test("dec_ttl drops what has no hop left, after what was sent before")
  func ttl() async throws {
    let bench = try await SwitchBench.with(
      "priority=2,ip,actions=output:2,dec_ttl,output:3", "ipv6,priority=1,actions=dec_ttl,output:3")
    var path = Frames.path4
    path.hopLimit = 1
    #expect(bench.send(Frames.tcp(path)) == [2: [Frames.tcp(path)]])
    #expect(bench.drops(.ttlExpired) == 1)
    var path6 = Frames.path6
    path6.hopLimit = 1
    #expect(bench.send(Frames.tcp(path6)).isEmpty)
    #expect(bench.drops(.ttlExpired) == 2)
    path6.hopLimit = 2
    #expect(bench.send(Frames.tcp(path6))[3]?.first?[21] == 1)
  }

  @Test("a change does nothing to a packet that does not have the field")
  func absent() async throws {
    let actions = "mod_nw_src:1.2.3.4,mod_tp_dst:9,mod_nw_tos:8,dec_ttl,set_field:2->arp_op,set_field:::1->ipv6_src"
    let bench = try await SwitchBench.with("actions=\(actions),output:2")
    let frame = EthernetFrame.raw(
      from: Frames.alice, to: Frames.bob, type: EtherType(rawValue: 0x88b6), payload: [1, 2, 3])
    #expect(bench.send(frame) == [2: [frame]])
    // The datagram is cut off: its header is there, its transport header is not.
    let cut = Array(Frames.tcp().prefix(30))
    #expect(bench.send(cut) == [2: [cut]])
  }

  @Test("ports of a later fragment are not there to change")
  func laterFragment() async throws {
    var frame = Frames.udp()
    frame.withMutableBytes { bytes in
      _ = IPv4Rewriting.setFragment(offset: 8, moreFragments: false, in: &bytes, at: 14)
    }
    #expect(try await Self.change(frame, "udp", "mod_tp_dst:9") == frame)
  }
}
