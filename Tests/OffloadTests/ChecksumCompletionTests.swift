import Buffers
import Offload
import SeededRandom
import Testing

@Suite struct ChecksumCompletionTests {
  /// A packet of one frame whose checksum is left to be done, and the frame that must come of it.
  static func packet(_ random: inout SplitMix64) -> (partial: [UInt8], complete: [UInt8], OffloadMetadata) {
    var packet = SegmentationTests.anyPacket(&random, large: false)
    packet.needsChecksum = true
    packet.segmentSize = UInt16(packet.payload.count + 1)
    var offload = packet.offload
    offload.segmentation = .none
    offload.segmentSize = 0
    return (packet.bytes, packet.frames[0], offload)
  }

  @Test("a partial checksum becomes the one computed from scratch")
  func completes() {
    var random = SplitMix64(seed: 0xc5_0123, for: "completes")
    for round in 0..<400 {
      let (partial, expected, offload) = ChecksumCompletionTests.packet(&random)
      let outcome = complete(partial, offload, sharedWithAnother: round % 2 == 0)
      #expect(outcome == Outcome(reported: 1, frames: [expected], ports: [7]), "round \(round)")
    }
  }

  @Test("a UDP checksum that comes out as 0 is written as 0xffff, one of TCP as 0 (RFC 768)")
  func zero() {
    for isTCP in [true, false] {
      var packet = SuperPacket(isTCP: isTCP, payload: [0, 0], segmentSize: 10)
      let checksum = Array(
        packet.frames[0][packet.transportOffset + packet.checksumOffset..<packet.headerLength].prefix(2))
      // Adding the checksum that came out as payload makes the sum 0xffff.
      packet.payload = checksum
      var offload = packet.offload
      for segmentation in [offload.segmentation, .none] {
        offload.segmentation = segmentation
        let frame = complete(packet.bytes, offload).frames[0]
        let field = packet.transportOffset + packet.checksumOffset
        #expect(Array(frame[field..<field + 2]) == (isTCP ? [0, 0] : [0xff, 0xff]))
      }
    }
  }

  @Test("a complete packet passes as it is, shared or not")
  func untouched() {
    for bytes in [[], [1], Array(repeating: UInt8(3), count: 1514)] as [[UInt8]] {
      #expect(complete(bytes, .none, sharedWithAnother: true) == Outcome(reported: 1, frames: [bytes], ports: [7]))
    }
  }

  @Test("a shared packet is not written where the pool has no buffer for the copy")
  func sharedAndExhausted() {
    var random = SplitMix64(seed: 5, for: "sharedAndExhausted")
    let (partial, _, offload) = ChecksumCompletionTests.packet(&random)
    let outcome = complete(partial, offload, pool: PacketPool(capacity: 1), sharedWithAnother: true)
    #expect(outcome == Outcome(failure: .noBuffers, ports: [7]))
  }

  @Test("a super-packet has no one checksum to complete")
  func superPacketRefused() {
    let packet = SuperPacket(payload: Array(repeating: 1, count: 3000))
    let pool = PacketPool(capacity: 2)
    var buffer = pool.packet(packet.bytes)!
    buffer.offload = packet.offload
    #expect(SoftwareOffload.completeChecksum(of: &buffer) == .malformed)
    #expect(octets(buffer) == packet.bytes)
  }
}
