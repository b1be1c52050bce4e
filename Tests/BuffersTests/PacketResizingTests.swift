import Buffers
import SeededRandom
import Testing

struct PacketResizingTests {
  let pool = PacketPool(capacity: 4)

  @Test("growing in front uses the headroom up, and not more")
  func growFront() {
    var packet = pool.packet([3, 4])!
    expect(packet.grow(front: 2))
    packet.set(1, at: 0)
    packet.set(2, at: 1)
    expect(packet.octets(), equals: [1, 2, 3, 4])
    expect(packet.grow(front: packet.headroom))
    expect(packet.headroom, equals: 0)
    expect(!packet.grow(front: 1))
    expect(packet.count, equals: 2 + PacketPool.headroom)
  }

  @Test("trimming in front gives headroom back, to the last octet")
  func trimFront() {
    var packet = pool.packet([1, 2, 3])!
    expect(packet.trim(front: 2))
    expect(packet.octets(), equals: [3])
    expect(!packet.trim(front: 2))
    expect(packet.trim(front: 1))
    expect(packet.count, equals: 0)
    expect(packet.headroom, equals: PacketPool.headroom + 3)
  }

  @Test("resizing and appending end where the buffer ends")
  func resizeAndAppend() {
    var packet = pool.packet([1])!
    expect(packet.append([UInt8](2...4)))
    expect(packet.octets(), equals: [1, 2, 3, 4])
    expect(packet.resize(to: 2))
    expect(packet.octets(), equals: [1, 2])
    expect(packet.resize(to: PacketPool.packetLengthMax))
    expect(!packet.resize(to: PacketPool.packetLengthMax + 1))
    expect(!packet.append([0]))
    expect(packet.count, equals: PacketPool.packetLengthMax)
  }

  @Test("amounts that make no sense change nothing", arguments: [-1, Int.min, Int.max])
  func nonsenseAmounts(_ amount: Int) {
    var packet = pool.packet([1, 2, 3])!
    expect(!packet.grow(front: amount))
    expect(!packet.trim(front: amount))
    expect(!packet.resize(to: amount))
    expect(!packet.openGap(at: amount, length: 1))
    expect(!packet.openGap(at: 1, length: amount))
    expect(!packet.closeGap(at: amount, length: 1))
    expect(!packet.closeGap(at: 1, length: amount))
    expect(packet.octets(), equals: [1, 2, 3])
    expect(packet.headroom, equals: PacketPool.headroom)
  }

  @Test("octets that are shared cannot be appended to")
  func appendToShared() {
    var packet = pool.packet([1])!
    let twin = packet.clone()
    expect(!packet.append([2]))
    expect(packet.makeWritable())
    expect(packet.append([2]))
    expect(twin.octets(), equals: [1])
  }

  @Test("opening and closing gaps agrees with inserting into and removing from an array")
  func gapsAgreeWithArrays() {
    let seed: UInt64 = 0x5eed_0002
    print("seed \(seed)")
    var random = SplitMix64(seed: seed)
    for _ in 0..<500 {
      var model = (0..<Int(random.next() % 64)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      var packet = pool.packet(model)!
      var headroom = PacketPool.headroom
      for _ in 0..<20 {
        let offset = Int(random.next() % 70)
        let length = Int(random.next() % 12)
        if random.next() % 2 == 0 {
          let fits = offset <= model.count && length <= headroom
          expect(packet.openGap(at: offset, length: length), equals: fits)
          guard fits else { continue }
          for index in 0..<length { packet.set(UInt8(index), at: offset + index) }
          model.insert(contentsOf: (0..<length).map { UInt8($0) }, at: offset)
          headroom -= length
        } else {
          let fits = offset + length <= model.count
          expect(packet.closeGap(at: offset, length: length), equals: fits)
          guard fits else { continue }
          model.removeSubrange(offset..<(offset + length))
          headroom += length
        }
        expect(packet.octets(), equals: model)
        expect(packet.headroom, equals: headroom)
      }
    }
    expect(pool.inUse, equals: 0)
  }

  @Test("a gap in a shared packet is opened in a copy")
  func gapInSharedPacket() {
    var packet = pool.packet([1, 2, 3, 4])!
    let twin = packet.clone()
    expect(packet.openGap(at: 2, length: 1))
    packet.set(9, at: 2)
    expect(packet.octets(), equals: [1, 2, 9, 3, 4])
    expect(twin.octets(), equals: [1, 2, 3, 4])
  }

  @Test("the start of a partial checksum moves along with the front of the packet")
  func checksumStartMovesAlong() {
    var packet = pool.packet([UInt8](repeating: 0, count: 60))!
    packet.offload.needsChecksum = true
    packet.offload.checksumStart = 34
    packet.offload.checksumOffset = 16
    expect(packet.openGap(at: 12, length: 4))
    expect(packet.offload.checksumStart, equals: 38)
    expect(packet.closeGap(at: 12, length: 4))
    expect(packet.offload.checksumStart, equals: 34)
    expect(packet.offload.checksumOffset, equals: 16)
  }

  @Test("without a partial checksum its start is left alone")
  func unusedChecksumStartStays() {
    var packet = pool.packet([UInt8](repeating: 0, count: 60))!
    packet.offload.checksumStart = 34
    expect(packet.grow(front: 4))
    expect(packet.offload.checksumStart, equals: 34)
  }
}

extension Packet {
  fileprivate mutating func append(_ octets: [UInt8]) -> Bool {
    let span = octets.span
    return append(span.bytes)
  }
}
