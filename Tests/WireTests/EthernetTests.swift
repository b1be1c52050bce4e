import Testing
import Wire

@Suite("Ethernet, VLAN and ARP")
struct EthernetTests {
  static let header = "ffff ffff ffff 0200 0000 0001"

  @Test("a header survives the wire, and a short frame is refused")
  func header() throws {
    let octets = hex(EthernetTests.header + "0806") + [1, 2, 3]
    guard let view = EthernetView(octets.span.bytes) else { throw Refused() }
    let expected = EthernetHeader(
      destination: .broadcast, source: try #require(MACAddress("02:00:00:00:00:01")), type: .arp)
    #expect(EthernetHeader(view) == expected)
    #expect(Invariants.copy(view.payload) == [1, 2, 3])
    #expect(view.networkLayer == NetworkLayer(type: .arp, offset: 14))
    let isShortRead = EthernetView(octets.span.bytes.extracting(first: 13)) != nil
    #expect(!isShortRead)
    #expect(EtherType(rawValue: 0x05ff).isLength && !EtherType(rawValue: 0x0600).isLength)
  }

  @Test("a tag has priority, drop eligibility and identifier (IEEE 802.1Q-2018 9.6)")
  func tag() throws {
    let octets = hex(EthernetTests.header + "8100 b00a 0800")
    guard let view = EthernetView(octets.span.bytes) else { throw Refused() }
    guard let tag = view.vlan else { throw Refused() }
    #expect(tag == VLANTag(id: 10, priority: 5, isDropEligible: true))
    #expect(tag.id == 10 && tag.priority == 5 && tag.isDropEligible && tag.control == 0xb00a)
    var changed = tag
    (changed.id, changed.priority, changed.isDropEligible) = (0xffff, 0xff, false)
    #expect(changed.control == 0xefff)
    #expect(view.networkLayer == NetworkLayer(type: .ipv4, offset: 18))
  }

  @Test("the network layer is found behind stacked tags, up to a bound")
  func stacked() throws {
    let octets = hex(EthernetTests.header + "88a8 0064 8100 000a 86dd")
    #expect(EthernetView(octets.span.bytes)?.networkLayer == NetworkLayer(type: .ipv6, offset: 22))
    for length in 14..<22 {
      #expect(EthernetView(octets.span.bytes.extracting(first: length))?.networkLayer == nil, "length \(length)")
    }
    let tall = hex(EthernetTests.header) + (0...VLANTag.stackedMax).flatMap { _ in hex("8100 0001") } + hex("0800")
    guard let layer = EthernetView(tall.span.bytes)?.networkLayer else { throw Refused() }
    #expect(layer.type == .vlan && layer.tagCount == VLANTag.stackedMax)
  }

  @Test("a tag is pushed, replaced and popped by moving the addresses alone")
  func rewriting() throws {
    let untagged = hex(EthernetTests.header + "0800 4500")
    var octets = [0xde, 0xad, 0xbe, 0xef] + untagged
    #expect(octets.withMutableBytes { VLANRewriting.push(VLANTag(id: 10), in: &$0) })
    #expect(octets == hex(EthernetTests.header + "8100 000a 0800 4500"))
    #expect(octets.withMutableBytes { VLANRewriting.replace(with: VLANTag(id: 20, priority: 7), in: &$0) })
    #expect(octets == hex(EthernetTests.header + "8100 e014 0800 4500"))
    #expect(octets.withMutableBytes { VLANRewriting.pop(in: &$0) } == VLANTag(id: 20, priority: 7))
    #expect(Array(octets[4...]) == untagged)
    var plain = untagged
    #expect(plain.withMutableBytes { VLANRewriting.pop(in: &$0) } == nil)
    #expect(!plain.withMutableBytes { VLANRewriting.replace(with: VLANTag(id: 1), in: &$0) })
    #expect(!plain.withMutableBytes { VLANRewriting.push(VLANTag(id: 1), in: &$0) }, "no room in front of the frame")
    #expect(plain == untagged)
  }

  @Test("an ARP request and its reply are those of RFC 826")
  func arp() throws {
    let (alice, bob) = (MACAddress(bits: 0x0200_0000_0001), MACAddress(bits: 0x0200_0000_0002))
    let request = EthernetFrame.arpRequest(
      from: alice, address: IPv4Address(10, 0, 0, 2), target: IPv4Address(10, 0, 0, 1))
    #expect(
      request
        == hex(
          """
          ffff ffff ffff 0200 0000 0001 0806
          0001 0800 0604 0001 0200 0000 0001 0a00 0002 0000 0000 0000 0a00 0001
          """))
    guard let view = ARPView(request.span.bytes.extracting(droppingFirst: 14)) else { throw Refused() }
    #expect(view.isGratuitous == false)
    let reply = ARPPacket(view).reply(from: bob)
    #expect(
      EthernetFrame.arp(reply, to: alice)
        == hex(
          """
          0200 0000 0001 0200 0000 0002 0806
          0001 0800 0604 0002 0200 0000 0002 0a00 0001 0200 0000 0001 0a00 0002
          """))
  }

  @Test("ARP for another hardware or protocol is refused")
  func otherARP() {
    let frame = EthernetFrame.arpRequest(from: .zero, address: .loopback, target: .loopback)
    for at in 14..<20 {
      var changed = frame
      changed[at] ^= 0x10
      let isRead = ARPView(changed.span.bytes.extracting(droppingFirst: 14)) != nil
      #expect(!isRead, "octet \(at)")
    }
  }
}
