import Buffers
import SeededRandom
import Testing

struct PacketBatchTests {
  @Test("a batch without storage is empty, and may be emptied")
  func emptyBatch() {
    var batch = PacketBatch()
    expect(batch.isEmpty && batch.count == 0)
    let first = batch.popFirst()
    let missing = first == nil
    expect(missing)
    batch.removeAll()
    expect(batch.isEmpty)
  }

  @Test("appending and taking agrees with a queue of numbers, through growth and reuse of storage")
  func agreesWithAnArray() {
    let seed: UInt64 = 0x5eed_0004
    print("seed \(seed)")
    var random = SplitMix64(seed: seed)
    let pool = PacketPool(capacity: 4)
    do {
      let original = pool.packet([1])!
      for capacity in [0, 1, 5, 64] {
        var batch = PacketBatch(capacity: capacity)
        var model: [UInt16] = []
        for step in 0..<20_000 {
          // Long phases of growing and of shrinking, so that the front is reached from behind.
          let grows = random.next() % 8 < (step / 500 % 2 == 0 ? 5 : 3)
          if grows {
            var packet = original.clone()
            packet.arrivalPort = UInt16(truncatingIfNeeded: step)
            batch.append(packet)
            model.append(UInt16(truncatingIfNeeded: step))
          } else {
            if let packet = batch.popFirst() {
              expect(packet.arrivalPort, equals: model.removeFirst())
            } else {
              expect(model.isEmpty)
            }
          }
          if random.next() % 4096 == 0 {
            batch.removeAll()
            model.removeAll()
          }
          expect(batch.count == model.count && batch.isEmpty == model.isEmpty)
        }
        var seen: [UInt16] = []
        batch.forEach { seen.append($0.arrivalPort) }
        expect(seen, equals: model)
      }
    }
    expect(pool.inUse, equals: 0)
  }

  @Test("packets that are inside when a batch goes away give their buffers back")
  func droppedBatchGivesBack() {
    let pool = PacketPool(capacity: 40)
    do {
      var batch = PacketBatch()
      for number in 0..<40 { batch.append(pool.packet([UInt8(number)])!) }
      _ = batch.popFirst()
      expect(pool.inUse, equals: 39)
    }
    expect(pool.inUse, equals: 0)
  }

  @Test("two batches may be exchanged, one without storage")
  func exchange() {
    let pool = PacketPool(capacity: 4)
    var left = PacketBatch()
    var right = PacketBatch()
    left.append(pool.packet([1])!)
    swap(&left, &right)
    expect(left.isEmpty)
    expect(right.popFirst()?.octets(), equals: [1])
  }
}
