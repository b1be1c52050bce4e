import Buffers
import Dataplane
import ElementBench
import SeededRandom
import Switching
import Testing
import Wire

struct LearningSwitchTests {
  let bench = ElementBench(ports: ["a", "b", "c"])

  private func makeSwitch(_ change: (inout LearningSwitch.Configuration) -> Void = { _ in }) -> LearningSwitch {
    var configuration = LearningSwitch.Configuration()
    change(&configuration)
    let element = LearningSwitch(context: bench.context, configuration: configuration)
    bench.attach(element)
    return element
  }

  @Test("a frame for an unknown station is flooded, one for a known station leaves by its port alone")
  func learning() {
    _ = makeSwitch()
    let request = Frame(to: station(2), from: station(1)).octets
    let reply = Frame(to: station(1), from: station(2)).octets
    #expect(bench.send(request, to: 0) == [1: [request], 2: [request]])
    #expect(bench.send(reply, to: 1) == [0: [reply]])
    #expect(bench.send(request, to: 0) == [1: [request]])
    #expect(bench.dispatcher.pool.inUse == 0)
  }

  @Test(
    "groups are flooded, however often they were seen",
    arguments: [0xffff_ffff_ffff, 0x0100_5e00_0001, 0x3333_0000_0001])
  func groups(_ bits: UInt64) {
    _ = makeSwitch()
    let frame = Frame(to: MACAddress(bits: bits), from: station(1)).octets
    for _ in 0..<2 { #expect(bench.send(frame, to: 0) == [1: [frame], 2: [frame]]) }
  }

  @Test("a group address as source is forwarded and not learnt (IEEE 802.1Q-2018, 8.7)")
  func groupSource() async {
    let element = makeSwitch()
    let group = MACAddress(bits: 0x0100_5e00_0001)
    let frame = Frame(to: station(2), from: group).octets
    #expect(bench.send(frame, to: 0) == [1: [frame], 2: [frame]])
    #expect(await element.stations().isEmpty)
    let back = Frame(to: group, from: station(2)).octets
    #expect(bench.send(back, to: 1) == [0: [back], 2: [back]])
  }

  @Test("a frame for a station on the port that it came by goes nowhere")
  func sameAsIngress() {
    _ = makeSwitch()
    bench.send(Frame(to: station(9), from: station(1)).octets, to: 0)
    #expect(bench.send(Frame(to: station(1), from: station(2)).octets, to: 0) == [:])
    #expect(bench.send(Frame(to: station(1), from: station(1)).octets, to: 0) == [:])
    #expect(bench.context.dropCount(.sameAsIngress) == 2)
  }

  @Test("a station that moves is followed with its first frame")
  func movingStation() {
    _ = makeSwitch()
    bench.send(Frame(to: station(9), from: station(1)).octets, to: 0)
    let frame = Frame(to: station(1), from: station(2)).octets
    #expect(bench.send(frame, to: 1) == [0: [frame]])
    bench.send(Frame(to: station(9), from: station(1)).octets, to: 2)
    #expect(bench.send(frame, to: 1) == [2: [frame]])
  }

  @Test("a station is known for the ageing time since it was last seen, and not a nanosecond longer")
  func ageing() async {
    let element = makeSwitch { $0.ageing = .seconds(300) }
    let hello = Frame(to: station(9), from: station(1)).octets
    let frame = Frame(to: station(1), from: station(2)).octets
    bench.send(hello, to: 0)
    bench.advance(by: .seconds(200))
    bench.send(hello, to: 0)
    bench.advance(by: .seconds(300))
    #expect(bench.send(frame, to: 1) == [0: [frame]])
    #expect(await element.stations().first?.age == .seconds(300))
    bench.advance(by: Nanoseconds(1))
    #expect(bench.send(frame, to: 1) == [0: [frame], 2: [frame]])
    #expect(await element.stations().map(\.address) == [station(2)])
  }

  @Test("when every station has aged, their slots and the timer are given back")
  func sweeping() async {
    let element = makeSwitch { $0.stationsMax = 4 }
    for number in 1...4 { bench.send(Frame(to: .broadcast, from: station(number)).octets, to: 0) }
    #expect(bench.dispatcher.nextDeadline != nil)
    bench.advance(by: .seconds(601))
    #expect(bench.dispatcher.nextDeadline == nil)
    bench.send(Frame(to: .broadcast, from: station(5)).octets, to: 0)
    #expect(await element.stations().map(\.address) == [station(5)])
  }

  @Test(
    "an ageing time of nothing forgets, and does not keep the timer firing", arguments: [Duration.zero, .seconds(-5)])
  func noAgeingTime(_ ageing: Duration) {
    _ = makeSwitch { $0.ageing = ageing }
    bench.send(Frame(to: .broadcast, from: station(1)).octets, to: 0)
    bench.advance(by: .seconds(1))
    let frame = Frame(to: station(1), from: station(2)).octets
    #expect(bench.send(frame, to: 1) == [0: [frame], 2: [frame]])
    bench.advance(by: .seconds(1))
    #expect(bench.dispatcher.nextDeadline == nil)
  }

  @Test("a full table learns no more, and floods for the others")
  func boundedTable() async {
    let element = makeSwitch { $0.stationsMax = 2 }
    for number in 1...3 { bench.send(Frame(to: .broadcast, from: station(number)).octets, to: 0) }
    #expect(await element.stations().map(\.address) == [station(1), station(2)])
    let known = Frame(to: station(2), from: station(1)).octets
    let unknown = Frame(to: station(3), from: station(1)).octets
    #expect(bench.send(known, to: 1) == [0: [known]])
    #expect(bench.send(unknown, to: 1) == [0: [unknown], 2: [unknown]])
  }

  @Test("the stations of a port can be forgotten")
  func forgetting() async {
    let element = makeSwitch()
    bench.send(Frame(to: .broadcast, from: station(1)).octets, to: 0)
    bench.send(Frame(to: .broadcast, from: station(2)).octets, to: 1)
    await element.forget(port: 0)
    #expect(await element.stations().map(\.address) == [station(2)])
  }

  @Test("reserved group addresses stay on their link, unless the file lets them pass", arguments: 0..<16)
  func reservedGroups(_ number: Int) {
    let frame = Frame(to: MACAddress(bits: 0x0180_c200_0000 + UInt64(number)), from: station(1)).octets
    _ = makeSwitch { $0.reservedGroupsPassed = 1 << 14 | 1 }
    let passes = number == 14 || number == 0
    #expect(bench.send(frame, to: 0) == (passes ? [1: [frame], 2: [frame]] : [:]))
    #expect(bench.context.dropCount(.reservedGroup) == (passes ? 0 : 1))
  }

  @Test("the group address behind the reserved ones is no longer reserved")
  func behindTheReservedGroups() {
    _ = makeSwitch()
    let frame = Frame(to: MACAddress(bits: 0x0180_c200_0010), from: station(1)).octets
    #expect(bench.send(frame, to: 0).count == 2)
  }

  @Test("a frame shorter than an Ethernet header is malformed; one that is nothing more is a frame", arguments: 0...14)
  func shortFrames(_ length: Int) {
    _ = makeSwitch()
    let frame = Array(Frame(to: station(2), from: station(1)).octets.prefix(length))
    let output = bench.send(frame, to: 0)
    #expect(output == (length < 14 ? [:] : [1: [frame], 2: [frame]]))
    #expect(bench.context.dropCount(.malformed) == (length < 14 ? 1 : 0))
  }

  @Test("a switch that does not look at tags passes them as they are")
  func tagsPass() {
    _ = makeSwitch()
    let frame = Frame(to: station(2), from: station(1), tag: 0xe123).octets
    #expect(bench.send(frame, to: 0) == [1: [frame], 2: [frame]])
  }

  @Test("a super-packet with work left to the edge is forwarded as it is")
  func superPacket() {
    _ = makeSwitch()
    var offload = OffloadMetadata()
    offload.segmentation = .tcp4
    offload.segmentSize = 1448
    offload.needsChecksum = true
    offload.checksumStart = 34
    offload.checksumOffset = 16
    let octets = Frame(to: station(2), from: station(1), payload: [UInt8](repeating: 5, count: 65_000)).octets
    bench.inject(octets, to: 0, offload: offload)
    let outputs = bench.runOutputs()
    #expect(outputs[1]?.first?.offload == offload)
    #expect(outputs[1]?.first?.bytes == octets)
    #expect(outputs.count == 2)
  }

  @Test("random batches agree with a switch that is a dictionary")
  func agreesWithADictionary() {
    let seed: UInt64 = 0x5eed_0020
    print("seed \(seed)")
    var random = SplitMix64(seed: seed)
    _ = makeSwitch()
    var known: [MACAddress: Int] = [:]
    for round in 0..<2000 {
      let ingress = Int(random.next() % 3)
      var expected: [Int: [[UInt8]]] = [:]
      var frame = Frame(to: station(0), from: station(1))
      for number in 0..<(1 + Int(random.next() % 20)) {
        // Runs of frames between the same stations, now and then one among others.
        if random.next() % 3 == 0 { frame.source = station(Int(random.next() % 6)) }
        if random.next() % 3 == 0 {
          frame.destination = random.next() % 8 == 0 ? .broadcast : station(Int(random.next() % 6))
        }
        frame.payload = [UInt8(truncatingIfNeeded: round), UInt8(number)]
        bench.inject(frame.octets, to: ingress)
        known[frame.source] = ingress
        let egress = frame.destination.isGroup ? nil : known[frame.destination]
        for port in 0..<3 where port != ingress && (egress == nil || egress == port) {
          expected[port, default: []].append(frame.octets)
        }
      }
      #expect(bench.run() == expected)
    }
    #expect(bench.dispatcher.pool.inUse == 0)
  }
}
