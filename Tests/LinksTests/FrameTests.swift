import Buffers
import Dataplane
import Links
import Testing
import Wire

@Suite("frames and super-packets")
struct FrameTests {
  /// A TCP segment of 4,000 octets of payload over IPv4, as a TAP device hands it in: its checksum is partial.
  private static func superPacket(payload: Int = 4_000) -> [UInt8] {
    var bytes: [UInt8] = [2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0]
    let length = 40 + payload
    bytes += [0x45, 0, UInt8(length >> 8), UInt8(length & 255), 0, 1, 0x40, 0, 64, 6, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2]
    let header = (7..<17).reduce(0) { $0 + Int(bytes[2 * $1]) << 8 + Int(bytes[2 * $1 + 1]) }
    let checksum = 0xffff - fold(header)
    bytes[24] = UInt8(checksum >> 8)
    bytes[25] = UInt8(checksum & 255)
    let segment = 20 + payload
    bytes += [0x30, 0x39, 0, 80, 0, 0, 0, 1, 0, 0, 0, 1, 0x50, 0x18, 0xff, 0xff]
    let pseudoHeader = fold(0x0a00 + 0x0001 + 0x0a00 + 0x0002 + 6 + segment)
    bytes += [UInt8(pseudoHeader >> 8), UInt8(pseudoHeader & 255), 0, 0]
    bytes += (0..<payload).map { UInt8(truncatingIfNeeded: $0 * 7) }
    return bytes
  }

  private static func fold(_ sum: Int) -> Int {
    var sum = sum
    while sum > 0xffff { sum = sum & 0xffff + sum >> 16 }
    return sum
  }

  private static func offload(segmented: Bool) -> OffloadMetadata {
    var offload = OffloadMetadata()
    if segmented {
      offload.segmentation = .tcp4
      offload.segmentSize = 1_460
    }
    offload.needsChecksum = true
    offload.checksumStart = 34
    offload.checksumOffset = 16
    return offload
  }

  /// Whether the TCP checksum of a frame over IPv4 is right.
  private static func checksumHolds(_ frame: [UInt8]) -> Bool {
    let length = frame.count - 14
    var sum = 6 + length - 20
    for index in stride(from: 26, to: 34, by: 2) { sum += Int(frame[index]) << 8 | Int(frame[index + 1]) }
    for index in stride(from: 34, to: 14 + length, by: 2) {
      sum += Int(frame[index]) << 8 | (index + 1 < 14 + length ? Int(frame[index + 1]) : 0)
    }
    return fold(sum) == 0xffff
  }

  private func send(_ bytes: [UInt8], _ offload: OffloadMetadata, over conditions: LinkConditions, seed: UInt64 = 1)
    -> [Arrival]
  {
    let bench = LinkBench(conditions, seed: seed)
    bench.keepOctets()
    var packet = bench.pool.packet(bytes)!
    packet.offload = offload
    bench.put(packet)
    bench.runOut()
    return bench.arrivals()
  }

  @Test("delay alone leaves super-packets whole, metadata and all")
  func wholeUnderDelay() {
    let bytes = FrameTests.superPacket()
    let offload = FrameTests.offload(segmented: true)
    let arrivals = send(bytes, offload, over: LinkConditions(delay: .milliseconds(1)))
    #expect(arrivals.map(\.octets) == [bytes])
    #expect(arrivals.map(\.offload) == [offload])
  }

  @Test(
    "any other condition acts on frames",
    arguments: [
      LinkConditions(rate: .gigabits(1)), LinkConditions(loss: .independent(0.000_000_001)),
      LinkConditions(delay: .milliseconds(1), jitter: .init(.microseconds(1))),
      LinkConditions(delay: .milliseconds(1), reorder: 0.000_000_001), LinkConditions(duplicate: 0.000_000_001),
      LinkConditions(corrupt: 0.000_000_001),
    ])
  func cutIntoFrames(conditions: LinkConditions) {
    let bytes = FrameTests.superPacket()
    let arrivals = send(bytes, FrameTests.offload(segmented: true), over: conditions)
    #expect(arrivals.map(\.length) == [1_514, 1_514, 54 + 1_080])
    #expect(arrivals.flatMap { $0.octets[54...] } == Array(bytes[54...]))
    #expect(arrivals.allSatisfy { $0.offload.isComplete && FrameTests.checksumHolds($0.octets) })
  }

  @Test("frames of a super-packet are lost one by one")
  func framesAreLost() {
    let bench = LinkBench(LinkConditions(loss: .independent(0.2)), seed: 3)
    for _ in 0..<100 {
      var packet = bench.pool.packet(FrameTests.superPacket())!
      packet.offload = FrameTests.offload(segmented: true)
      bench.put(packet)
    }
    bench.runOut()
    let statistics = bench.statistics()
    #expect(statistics.lost + statistics.passedPackets == 300)
    // 60 ± 4.5 · √48
    #expect(abs(Double(statistics.lost) - 60) < 31)
    #expect(bench.arrivals().count == Int(statistics.passedPackets))
  }

  @Test("a partial checksum stays partial where nothing is corrupted")
  func partialChecksumStays() {
    let bytes = FrameTests.superPacket(payload: 100)
    let arrivals = send(bytes, FrameTests.offload(segmented: false), over: LinkConditions(rate: .megabits(1)))
    #expect(arrivals.map(\.octets) == [bytes])
    #expect(arrivals.map(\.offload.needsChecksum) == [true])
  }

  @Test("metadata that contradicts the packet is malformed, and nothing else happens")
  func malformed() {
    let bench = LinkBench(LinkConditions(rate: .gigabits(1)))
    var packet = bench.pool.packet([UInt8](repeating: 0, count: 60))!
    packet.offload = FrameTests.offload(segmented: true)
    bench.put(packet)
    bench.runOut()
    #expect(bench.arrivals() == [])
    #expect(bench.drops(.malformed) == 1)
  }

  @Test("a corrupted frame differs in one bit, any of them, and as often as it should")
  func corruption() {
    let count = 20_000
    print("seed 71")
    let bench = LinkBench(LinkConditions(corrupt: 0.5), seed: 71)
    bench.keepOctets()
    let frame = (0..<64).map { UInt8($0) }
    var flips = Array(repeating: 0, count: 64 * 8)
    for _ in 0..<count / 100 {
      for _ in 0..<100 { bench.put(bench.pool.packet(frame)!) }
      bench.run(for: .microseconds(1))
      for arrival in bench.arrivals() where arrival.octets != frame {
        let bits = flippedBits(frame, arrival.octets)
        #expect(bits.count == 1)
        flips[bits[0]] += 1
      }
    }
    let corrupted = flips.reduce(0, +)
    #expect(bench.statistics().corrupted == UInt64(corrupted))
    #expect(abs(Double(corrupted) - 10_000) < 4.5 * 5_000.0.squareRoot())
    // Every bit is hit about 19.5 times.
    #expect(flips.min()! > 0 && flips.max()! < 50)
  }

  @Test("a corrupted packet's partial checksum is finished first, and does not hold any more", arguments: 81...90)
  func corruptionIsNoticed(seed: UInt64) {
    let bytes = FrameTests.superPacket(payload: 1_000)
    var offload = FrameTests.offload(segmented: false)
    offload.checksumIsValid = true
    let sent = send(bytes, offload, over: LinkConditions(corrupt: Chance(.always)), seed: seed)[0]
    #expect(!sent.offload.needsChecksum && !sent.offload.checksumIsValid)
    let undamaged = send(bytes, FrameTests.offload(segmented: true), over: LinkConditions(rate: .gigabits(1)))[0].octets
    let bits = flippedBits(undamaged, sent.octets)
    #expect(bits.count == 1)
    // What TCP's checksum does not cover, before the IP addresses, is for others to notice.
    #expect(FrameTests.checksumHolds(sent.octets) == (bits[0] / 8 < 26))
  }

  @Test("a packet that is shared is copied before a bit of it is flipped")
  func sharedPacket() {
    let bench = LinkBench(LinkConditions(corrupt: Chance(.always)))
    bench.keepOctets()
    let frame = [UInt8](repeating: 0, count: 64)
    let original = bench.pool.packet(frame)!
    bench.put(original.clone())
    bench.runOut()
    #expect(bench.arrivals()[0].octets != frame)
    #expect(original.bytes.withUnsafeBytes { Array($0) } == frame)
  }
}

/// The bits in which two frames of one length differ.
private func flippedBits(_ a: [UInt8], _ b: [UInt8]) -> [Int] {
  var bits: [Int] = []
  for (index, octets) in zip(a, b).enumerated() {
    let difference = octets.0 ^ octets.1
    for bit in 0..<8 where difference >> UInt8(bit) & 1 == 1 { bits.append(index * 8 + bit) }
  }
  return bits
}
