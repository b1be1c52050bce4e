import SeededRandom
import Testing
import Wire

@testable import FlowSwitching

@Suite("Fields of a packet")
struct FlowKeyTests {
  static func key(_ frame: [UInt8]) -> FlowKey {
    var key = FlowKey()
    _ = FlowKeyReader.read(frame.span.bytes, into: &key)
    return key
  }

  static let alice = MACAddress(bits: 0x0200_0000_0001)
  static let bob = MACAddress(bits: 0x0200_0000_0002)
  static let path = FramePath(
    from: alice, to: bob, source: IPv4Address(10, 0, 0, 1), destination: IPv4Address(10, 0, 0, 2), hopLimit: 9)

  @Test("each field is where the layout says, and in no other's way")
  func layout() {
    var random = SplitMix64(seed: 0xf10_0003)
    for field in MatchField.allCases {
      let value = UInt128(random.next()) << 64 | UInt128(random.next())
      var key = FlowKey()
      key[field] = value
      #expect(key[field] == value & field.fullMask)
      #expect(key.bitCount == (value & field.fullMask).nonzeroBitCount)
      key[field] = 0
      #expect(key.isZero)
    }
  }

  @Test("TCP over IPv4 in a VLAN")
  func tcp() {
    var path = Self.path
    path.vlan = VLANTag(id: 10, priority: 3)
    path.trafficClass = TrafficClass(rawValue: 0xb9)
    let key = Self.key(EthernetFrame.tcp(path, TCPHeader(sourcePort: 1024, destinationPort: 80, flags: [.syn, .ack])))
    #expect(key[.ethernetSource] == UInt128(Self.alice.bits))
    #expect(key[.ethernetDestination] == UInt128(Self.bob.bits))
    #expect(key[.vlanTCI] == 0x700a)
    #expect(key[.ethernetType] == 0x0800)
    #expect(key[.ipv4Source] == 0x0a00_0001)
    #expect(key[.ipv4Destination] == 0x0a00_0002)
    #expect(key[.ipProtocol] == 6)
    #expect(key[.ipDSCP] == 46)
    #expect(key[.ipECN] == 1)
    #expect(key[.ipTTL] == 9)
    #expect(key[.ipFragment] == 0)
    #expect(key[.transportSource] == 1024)
    #expect(key[.transportDestination] == 80)
    #expect(key[.tcpFlags] == 0x12)
  }

  @Test("fragments: the first has ports, the later ones have none (ovs-fields(7), ip_frag)")
  func fragments() {
    for (offset, more, bits) in [(0, true, UInt128(1)), (8, true, 3), (8, false, 3)] {
      var frame = EthernetFrame.udp(Self.path, sourcePort: 7, destinationPort: 8, payload: [1, 2, 3])
      frame.withMutableBytes { bytes in
        _ = IPv4Rewriting.setFragment(offset: offset, moreFragments: more, in: &bytes, at: 14)
      }
      let key = Self.key(frame)
      #expect(key[.ipFragment] == bits)
      #expect(key[.ipProtocol] == 17)
      #expect(key[.transportDestination] == (offset == 0 ? 8 : 0))
    }
  }

  @Test("an ARP reply, and an operation above 255 as 0")
  func arp() {
    var frame = EthernetFrame.arpReply(
      from: Self.alice, address: IPv4Address(10, 0, 0, 1), to: Self.bob, target: IPv4Address(10, 0, 0, 2))
    var key = Self.key(frame)
    #expect(key[.arpOperation] == 2)
    #expect(key[.arpSenderIP] == 0x0a00_0001)
    #expect(key[.arpTargetIP] == 0x0a00_0002)
    #expect(key[.arpSenderMAC] == UInt128(Self.alice.bits))
    #expect(key[.arpTargetMAC] == UInt128(Self.bob.bits))
    frame[20] = 1
    key = Self.key(frame)
    #expect(key[.arpOperation] == 0)
  }

  @Test("neighbour discovery: target and link-layer address of a solicitation")
  func neighbourDiscovery() throws {
    let target = try #require(IPv6Address("2001:db8::7"))
    let key = Self.key(
      EthernetFrame.neighborSolicitation(from: Self.alice, address: IPv6Address(linkLocal: Self.alice), target: target))
    #expect(key[.ipProtocol] == 58)
    #expect(key[.icmpType] == 135)
    #expect(key[.icmpCode] == 0)
    #expect(key[.ndTarget] == target.bits)
    #expect(key[.ndSourceMAC] == UInt128(Self.alice.bits))
    #expect(key[.ndTargetMAC] == 0)
  }

  @Test("a frame with a length has type 0x05ff, or that of its SNAP header")
  func lengths() {
    let raw = EthernetFrame.raw(
      from: Self.alice, to: Self.bob, type: EtherType(rawValue: 50), payload: Array(repeating: 0x42, count: 50))
    #expect(Self.key(raw)[.ethernetType] == 0x05ff)
    let snap = EthernetFrame.raw(
      from: Self.alice, to: Self.bob, type: EtherType(rawValue: 50),
      payload: [0xaa, 0xaa, 3, 0, 0, 0, 0x88, 0xcc] + Array(repeating: 0, count: 42))
    #expect(Self.key(snap)[.ethernetType] == 0x88cc)
  }

  @Test("two tags are looked behind, a third is the type")
  func tags() {
    var frame = EthernetFrame.udp(Self.path, sourcePort: 7, destinationPort: 8)
    for tag in [UInt8(3), 2, 1] {
      frame.insert(contentsOf: [0x81, 0, 0, tag], at: 12)
      let key = Self.key(frame)
      #expect(key[.vlanTCI] == 0x1000 | UInt128(tag))
      #expect(key[.ethernetType] == (tag == 1 ? 0x8100 : 0x0800))
      #expect(key[.transportDestination] == (tag == 1 ? 0 : 8))
    }
  }

  @Test("any octets are read without a trap")
  func totality() {
    let seed: UInt64 = 0xf10_0004
    var frames = FrameGenerator(seed: seed)
    frames.tagsMax = 4
    for index in 0..<6_000 {
      var frame = frames.random.oneIn(4) ? frames.random.bytes(frames.random.below(80)) : frames.frame()
      for _ in 0..<frames.random.below(3) where !frame.isEmpty {
        frame[frames.random.below(frame.count)] = UInt8(frames.random.below(256))
      }
      #expect(FlowInvariants.packet(frame.span.bytes) == nil, "seed \(seed) frame \(index): \(frame)")
    }
  }
}
