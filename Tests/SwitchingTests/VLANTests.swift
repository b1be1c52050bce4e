import Buffers
import Dataplane
import ElementBench
import Switching
import Testing
import Wire

struct VLANTests {
  /// Every kind of port, in pairs where a second one makes a difference.
  static let ports: [PortVLANs] = [
    .access(10), .access(10), .access(20), .trunk([10, 20]), .trunk([10, 20, 30]), .trunk([10], native: 20),
    .trunk([10, 20, 30], native: 1), .trunk([20], native: 20), .trunk([]),
  ]
  /// Tags that frames arrive with: none, VLAN 0 with and without priority, VLANs of the ports with priority and drop
  /// eligibility, one that no port has, and the reserved one.
  static let tags: [UInt16?] = [nil, 0, 0xe000, 10, 0x700a, 0xf014, 20, 30, 1, 99, 0xfff, 0xffff]

  let bench = ElementBench(ports: (0..<VLANTests.ports.count).map { "eth\($0)" })

  private func attach(_ vlans: [PortVLANs] = VLANTests.ports) {
    var configuration = LearningSwitch.Configuration()
    configuration.vlans = vlans
    bench.attach(LearningSwitch(context: bench.context, configuration: configuration))
  }

  // What IEEE 802.1Q-2018 says of one frame, rule by rule.

  /// The VLAN of a frame with `tag` at a port, or `nil` where it is not taken (6.9, 8.6.2).
  private func classify(_ tag: UInt16?, _ port: PortVLANs) -> UInt16? {
    guard let tag, tag & 0xfff != 0 else { return port.untagged }
    let vlan = tag & 0xfff
    if vlan == 0xfff { return nil }
    return vlan == port.untagged || port.tagged.contains(vlan) ? vlan : nil
  }

  /// The frame of `vlan` as it leaves by a port, or `nil` where the port does not carry the VLAN (8.6.1).
  private func form(_ frame: Frame, _ vlan: UInt16, _ port: PortVLANs) -> Frame? {
    if port.untagged == vlan { return frame.tagged(nil) }
    return port.tagged.contains(vlan) ? frame.tagged((frame.tag ?? 0) & 0xf000 | vlan) : nil
  }

  @Test("each frame leaves by the ports of its VLAN, in the form of each port: all ports, all tags", arguments: tags)
  func floodMatrix(_ tag: UInt16?) {
    attach()
    for (ingress, vlans) in VLANTests.ports.enumerated() {
      let frame = Frame(to: .broadcast, from: station(ingress), tag: tag)
      let vlan = classify(tag, vlans)
      let dropped = bench.context.dropCount(.vlanNotAllowed)
      var expected: [Int: [[UInt8]]] = [:]
      if let vlan {
        for (egress, other) in VLANTests.ports.enumerated() where egress != ingress {
          if let out = form(frame, vlan, other) { expected[egress] = [out.octets] }
        }
      }
      #expect(bench.send(frame.octets, to: ingress) == expected, "from port \(ingress)")
      #expect(bench.context.dropCount(.vlanNotAllowed) - dropped == (vlan == nil ? 1 : 0))
    }
    #expect(bench.dispatcher.pool.inUse == 0)
  }

  @Test("a known station is reached in the form of its port, from every port of its VLAN", arguments: tags)
  func unicastMatrix(_ tag: UInt16?) {
    attach()
    for (home, homeVLANs) in VLANTests.ports.enumerated() {
      for vlan in [10, 20, 30, 1] as [UInt16]
      where form(Frame(to: .broadcast, from: station(1)), vlan, homeVLANs) != nil {
        let hello = form(Frame(to: .broadcast, from: station(1)), vlan, homeVLANs)!
        bench.send(hello.octets, to: home)
        for (ingress, vlans) in VLANTests.ports.enumerated() where ingress != home && classify(tag, vlans) == vlan {
          let frame = Frame(to: station(1), from: station(2), tag: tag)
          #expect(bench.send(frame.octets, to: ingress) == [home: [form(frame, vlan, homeVLANs)!.octets]])
        }
      }
    }
  }

  @Test("a station that is known in one VLAN is unknown in another")
  func vlansAreApart() {
    attach([.access(10), .access(20), .trunk([10, 20])] + Array(VLANTests.ports.dropFirst(3)).map { _ in .trunk([]) })
    bench.send(Frame(to: .broadcast, from: station(1)).octets, to: 0)
    let frame = Frame(to: station(1), from: station(2))
    #expect(bench.send(frame.octets, to: 1) == [2: [frame.tagged(20).octets]])
  }

  @Test("a port that the file does not name is an access port of VLAN 1")
  func unnamedPorts() {
    attach([.access(10), .access(1)])
    let frame = Frame(to: .broadcast, from: station(1)).octets
    let output = bench.send(frame, to: 1)
    #expect(output.keys.sorted() == Array(2..<VLANTests.ports.count))
    #expect(bench.send(frame, to: 0) == [:])
    #expect(bench.context.dropCount(.portNotConnected) == 1)
  }

  @Test("a run of frames with the same addresses is still told apart by its tags")
  func runsWithDifferentTags() {
    attach([.trunk([10, 20]), .trunk([10, 20]), .access(10), .access(20)])
    for vlan in [10, 20] as [UInt16] {
      bench.send(Frame(to: .broadcast, from: station(1), tag: vlan).octets, to: vlan == 10 ? 1 : 0)
    }
    bench.send(Frame(to: .broadcast, from: station(1)).octets, to: 3)
    let frames = [10, 10, 0x600a, 20, 10, 20, 20].map { Frame(to: station(1), from: station(2), tag: UInt16($0)) }
    for frame in frames { bench.inject(frame.octets, to: 0) }
    let expected = [
      1: frames.filter { $0.tag! & 0xfff == 10 }.map(\.octets),
      3: frames.filter { $0.tag! & 0xfff == 20 }.map { $0.tagged(nil).octets },
    ]
    #expect(bench.run() == expected)
  }

  @Test("with no buffer for a copy, a tag that had to be written is not, and the drop is counted")
  func noBufferForATag() {
    let bench = ElementBench(ports: ["a", "b", "c"], poolCapacity: 1)
    var configuration = LearningSwitch.Configuration()
    configuration.vlans = [.access(10), .trunk([10]), .access(10)]
    bench.attach(LearningSwitch(context: bench.context, configuration: configuration))
    let frame = Frame(to: .broadcast, from: station(1)).octets
    #expect(bench.send(frame, to: 0) == [2: [frame]])
    #expect(bench.context.dropCount(.noBuffers) == 1)
    #expect(bench.dispatcher.pool.inUse == 0)
  }

  @Test("a tag that is cut short, and a service tag, are the payload of a frame without a tag")
  func otherTags() {
    attach([.access(10), .access(10)])
    let short = Array(Frame(to: .broadcast, from: station(1), tag: 20).octets.prefix(17))
    #expect(bench.send(short, to: 0) == [1: [short]])
    var service = Frame(to: .broadcast, from: station(1), tag: 20).octets
    service[12] = 0x88
    service[13] = 0xa8
    #expect(bench.send(service, to: 0) == [1: [service]])
  }

  @Test("the partial checksum of a super-packet keeps its place when a tag is put on and taken off")
  func superPacketWithTag() {
    attach([.access(10), .trunk([10])] + Array(VLANTests.ports.dropFirst(2)).map { _ in .trunk([]) })
    var offload = OffloadMetadata()
    offload.segmentation = .tcp4
    offload.segmentSize = 1448
    offload.needsChecksum = true
    offload.checksumStart = 34
    offload.checksumOffset = 16
    let frame = Frame(to: .broadcast, from: station(1), payload: [UInt8](repeating: 5, count: 9000))
    bench.inject(frame.octets, to: 0, offload: offload)
    #expect(bench.runOutputs()[1]?.first?.offload.checksumStart == 38)
    offload.checksumStart = 38
    bench.inject(frame.tagged(10).octets, to: 1, offload: offload)
    #expect(bench.runOutputs()[0]?.first?.offload.checksumStart == 34)
  }

  @Test("a set of VLANs has what was put in, and nothing beyond 4095")
  func vlanSet() {
    let set = VLANSet([0, 1, 63, 64, 4094, 4095, 4096, 65_535])
    #expect((0...65_535).filter { set.contains(UInt16($0)) } == [0, 1, 63, 64, 4094, 4095])
    #expect(!VLANSet().contains(0))
  }
}
