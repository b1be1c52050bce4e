import Buffers
import Offload
import SeededRandom
import Testing

@Suite struct SegmentationTests {
  @Test("super-packets of every kind and size are cut as the octet-by-octet model cuts them")
  func agreesWithModel() {
    var random = SplitMix64(seed: 0x5e9_4e17, for: "agreesWithModel")
    let pool = PacketPool(capacity: 4096)
    for round in 0..<600 {
      let packet = SegmentationTests.anyPacket(&random, large: round % 20 == 0)
      let outcome = complete(packet.bytes, packet.offload, pool: pool)
      let expected = packet.frames
      #expect(outcome.failure == nil, "round \(round)")
      #expect(outcome.reported == expected.count && outcome.frames == expected, "round \(round): \(packet.offload)")
      #expect(outcome.allComplete && outcome.ports == [7], "round \(round)")
      #expect(outcome.frames.flatMap { $0.dropFirst(packet.headerLength) } == packet.payload, "round \(round)")
    }
    #expect(pool.inUse == 0)
  }

  @Test("sequence numbers and identifications wrap around")
  func wraps() {
    let packet = SuperPacket(
      identification: 0xffff, sequence: 0xffff_ffff, payload: Array(repeating: 1, count: 300), segmentSize: 100)
    let frames = complete(packet.bytes, packet.offload).frames
    #expect(frames.map { Array($0[18..<20]) } == [[0xff, 0xff], [0, 0], [0, 1]])
    #expect(frames.map { Array($0[38..<42]) } == [[0xff, 0xff, 0xff, 0xff], [0, 0, 0, 99], [0, 0, 0, 199]])
  }

  @Test("FIN and PSH are on the last segment, CWR on the first alone (RFC 3168 6.1.2)")
  func flags() {
    let packet = SuperPacket(flags: 0xff, payload: Array(repeating: 1, count: 300), segmentSize: 100)
    #expect(complete(packet.bytes, packet.offload).frames.map { $0[47] } == [0xf6, 0x76, 0x7f])
  }

  @Test("a payload that fits one segment, even an empty one, becomes one frame")
  func oneSegment() {
    for count in [0, 1, 99, 100] {
      let packet = SuperPacket(flags: 0x99, payload: Array(repeating: 1, count: count), segmentSize: 100)
      #expect(complete(packet.bytes, packet.offload).frames == packet.frames)
      #expect(packet.frames.count == 1)
    }
  }

  @Test("UDP over IPv4 without a checksum stays without one")
  func withoutChecksum() {
    let packet = SuperPacket(
      isTCP: false, payload: Array(repeating: 9, count: 250), segmentSize: 100, needsChecksum: false)
    let frames = complete(packet.bytes, packet.offload).frames
    #expect(frames.map { Array($0[40..<42]) } == Array(repeating: [0, 0], count: 3))
    #expect(frames.map { Array($0[38..<40]) } == [[0, 108], [0, 108], [0, 58]])
  }

  @Test("what follows the IP datagram in the super-packet is in no frame")
  func trailer() {
    let packet = SuperPacket(payload: Array(repeating: 1, count: 300), segmentSize: 100)
    #expect(complete(packet.bytes + [1, 2, 3], packet.offload).frames == packet.frames)
  }

  @Test("an exhausted pool hands the super-packet back and keeps the frames there was room for")
  func exhausted() {
    let pool = PacketPool(capacity: 4)
    let packet = SuperPacket(payload: Array(repeating: 1, count: 1000), segmentSize: 100)
    let outcome = complete(packet.bytes, packet.offload, pool: pool)
    #expect(outcome.failure == .noBuffers)
    #expect(outcome.frames == Array(packet.frames.prefix(3)))
    #expect(outcome.allComplete)
    #expect(pool.inUse == 0)
  }

  @Test("the longest frame of a super-packet is told without cutting it")
  func longestFrame() {
    let pool = PacketPool(capacity: 1)
    for (count, expected) in [(5000, 54 + 1448), (700, 54 + 700)] {
      let packet = SuperPacket(payload: Array(repeating: 1, count: count))
      var buffer = pool.packet(packet.bytes)!
      buffer.offload = packet.offload
      #expect(SoftwareOffload.longestFrame(of: buffer) == expected)
      buffer.offload.segmentSize = 0
      #expect(SoftwareOffload.longestFrame(of: buffer) == nil)
      buffer.offload = .none
      #expect(SoftwareOffload.longestFrame(of: buffer) == packet.bytes.count)
    }
  }

  /// A packet of any kind, with any headers in front.
  static func anyPacket(_ random: inout SplitMix64, large: Bool) -> SuperPacket {
    var packet = SuperPacket()
    packet.tags = Int.random(in: 0...2, using: &random)
    packet.isIPv6 = Bool.random(using: &random)
    packet.isTCP = Bool.random(using: &random)
    packet.needsChecksum = packet.isTCP || packet.isIPv6 ? Int.random(in: 0...4, using: &random) > 0 : true
    if packet.isTCP { packet.options = random.bytes(4 * Int.random(in: 0...10, using: &random)) }
    if packet.isIPv6 {
      for _ in 0..<Int.random(in: 0...3, using: &random) {
        let units = Int.random(in: 0...2, using: &random)
        let kind: UInt8 = packet.extensions.isEmpty && Bool.random(using: &random) ? 0 : 60
        packet.extensions.append((kind, [0, UInt8(units)] + random.bytes(6 + units * 8)))
      }
    } else {
      packet.ipOptions = Array(repeating: 1, count: 4 * Int.random(in: 0...3, using: &random))
      packet.identification = UInt16.random(in: 0...0xffff, using: &random)
    }
    packet.sequence = UInt32.random(in: 0...0xffff_ffff, using: &random)
    packet.flags = UInt8.random(in: 0...255, using: &random)
    packet.segmentSize = UInt16.random(in: large ? 400...9000 : 1...1500, using: &random)
    packet.payload = random.bytes(
      Int.random(in: 0...(large ? 60_000 : min(40 * Int(packet.segmentSize), 6000)), using: &random))
    return packet
  }
}
