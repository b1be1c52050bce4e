import FlowSwitching
import Testing

@Suite("Notation of flows")
struct NotationTests {
  static let ports = PortDirectory(names: ["eth1", "eth2", "eth3"])

  @Test(
    "flows are read, and printed in one form",
    arguments: [
      ("priority=100,tcp,tp_dst=80,actions=output:2", "priority=100,tcp,tp_dst=80,actions=output:2"),
      ("actions=normal", "priority=32768,actions=normal"),
      ("priority=0 actions=NORMAL", "priority=0,actions=normal"),
      (" table=2 , priority=5 , arp , actions = FLOOD ", "table=2,priority=5,arp,actions=flood"),
      ("in_port=1,actions=2,3", "priority=32768,in_port=1,actions=output:2,output:3"),
      ("in_port=eth1,actions=eth2,output:\"eth3\"", "priority=32768,in_port=1,actions=output:2,output:3"),
      ("ip,nw_src=10.0.0.5/8,actions=drop", "priority=32768,ip,nw_src=10.0.0.0/8,actions=drop"),
      ("ip,nw_dst=10.0.0.5/255.0.0.255,actions=drop", "priority=32768,ip,nw_dst=10.0.0.5/255.0.0.255,actions=drop"),
      ("eth_type=0x800,ip_proto=6,tcp_dst=0x50,actions=drop", "priority=32768,tcp,tp_dst=80,actions=drop"),
      ("tp_dst=80,tcp,actions=drop", "priority=32768,tcp,tp_dst=80,actions=drop"),
      ("tcp,tp_src=0x400/0xfc00,actions=drop", "priority=32768,tcp,tp_src=0x0400/0xfc00,actions=drop"),
      ("udp6,ipv6_src=2001:db8::1/32,actions=1", "priority=32768,udp6,ipv6_src=2001:db8::/32,actions=output:1"),
      (
        "dl_vlan=5,dl_vlan_pcp=3,actions=strip_vlan,1",
        "priority=32768,dl_vlan=5,dl_vlan_pcp=3,actions=pop_vlan,output:1"
      ),
      ("dl_vlan=0xffff,actions=drop", "priority=32768,vlan_tci=0x0000,actions=drop"),
      ("vlan_tci=0x1000/0x1000,actions=drop", "priority=32768,vlan_tci=0x1000/0x1000,actions=drop"),
      ("vlan_vid=0x1005,actions=drop", "priority=32768,dl_vlan=5,actions=drop"),
      ("vlan_vid=0x1000/0x1000,actions=drop", "priority=32768,vlan_tci=0x1000/0x1000,actions=drop"),
      ("vlan_pcp=3,actions=drop", "priority=32768,dl_vlan_pcp=3,actions=drop"),
      ("tcp,tcp_flags=+syn-ack,actions=drop", "priority=32768,tcp,tcp_flags=+syn-ack,actions=drop"),
      ("tcp,tcp_flags=0x2/0x3,actions=drop", "priority=32768,tcp,tcp_flags=-fin+syn,actions=drop"),
      ("tcp,tcp_flags=ack|syn,actions=drop", "priority=32768,tcp,tcp_flags=syn|ack,actions=drop"),
      ("tcp,tcp_flags=0,actions=drop", "priority=32768,tcp,tcp_flags=0,actions=drop"),
      (
        "ip,ip_frag=not_later,nw_tos=252,nw_ecn=1,nw_ttl=64,actions=drop",
        "priority=32768,ip,nw_tos=252,nw_ecn=1,nw_ttl=64,nw_frag=not_later,actions=drop"
      ),
      ("ip,ip_dscp=46,actions=drop", "priority=32768,ip,nw_tos=184,actions=drop"),
      (
        "arp,arp_op=reply,nw_src=10.0.0.1,arp_sha=02:00:00:00:00:01,actions=drop",
        "priority=32768,arp,arp_spa=10.0.0.1,arp_op=2,arp_sha=02:00:00:00:00:01,actions=drop"
      ),
      ("icmp,icmp_type=8,icmp_code=0,actions=drop", "priority=32768,icmp,icmp_type=8,icmp_code=0,actions=drop"),
      (
        "icmp6,icmpv6_type=135,nd_target=fe80::1,nd_sll=02:00:00:00:00:01,actions=drop",
        "priority=32768,icmp6,icmp_type=135,nd_target=fe80::1,nd_sll=02:00:00:00:00:01,actions=drop"
      ),
      (
        "dl_dst=01:00:00:00:00:00/01:00:00:00:00:00,dl_type=0x88cc,actions=drop",
        "priority=32768,dl_dst=01:00:00:00:00:00/01:00:00:00:00:00,dl_type=0x88cc,actions=drop"
      ),
      ("metadata=0x5/0xff,reg0=3,actions=drop", "priority=32768,reg0=0x3,metadata=0x5/0xff,actions=drop"),
      (
        "cookie=0x5,idle_timeout=3,hard_timeout=9,actions=1",
        "cookie=0x5,idle_timeout=3,hard_timeout=9,priority=32768,actions=output:1"
      ),
      ("duration=3.2s, n_packets=7, n_bytes=9, idle_age=2, priority=1,ip actions=1", "priority=1,ip,actions=output:1"),
      (
        "ip,actions=mod_nw_src:10.0.0.9,mod_nw_tos:8,mod_nw_ecn:1,mod_nw_ttl:9,dec_ttl,1",
        "priority=32768,ip,actions=mod_nw_src:10.0.0.9,mod_nw_tos:8,mod_nw_ecn:1,mod_nw_ttl:9,dec_ttl,output:1"
      ),
      (
        "tcp,actions=set_field:80->tcp_dst,set_field:10.0.0.0/8->nw_dst,1",
        "priority=32768,tcp,actions=mod_tp_dst:80,set_field:10.0.0.0/8->nw_dst,output:1"
      ),
      (
        "ipv6,actions=set_field:2001:db8::1->ipv6_src,1",
        "priority=32768,ipv6,actions=set_field:2001:db8::1->ipv6_src,output:1"
      ),
      (
        "actions=mod_dl_dst:02:00:00:00:00:01,mod_vlan_vid:5,mod_vlan_pcp:3,in_port",
        "priority=32768,actions=mod_dl_dst:02:00:00:00:00:01,mod_vlan_vid:5,mod_vlan_pcp:3,in_port"
      ),
      (
        "vlan_tci=0x1000/0x1000,actions=set_field:4101->vlan_vid,set_field:5->vlan_vid,1",
        "priority=32768,vlan_tci=0x1000/0x1000,actions=mod_vlan_vid:5,mod_vlan_vid:5,output:1"
      ),
      (
        "actions=push_vlan:0x88a8,set_field:7->vlan_pcp,all",
        "priority=32768,actions=push_vlan:0x88a8,mod_vlan_pcp:7,all"
      ),
      (
        "actions=set_field:7->metadata,write_metadata:0x1/0xf,resubmit(,3),goto_table:4",
        "priority=32768,actions=set_field:0x7->metadata,set_field:0x1/0xf->metadata,resubmit(,3),goto_table:4"
      ),
    ])
  func forms(text: String, printed: String) {
    let reading = FlowRule.read(text, ports: Self.ports)
    #expect(reading.problems == [])
    #expect(reading.rule?.description == printed)
    #expect(FlowRule.read(printed, ports: Self.ports).rule == reading.rule)
  }

  @Test("ports are printed by their names where they have one")
  func portNames() throws {
    let rule = try #require(FlowRule.read("in_port=2,actions=output:1,in_port", ports: Self.ports).rule)
    #expect(rule.text(ports: Self.ports) == "priority=32768,in_port=eth2,actions=output:eth1,in_port")
  }

  @Test("a rule of any kind is printed so that it reads back as itself")
  func roundTrip() {
    let seed: UInt64 = 0xf10_0001
    var generator = RuleGenerator(seed: seed, portCount: 3)
    generator.tableCount = 4
    for index in 0..<3_000 {
      var rule = generator.rule()
      rule.idleTimeout = UInt16(generator.random.below(3))
      rule.hardTimeout = UInt16(generator.random.below(3))
      for ports in [nil, Self.ports] {
        let reading = FlowRule.read(rule.text(ports: ports), ports: Self.ports)
        #expect(reading.rule == rule, "seed \(seed) rule \(index): \(rule) \(reading.problems)")
      }
    }
  }

  @Test("any text is read without a trap, and what is accepted reads back")
  func totality() {
    let seed: UInt64 = 0xf10_0002
    var generator = RuleGenerator(seed: seed, portCount: 3)
    let odd = Array("=,:/->()|+-\"0xé\u{0} \n".unicodeScalars)
    for index in 0..<4_000 {
      var scalars = Array(generator.rule().text(ports: generator.random.coin() ? Self.ports : nil).unicodeScalars)
      for _ in 0..<1 + generator.random.below(4) where !scalars.isEmpty {
        let place = generator.random.below(scalars.count)
        switch generator.random.below(3) {
        case 0: scalars.remove(at: place)
        case 1: scalars[place] = generator.random.one(of: odd)
        default: scalars.insert(generator.random.one(of: odd), at: place)
        }
      }
      let text = String(String.UnicodeScalarView(scalars))
      let violation = FlowInvariants.text(text)
      #expect(violation == nil, "seed \(seed) text \(index): \(text.debugDescription)")
    }
  }
}
