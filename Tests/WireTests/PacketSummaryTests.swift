import Testing
import Wire

@Suite("A packet in one line")
struct PacketSummaryTests {
  private let alice = MACAddress(bits: 0x0200_0000_0001)
  private let bob = MACAddress(bits: 0x0200_0000_0002)

  private func path(vlan: VLANTag? = nil) -> FramePath {
    FramePath(
      from: alice, to: bob, source: IPv4Address(10, 1, 0, 10), destination: IPv4Address(203, 0, 113, 80), vlan: vlan)
  }

  private func pathV6() throws -> FramePath {
    FramePath(
      from: alice, to: bob, source: try #require(IPv6Address("2001:db8::1")),
      destination: try #require(IPv6Address("2001:db8::2")))
  }

  private func line(_ frame: [UInt8]) -> String { PacketSummary.describe(frame: frame.span.bytes) }

  @Test("ARP says who asks whom")
  func arp() {
    let (one, two) = (IPv4Address(10, 0, 0, 1), IPv4Address(10, 0, 0, 2))
    #expect(
      line(EthernetFrame.arpRequest(from: alice, address: two, target: one)) == "ARP who-has 10.0.0.1 tell 10.0.0.2")
    #expect(
      line(EthernetFrame.arpReply(from: bob, address: one, to: alice, target: two))
        == "ARP reply 10.0.0.1 is-at 02:00:00:00:00:02")
  }

  @Test("TCP and UDP show ports, flags and lengths")
  func transport() throws {
    let syn = TCPHeader(sourcePort: 43_210, destinationPort: 80, sequence: 1, flags: .syn)
    #expect(
      line(EthernetFrame.tcp(path(), syn))
        == "IPv4 10.1.0.10.43210 > 203.0.113.80.80 TCP [S] seq 1 win 64240 length 0")
    var data = syn
    (data.flags, data.acknowledgement) = ([.psh, .ack], 9)
    #expect(
      line(EthernetFrame.tcp(try pathV6(), data, payload: [1, 2, 3]))
        == "IPv6 2001:db8::1.43210 > 2001:db8::2.80 TCP [P.] seq 1 ack 9 win 64240 length 3")
    #expect(
      line(
        EthernetFrame.udp(path(vlan: VLANTag(id: 10, priority: 5)), sourcePort: 1, destinationPort: 53, payload: [7]))
        == "VLAN 10 p5 IPv4 10.1.0.10.1 > 203.0.113.80.53 UDP length 1")
  }

  @Test("ICMP names its messages and what they are about")
  func icmp() throws {
    #expect(
      line(EthernetFrame.icmpEcho(path(), identifier: 7, sequence: 2, payload: [1]))
        == "IPv4 10.1.0.10 > 203.0.113.80 ICMP echo request id 7 seq 2 length 1")
    let quoted = Array(EthernetFrame.udp(path(), sourcePort: 1, destinationPort: 53)[14...])
    #expect(
      line(EthernetFrame.icmpv4(path().reversed, .destinationUnreachable(.port, nextHopMTU: 0), body: quoted))
        == "IPv4 203.0.113.80 > 10.1.0.10 ICMP unreachable: port for 10.1.0.10 > 203.0.113.80 UDP 1 > 53")
    #expect(
      line(EthernetFrame.icmpv6(try pathV6(), .packetTooBig(mtu: 1_280)))
        == "IPv6 2001:db8::1 > 2001:db8::2 ICMPv6 packet too big mtu 1280")
    let target = try #require(IPv6Address("fe80::2"))
    #expect(
      line(
        EthernetFrame.neighborSolicitation(from: alice, address: try #require(IPv6Address("fe80::1")), target: target))
        == "IPv6 fe80::1 > ff02::1:ff00:2 ICMPv6 neighbour solicitation who-has fe80::2")
    let answer = NeighborAdvertisement(target: target, targetLinkLayer: bob)
    #expect(
      line(EthernetFrame.neighborAdvertisement(from: bob, address: target, to: alice, destination: .allNodes, answer))
        == "IPv6 fe80::2 > ff02::1 ICMPv6 neighbour advertisement fe80::2 is-at 02:00:00:00:00:02")
  }

  @Test("fragments, other types and what is cut off are said to be so")
  func strange() {
    var frame = EthernetFrame.udp(path(), sourcePort: 1, destinationPort: 2, payload: [UInt8](repeating: 0, count: 16))
    frame.withMutableBytes { IPv4Rewriting.setFragment(offset: 1_480, moreFragments: true, in: &$0, at: 14) }
    #expect(line(frame) == "IPv4 10.1.0.10 > 203.0.113.80 UDP fragment 24@1480+")
    #expect(line(Array(frame[..<40])) == "IPv4 10.1.0.10 > 203.0.113.80 UDP cut off: 26 of 44 octets")
    #expect(line(Array(frame[..<20])) == "IPv4 malformed, 6 octets")
    #expect(line([1, 2, 3]) == "Ethernet cut off: 3 octets")
    #expect(
      line(EthernetFrame.raw(from: alice, to: bob, type: .lldp, payload: [0, 0]))
        == "02:00:00:00:00:01 > 02:00:00:00:00:02 type 0x88cc length 2")
    #expect(line(EthernetFrame.raw(from: alice, to: bob, type: .vlan, payload: [0, 1])) == "VLAN tag cut off")
    #expect(
      line(EthernetFrame.ip(path(), .sctp, payload: [0, 1, 0, 2, 9]))
        == "IPv4 10.1.0.10.1 > 203.0.113.80.2 SCTP length 5")
  }
}
