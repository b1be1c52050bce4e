import Buffers

/// Mixes a sequence of 64-bit words into 128 bits.
///
/// The state is two words, and takes two words a step (all arithmetic modulo 2⁶⁴, `⊕` exclusive or, `≪` a rotation):
///
/// ```
/// a ← (a ⊕ x) · K₀;   a ← a ⊕ (a >> 32)
/// b ← (b ⊕ y) · K₁;   b ← b ⊕ (b >> 29)
/// a ← a + b;          b ← (b ≪ 23) ⊕ a
/// ```
///
/// K₀ and K₁ are odd, so every step can be undone: two sequences that differ in the words of one step never come to the
/// same state, and others do by chance of about 2⁻¹²⁸. It is no cryptographic hash: whoever wants two runs to look
/// alike can make them so. It uses no seed, no address, and octets in little-endian order whatever the machine, so the
/// same sequence comes to the same words everywhere.
struct EventMixer: Equatable {
  private var a: UInt64 = 0x243f_6a88_85a3_08d3
  private var b: UInt64 = 0x1319_8a2e_0370_7344

  /// Mixes in two words.
  @inline(__always)
  mutating func mix(_ x: UInt64, _ y: UInt64) {
    a = (a ^ x) &* 0x9e37_79b9_7f4a_7c15
    a ^= a >> 32
    b = (b ^ y) &* 0xd6e8_feb8_6659_fd93
    b ^= b >> 29
    a &+= b
    b = (b << 23 | b >> 41) ^ a
  }

  /// Mixes in octets: eight to a word, the last word filled up with zeros, a second word of zero where their number is
  /// odd. Mix in how many there are as well.
  @inline(__always)
  mutating func mix(_ bytes: RawSpan) {
    let count = bytes.byteCount
    var offset = 0
    while offset &+ 16 <= count {
      mix(word(bytes, offset), word(bytes, offset &+ 8))
      offset &+= 16
    }
    guard offset < count else { return }
    if offset &+ 8 <= count {
      mix(word(bytes, offset), lastWord(bytes, offset &+ 8))
    } else {
      mix(lastWord(bytes, offset), 0)
    }
  }

  /// The two words as they are to be shown, well mixed.
  var result: (UInt64, UInt64) {
    var copy = self
    for round in 1...4 as ClosedRange<UInt64> { copy.mix(round, round) }
    return (copy.a, copy.b)
  }

  @inline(__always)
  private func word(_ bytes: RawSpan, _ offset: Int) -> UInt64 {
    UInt64(littleEndian: unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self))
  }

  /// The octets from `offset` on, fewer than eight, perhaps none.
  private func lastWord(_ bytes: RawSpan, _ offset: Int) -> UInt64 {
    var word: UInt64 = 0
    var shift: UInt64 = 0
    for index in offset..<bytes.byteCount {
      word |= UInt64(unsafe bytes.unsafeLoad(fromByteOffset: index, as: UInt8.self)) << shift
      shift += 8
    }
    return word
  }
}
