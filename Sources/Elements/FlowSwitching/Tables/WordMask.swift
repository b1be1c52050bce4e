/// The words of a mask that are not 0, and where they are: looking a key up under the mask touches these alone.
struct WordMask: BitwiseCopyable {
  /// How many there are, 0…16.
  private(set) var count = 0
  private var indices = InlineArray<16, UInt8>(repeating: 0)
  private var masks = InlineArray<16, UInt64>(repeating: 0)

  /// The words of `mask`.
  init(_ mask: FlowKey) {
    for index in 0..<FlowKey.wordCount where mask.words[index] != 0 {
      indices[count] = UInt8(index)
      masks[count] = mask.words[index]
      count += 1
    }
  }

  /// Gathers the masked words of `key` at the front of `words`, and answers their hash.
  @inline(__always)
  func gather(_ key: borrowing FlowKey, into words: inout GatheredWords) -> UInt64 {
    var hash: UInt64 = 0
    for position in 0..<count {
      let word = key.words[Int(indices[position])] & masks[position]
      words[position] = word
      hash ^= WordMask.mix(word, position)
    }
    return hash ^ hash >> 29
  }

  /// What a gathered word adds to the hash: the two halves of its product with an odd number of its own, so that words
  /// do not wait for each other.
  @inline(__always)
  static func mix(_ word: UInt64, _ position: Int) -> UInt64 {
    let factor = 0x9e37_79b9_7f4a_7c15 &+ UInt64(truncatingIfNeeded: position) &* 0x2545_f491_4f6c_dd1e
    let product = (word ^ 0xd6e8_feb8_6659_fd93).multipliedFullWidth(by: factor)
    return product.high ^ product.low
  }
}

/// The words of a key that a mask looks at, one after the other.
typealias GatheredWords = InlineArray<16, UInt64>
