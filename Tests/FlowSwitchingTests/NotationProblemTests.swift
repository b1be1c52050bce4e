import FlowSwitching
import Testing

@Suite("What is said of a flow that is wrong")
struct NotationProblemTests {
  /// The problems of a text, each as the part of the text that it points to, the message and the hint.
  static func problems(_ text: String, ports: PortDirectory? = NotationTests.ports) -> [String] {
    let scalars = Array(text.unicodeScalars)
    return FlowRule.read(text, ports: ports).problems.map { problem in
      let range = problem.range.clamped(to: 0..<scalars.count)
      let part = String(String.UnicodeScalarView(scalars[range]))
      let mark = problem.severity == .warning ? "warning: " : ""
      return "[\(part)] \(mark)\(problem.message)" + (problem.hint.map { " | \($0)" } ?? "")
    }
  }

  @Test(
    "a mistake is pointed at, and the way out is named",
    arguments: [
      ("prioritty=5,actions=drop", "[prioritty] there is no field 'prioritty' | did you mean 'priority'?"),
      ("priority=70000,actions=drop", "[70000] priority is 0 to 65535, not 70000"),
      ("priority=,actions=drop", "[,] priority has no value"),
      ("table=255,actions=drop", "[255] table is 0 to 254, not 255"),
      ("priority=1,priority=2,actions=drop", "[priority] priority is given twice"),
      ("tcp,tp_dst=http,actions=drop", "[http] 'http' is not a number | decimal, or hexadecimal as 0x1f"),
      ("tcp,tp_dst=080,actions=drop", "[080] '080' is not a number | decimal, or hexadecimal as 0x1f"),
      ("tcp,tp_dst,actions=drop", "[tp_dst] the field tp_dst has no value | write tp_dst=…"),
      (
        "tp_dst=80,actions=drop",
        "[tp_dst] tp_dst needs a match that says which packets have it | add tcp, udp or sctp, or for IPv6 tcp6, udp6 or sctp6"
      ),
      (
        "arp,tp_dst=80,actions=drop",
        "[tp_dst] packets of this match have no tp_dst | it needs tcp, udp or sctp, or for IPv6 tcp6, udp6 or sctp6"
      ),
      ("udp,tcp_dst=80,actions=drop", "[tcp_dst] packets of this match have no tcp_dst | it needs tcp or tcp6"),
      ("ipv6,tcp,actions=drop", "[tcp] 'tcp' contradicts 'ipv6': no packet is both | for IPv6 write tcp6"),
      ("dl_vlan=5000,actions=drop", "[5000] a VLAN is 0 to 4095, or 0xffff for frames without a tag"),
      (
        "vlan_vid=5,actions=drop",
        "[5] vlan_vid counts the bit 0x1000, \"there is a tag\", so that this matches no frame | write dl_vlan=5, or vlan_vid=0x1005"
      ),
      (
        "ip,nw_src=10.0.0.256,actions=drop",
        "[10.0.0.256] '10.0.0.256' is not an IPv4 address | four numbers: 10.1.0.1 or 10.1.0.0/16"
      ),
      (
        "ip,nw_src=2001:db8::1,actions=drop",
        "[2001:db8::1] '2001:db8::1' is not an IPv4 address | IPv6 addresses are matched with ipv6_src and ipv6_dst"
      ),
      ("ip,nw_src=10.0.0.0/33,actions=drop", "[33] a prefix of nw_src has 0 to 32 bits"),
      (
        "dl_src=1:2:3,actions=drop",
        "[1:2:3] '1:2:3' is not a MAC address | six pairs of hexadecimal digits: 02:00:00:00:00:01"
      ),
      (
        "ip,nw_tos=5,actions=drop",
        "[5] nw_tos sets the upper six bits of the octet, so it is a multiple of 4 | the lower two are nw_ecn"
      ),
      ("ip,nw_ttl=3/1,actions=drop", "[1] nw_ttl takes no mask"),
      (
        "ip,ip_frag=maybe,actions=drop",
        "[maybe] ip_frag does not know 'maybe' | one of no, yes, first, later, not_later"
      ),
      (
        "tcp,tcp_flags=+sin,actions=drop",
        "[sin] TCP has no flag 'sin' | flags: fin, syn, rst, psh, ack, urg, ece, cwr, ns, [200], [400], [800]; as +syn-ack or syn|ack"
      ),
      ("dl_type=apr,actions=drop", "[apr] dl_type does not know 'apr' | did you mean 'arp'?"),
      ("ct_state=+trk,actions=drop", "[ct_state] matching on ct_state is not supported yet"),
      ("reg7=1,actions=drop", "[reg7] matching on reg7 is not supported yet"),
      (
        "in_port=eht1,actions=drop",
        "[eht1] there is no port 'eht1' | did you mean 'eth1'? ports: eth1 (1), eth2 (2), eth3 (3)"
      ),
      ("in_port=9,actions=drop", "[9] there is no port 9 | ports: eth1 (1), eth2 (2), eth3 (3)"),
      ("tcp", "[tcp] the flow has no actions | end it with actions=output:1 or the like, or with actions=drop"),
      ("tcp,actions=", "[] the list of actions is empty | write actions=drop to drop the packets"),
      ("actions=ouptut:1", "[ouptut] there is no action 'ouptut' | did you mean 'output'?"),
      (
        "actions=output:eth9",
        "[eth9] there is no port 'eth9' | did you mean 'eth1'? ports: eth1 (1), eth2 (2), eth3 (3)"
      ),
      ("actions=output", "[output] the action output has no argument | write output:…"),
      (
        "actions=controller", "[controller] the action controller is not supported yet | rules come from the file alone"
      ),
      ("actions=local", "[local] the action local is not supported yet | a flow switch has no interface of its own"),
      (
        "actions=output:controller",
        "[controller] the port 'controller' is not supported yet: rules come from the file alone | ports: eth1 (1), eth2 (2), eth3 (3)"
      ),
      ("actions=load:1->NXM_NX_REG0[]", "[load] the action load is not supported yet | write set_field:value->field"),
      ("actions=group:3", "[group] the action group is not supported yet"),
      ("actions=resubmit(1,2)", "[1,2] resubmit with another port is not supported yet | write resubmit(,table)"),
      ("actions=resubmit(,2", "[resubmit(,2] a parenthesis is not closed"),
      ("table=3,actions=goto_table:2", "[goto_table:2] from table 3 a packet can only go on to a higher table"),
      ("actions=goto_table:2,1", "[goto_table:2] goto_table is always the last action"),
      ("actions=drop,1", "[1] drop stands alone: there can be no other action beside it"),
      ("actions=push_vlan:0x9100", "[0x9100] a VLAN tag has type 0x8100 or 0x88a8"),
      ("actions=set_field:5->dl_vlan,1", "[dl_vlan] the field dl_vlan cannot be set | set vlan_vid or vlan_pcp"),
      ("actions=set_field:5,1", "[5] set_field is written value->field | as in set_field:10.0.0.1->nw_dst"),
      ("actions=set_field:5->tp_dts,1", "[tp_dts] there is no field 'tp_dts' | did you mean 'tp_dst'?"),
      ("tcp,actions=set_field:5->tcp_flags,1", "[tcp_flags] the field tcp_flags cannot be set"),
      (
        "arp,actions=mod_nw_src:10.0.0.1,1",
        "[mod_nw_src:10.0.0.1] packets of this match have nothing that this changes | it needs ip"
      ),
      (
        "sctp,actions=mod_tp_src:1,1",
        "[mod_tp_src:1] packets of this match have nothing that this changes | it needs tcp or udp, or for IPv6 tcp6 or udp6"
      ),
      (
        "actions=mod_nw_src:10.0.0.1,1",
        "[mod_nw_src:10.0.0.1] warning: this does nothing to packets that are something else | add ip to the match"
      ),
      (
        "actions=set_field:5->vlan_vid,1",
        "[set_field:5->vlan_vid] warning: this puts a tag on packets that have none | match dl_vlan=…, or vlan_tci=0x1000/0x1000 for any tag"
      ),
      (
        "ip,actions=dec_ttl",
        "[dec_ttl] warning: the packet is changed and then dropped, as no action sends it anywhere"
      ),
      (
        "in_port=1,actions=output:1",
        "[output:1] warning: a packet is not sent out of the port it came in by | write in_port to send it back"
      ),
    ])
  func single(text: String, problem: String) { #expect(Self.problems(text) == [problem]) }

  @Test("every mistake is reported, in the order of the text")
  func several() {
    let problems = Self.problems("tp_dst=80,foo=3,nw_src=1.2.3 actions=otput:3,output:eth9")
    #expect(problems.map { $0.prefix { $0 != "]" } } == ["[tp_dst", "[foo", "[1.2.3", "[otput", "[eth9"])
  }

  @Test("without a directory any number is a port, and no name is")
  func noDirectory() {
    #expect(FlowRule.read("in_port=77,actions=output:9").rule != nil)
    #expect(
      Self.problems("actions=output:eth1", ports: nil)
        == ["[eth1] there is no port 'eth1' | ports are named by their numbers here"])
  }

  @Test("a text that is too long, and a list of too many actions, are refused")
  func bounds() {
    #expect(
      FlowRule.read(String(repeating: "x", count: FlowReader.textLengthMax + 1)).problems.map(\.message)
        == ["the flow is longer than 65536 characters"])
    let actions = Array(repeating: "flood", count: FlowRule.actionsMax + 1).joined(separator: ",")
    #expect(FlowRule.read("actions=\(actions)").problems.map(\.message) == ["a flow has at most 256 actions"])
    let wrong = Array(repeating: "foo=1", count: 100).joined(separator: ",")
    #expect(FlowRule.read("\(wrong),actions=drop").problems.count == FlowReader.problemsMax)
  }
}
