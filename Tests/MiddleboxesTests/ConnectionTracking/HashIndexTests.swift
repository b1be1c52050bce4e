import ConnectionTracking
import SeededRandom
import Testing

@Suite("Hash index")
struct HashIndexTests {
  @Test("finds, inserts and removes as a dictionary does, with hashes that collide")
  func agreesWithDictionary() {
    let seed: UInt64 = 11
    print("seed \(seed)")
    var random = SplitMix64(seed: seed)
    var index = HashIndex()
    // Sixteen hashes for up to 200 numbers: long runs, wrapped around the end of the slots.
    let hashes = (0..<16).map { _ in UInt32(truncatingIfNeeded: random.next()) | 0xf }
    var model: [UInt32: UInt32] = [:]
    for _ in 0..<20_000 {
      let number = UInt32.random(in: 0..<200, using: &random)
      if let hash = model[number], random.oneIn(2) {
        let removed = index.remove(number, hash: hash)
        #expect(removed)
        model[number] = nil
      } else if model[number] == nil {
        let hash = hashes.randomElement(using: &random)!
        index.insert(number, hash: hash)
        model[number] = hash
      }
      let probe = UInt32.random(in: 0..<200, using: &random)
      let hash = model[probe] ?? hashes[Int(probe) % 16]
      let found = index.find(hash) { $0 == probe }
      #expect(found == (model[probe] == nil ? nil : probe))
    }
    #expect(index.count == model.count)
    for (number, hash) in model {
      let found = index.find(hash) { $0 == number }
      #expect(found == number)
    }
  }

  @Test("removing what is not there changes nothing")
  func removesNothing() {
    var index = HashIndex()
    index.insert(7, hash: 99)
    let wrongHash = index.remove(7, hash: 98)
    let wrongNumber = index.remove(8, hash: 99)
    #expect(!wrongHash && !wrongNumber)
    #expect(index.count == 1)
    #expect(index.find(99) { $0 == 7 } == 7)
  }

  @Test("grows as it fills, and keeps everything")
  func grows() {
    var index = HashIndex()
    for number in 0..<5000 as Range<UInt32> { index.insert(number, hash: number &* 2_654_435_761) }
    for number in 0..<5000 as Range<UInt32> {
      #expect(index.find(number &* 2_654_435_761) { $0 == number } == number)
    }
  }
}
