import Buffers

/// A 64-bit number made of a packet's octets and metadata: two that differ have different numbers, but for chance. The
/// same on every machine; it is no proof against somebody who wants to deceive.
enum PacketFingerprint {
  /// The number of `packet`.
  static func of(_ packet: borrowing Packet) -> UInt64 {
    let bytes = packet.bytes
    let count = bytes.byteCount
    let offload = packet.offload
    var state = mixed(UInt64(count) << 32 ^ UInt64(offload.recordedFlags) ^ UInt64(offload.segmentSize) << 8)
    if offload.needsChecksum {
      state = mixed(state ^ UInt64(offload.checksumStart) << 16 ^ UInt64(offload.checksumOffset))
    }
    var other = state ^ 0xa409_3822_299f_31d0
    var offset = 0
    while offset &+ 16 <= count {
      state = step(state, unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self))
      other = step(other, unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset &+ 8, as: UInt64.self))
      offset &+= 16
    }
    while offset < count {
      state = step(state, UInt64(unsafe bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self)).littleEndian)
      offset &+= 1
    }
    return mixed(state ^ mixed(other))
  }

  /// Takes one word in: an odd factor and a rotation, so that no two words lead from one state to the same.
  @inline(__always)
  private static func step(_ state: UInt64, _ word: UInt64) -> UInt64 {
    let product = (state ^ UInt64(littleEndian: word)) &* 0x9e37_79b9_7f4a_7c15
    return product << 29 | product >> 35
  }

  /// Lets every bit decide about every other (the finishing of SplitMix64).
  static func mixed(_ word: UInt64) -> UInt64 {
    var word = word &+ 0x9e37_79b9_7f4a_7c15
    word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
    return word ^ (word >> 31)
  }
}

extension [UInt8] {
  /// Appends octets as they are.
  mutating func append(_ bytes: RawSpan) {
    unsafe bytes.withUnsafeBytes { unsafe append(contentsOf: $0) }
  }

  /// A copy of octets.
  init(_ bytes: RawSpan) {
    self = []
    append(bytes)
  }
}
