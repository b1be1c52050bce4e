import Buffers
import SeededRandom
import Testing

struct OffloadMetadataTests {
  /// The fields one by one, as the metadata would be without packing.
  private struct Fields: Equatable {
    var segmentation = OffloadMetadata.Segmentation.none
    var needsChecksum = false
    var checksumIsValid = false
    var hasECN = false
    var segmentSize: UInt16 = 0
    var checksumStart: UInt16 = 0
    var checksumOffset: UInt16 = 0

    init() {}

    init(_ metadata: OffloadMetadata) {
      segmentation = metadata.segmentation
      needsChecksum = metadata.needsChecksum
      checksumIsValid = metadata.checksumIsValid
      hasECN = metadata.hasECN
      segmentSize = metadata.segmentSize
      checksumStart = metadata.checksumStart
      checksumOffset = metadata.checksumOffset
    }
  }

  @Test("one word holds all fields, and setting one leaves the others alone")
  func packingKeepsFieldsApart() {
    let seed: UInt64 = 0x5eed_0003
    print("seed \(seed)")
    var random = SplitMix64(seed: seed)
    var metadata = OffloadMetadata()
    var fields = Fields()
    for _ in 0..<5_000 {
      let value = UInt16(truncatingIfNeeded: random.next())
      let flag = value & 1 == 1
      switch random.next() % 7 {
      case 0:
        let segmentation = [OffloadMetadata.Segmentation.none, .tcp4, .tcp6, .udp][Int(value & 3)]
        metadata.segmentation = segmentation
        fields.segmentation = segmentation
      case 1: (metadata.needsChecksum, fields.needsChecksum) = (flag, flag)
      case 2: (metadata.checksumIsValid, fields.checksumIsValid) = (flag, flag)
      case 3: (metadata.hasECN, fields.hasECN) = (flag, flag)
      case 4: (metadata.segmentSize, fields.segmentSize) = (value, value)
      case 5: (metadata.checksumStart, fields.checksumStart) = (value, value)
      default: (metadata.checksumOffset, fields.checksumOffset) = (value, value)
      }
      expect(Fields(metadata), equals: fields)
      expect(metadata.isComplete == (fields.segmentation == .none && !fields.needsChecksum))
    }
  }

  @Test("metadata with the same fields is equal, however it came about")
  func equality() {
    var left = OffloadMetadata()
    left.segmentation = .udp
    left.segmentSize = 0xffff
    left.segmentation = .none
    left.segmentSize = 0
    expect(left, equals: .none)
    expect(MemoryLayout<OffloadMetadata>.size, equals: 8)
  }
}
