import Buffers

/// Writes records one behind the other into an array.
struct RecordWriter {
  var octets: [UInt8] = []

  mutating func put(_ tag: RecordingFormat.Tag) { octets.append(tag.rawValue) }

  mutating func put(octet: UInt8) { octets.append(octet) }

  mutating func put(_ number: UInt64) {
    var rest = number
    while rest >= 0x80 {
      octets.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    octets.append(UInt8(rest))
  }

  mutating func put(_ number: Int) { put(UInt64(number)) }

  mutating func put(word: UInt64) {
    for shift in stride(from: 0, to: 64, by: 8) { octets.append(UInt8(truncatingIfNeeded: word >> UInt64(shift))) }
  }

  mutating func put(blob: some Collection<UInt8>) {
    put(blob.count)
    octets.append(contentsOf: blob)
  }

  /// A packet with all its octets.
  mutating func put(_ packet: borrowing Packet) {
    put(packet.offload)
    put(packet.count)
    octets.append(packet.bytes)
  }

  /// What is kept of a packet that goes out.
  mutating func put(headOf packet: borrowing Packet) {
    put(packet.offload)
    put(packet.count)
    let length = min(packet.count, RecordingFormat.headMax)
    put(length)
    octets.append(packet.bytes.extracting(first: length))
  }

  private mutating func put(_ offload: OffloadMetadata) {
    let hasNumbers = offload.segmentSize != 0 || offload.checksumStart != 0 || offload.checksumOffset != 0
    octets.append(offload.recordedFlags | (hasNumbers ? 64 : 0))
    guard hasNumbers else { return }
    put(UInt64(offload.segmentSize))
    put(UInt64(offload.checksumStart))
    put(UInt64(offload.checksumOffset))
  }
}

extension OffloadMetadata {
  /// The flags as a recording has them, without that for the numbers.
  var recordedFlags: UInt8 {
    segmentation.rawValue | (needsChecksum ? 8 : 0) | (checksumIsValid ? 16 : 0) | (hasECN ? 32 : 0)
  }
}
