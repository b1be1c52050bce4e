// needs: Sources/Core/Wire ./Sources/Elements/FlowSwitching/Keys ./Sources/Elements/FlowSwitching/Rules ./Sources/Elements/FlowSwitching/Notation Tests/FlowSwitchingTests/Invariants
import Wire

/// The notation of flows: any text is read without a trap, and what is accepted is printed as what is read as the same.
func violation(in bytes: RawSpan) -> String? {
  FlowInvariants.text(String(decoding: (0..<bytes.byteCount).map { bytes.octet(at: $0) }, as: UTF8.self))
}

let seeds = [
  "priority=100,tcp,tp_dst=80/0xfff0,actions=output:2,set_field:10.0.0.0/8->nw_dst",
  "table=1,cookie=0x5,idle_timeout=3,udp6,ipv6_src=2001:db8::/32,dl_vlan=5,actions=mod_vlan_vid:7,goto_table:3",
  "arp,arp_op=reply,arp_spa=10.0.0.1,arp_sha=02:00:00:00:00:01,actions=set_field:2->arp_op,in_port",
  "icmp6,icmp_type=135,nd_target=fe80::1,nd_sll=02:00:00:00:00:01,actions=resubmit(,2),flood",
  "tcp,tcp_flags=+syn-ack,ip_frag=not_later,nw_tos=184,vlan_tci=0x1000/0x1000,actions=pop_vlan,push_vlan:0x88a8,all",
  "in_port=\"eth1\",metadata=1/0xff,reg0=3,dl_dst=01:00:00:00:00:00/01:00:00:00:00:00 actions=drop",
].map { Array($0.utf8) }
