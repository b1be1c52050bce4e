import Buffers
import Offload
import SeededRandom
import Testing

@Suite struct HostileMetadataTests {
  static let packet = SuperPacket(payload: Array(repeating: 1, count: 3000))

  @Test("metadata that contradicts the packet is malformed, and the packet comes back unchanged")
  func contradictions() {
    let good = HostileMetadataTests.packet.offload
    let changes: [(String, (inout OffloadMetadata) -> Void)] = [
      ("segment size 0", { $0.segmentSize = 0 }),
      ("TCP over IPv6", { $0.segmentation = .tcp6 }),
      ("UDP", { $0.segmentation = .udp }),
      ("checksum of another header", { $0.checksumStart += 2 }),
      ("checksum behind the end", { $0.checksumStart = 65_535 }),
      ("checksum elsewhere in the header", { $0.checksumOffset = 6 }),
      (
        "checksum behind the end, no segmentation",
        {
          $0.segmentation = .none; $0.checksumStart = 65_535
        }
      ),
      (
        "checksum half behind the end",
        {
          $0.segmentation = .none;
          $0.checksumOffset = UInt16(HostileMetadataTests.packet.bytes.count - 1) - $0.checksumStart
        }
      ),
      (
        "offset wraps",
        {
          $0.segmentation = .none; $0.checksumOffset = 65_535
        }
      ),
    ]
    for (name, change) in changes {
      var offload = good
      change(&offload)
      let outcome = complete(HostileMetadataTests.packet.bytes, offload)
      #expect(outcome == Outcome(failure: .malformed, ports: [7]), "\(name)")
    }
  }

  @Test("more frames than the bound are refused")
  func tooManyFrames() {
    let packet = SuperPacket(payload: Array(repeating: 1, count: SegmentationPlan.framesMax * 2 + 1), segmentSize: 2)
    #expect(complete(packet.bytes, packet.offload, pool: PacketPool(capacity: 2)).failure == .malformed)
  }

  @Test("a super-packet cut off anywhere is malformed")
  func truncated() {
    for packet in [HostileMetadataTests.packet, SuperPacket(tags: 1, isIPv6: true, isTCP: false, payload: [1, 2, 3])] {
      let bytes = packet.bytes
      for length in 0..<min(bytes.count, 120) {
        #expect(complete(Array(bytes.prefix(length)), packet.offload).failure == .malformed, "\(length) octets")
      }
    }
  }

  @Test("a fragment is not segmented")
  func fragment() {
    for field in [[0x20, 0x00], [0x00, 0x10]] as [[UInt8]] {
      var bytes = HostileMetadataTests.packet.bytes
      bytes.replaceSubrange(20..<22, with: field)
      #expect(complete(bytes, HostileMetadataTests.packet.offload).failure == .malformed)
    }
  }

  @Test("no octets and no metadata make it trap")
  func anything() {
    var random = SplitMix64(seed: 0xbad, for: "anything")
    let pool = PacketPool(capacity: 64)
    var completed = 0
    for _ in 0..<5_000 {
      var bytes: [UInt8]
      var offload: OffloadMetadata
      if Bool.random(using: &random) {
        let packet = SegmentationTests.anyPacket(&random, large: false)
        bytes = Array(packet.bytes.prefix(packet.headerLength + 40))
        offload = packet.offload
        for _ in 0..<Int.random(in: 0...4, using: &random) {
          bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
        }
      } else {
        bytes = random.bytes(Int.random(in: 0...200, using: &random))
        offload = OffloadMetadata()
        offload.segmentation = [.none, .tcp4, .tcp6, .udp].randomElement(using: &random)!
        offload.needsChecksum = Bool.random(using: &random)
        offload.segmentSize = UInt16.random(in: 0...100, using: &random)
        offload.checksumStart = UInt16.random(in: 0...220, using: &random)
        offload.checksumOffset = UInt16.random(in: 0...220, using: &random)
      }
      let outcome = complete(bytes, offload, pool: pool)
      #expect(outcome.allComplete)
      if outcome.failure == nil { completed += 1 }
    }
    #expect(pool.inUse == 0)
    #expect(completed > 200)
  }
}
