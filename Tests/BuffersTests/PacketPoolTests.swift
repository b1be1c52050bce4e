import Buffers
import SeededRandom
import Testing

struct PacketPoolTests {
  @Test("a pool hands out as many buffers as it was made for, refuses more, and counts both")
  func boundIsHard() {
    let pool = PacketPool(capacity: 3)
    do {
      let first = pool.allocate()
      let second = pool.allocate()
      let third = pool.allocate()
      let refused = pool.allocate()
      let missing = refused == nil
      expect(missing)
      expect(pool.inUse, equals: 3)
      expect(pool.refused, equals: 1)
      _ = (consume first)
      _ = (consume second)
      _ = (consume third)
    }
    expect(pool.inUse, equals: 0)
    expect(pool.capacity, equals: 3)
  }

  @Test("a buffer that came home is handed out again before one that was never used")
  func lastInFirstOut() {
    let pool = PacketPool(capacity: 2)
    let marked = pool.packet([0xaa, 0xbb])
    _ = (consume marked)
    var again = pool.allocate()!
    expect(again.resize(to: 2))
    expect(again.octets(), equals: [0xaa, 0xbb])
  }

  @Test("a large pool hands out every buffer, each of its own")
  func severalArenas() {
    let capacity = 2500
    var pool: PacketPool? = PacketPool(capacity: capacity)
    var kept: [KeptPacket] = []
    for number in 0..<capacity {
      kept.append(KeptPacket(pool!.packet([UInt8(number & 0xff), UInt8(number >> 8)])!))
    }
    let refused = pool!.allocate()
    let missing = refused == nil
    expect(missing)
    expect(pool!.inUse, equals: capacity)
    pool = nil
    for (number, packet) in kept.enumerated() {
      expect(packet.octets, equals: [UInt8(number & 0xff), UInt8(number >> 8)])
    }
  }

  @Test("packets may outlive their pool")
  func packetsOutliveThePool() {
    var pool: PacketPool? = PacketPool(capacity: 4)
    var packet = pool!.packet([1, 2, 3])!
    let twin = packet.clone()
    pool = nil
    expect(packet.octets(), equals: [1, 2, 3])
    expect(packet.makeWritable())
    packet.set(9, at: 0)
    expect(twin.octets(), equals: [1, 2, 3])
    expect(packet.allocateSibling() != nil)
  }

  @Test("a copy that is longer than a buffer is refused, and takes none")
  func tooLongIsRefused() {
    let pool = PacketPool(capacity: 1)
    do {
      let longest = pool.packet([UInt8](repeating: 7, count: PacketPool.packetLengthMax))!
      expect(longest.count, equals: PacketPool.packetLengthMax)
      expect(longest.tailroom, equals: 0)
    }
    let longer = pool.packet([UInt8](repeating: 7, count: PacketPool.packetLengthMax + 1))
    let missing = longer == nil
    expect(missing)
    expect(pool.inUse, equals: 0)
  }

  @Test("a packet is long enough for the largest IP datagram with an Ethernet header and two tags")
  func longestPacketFits() {
    expect(PacketPool.packetLengthMax >= 65_535 + 14 + 8)
  }

  @Test("random taking, cloning, copying and giving back ends with every buffer at home")
  func nothingLeaks() {
    let seed: UInt64 = 0x5eed_0001
    print("seed \(seed)")
    var random = SplitMix64(seed: seed)
    let pool = PacketPool(capacity: 20)
    do {
      var batch = PacketBatch()
      for _ in 0..<20_000 {
        switch random.next() % 5 {
        case 0:
          if let packet = pool.packet([UInt8](repeating: 1, count: Int(random.next() % 80))) { batch.append(packet) }
        case 1:
          if let packet = batch.popFirst() {
            batch.append(packet.clone())
            batch.append(packet)
          }
        case 2:
          if var packet = batch.popFirst() {
            let wasShared = packet.isShared
            let copied = packet.makeWritable()
            expect(copied != packet.isShared)
            expect(copied || wasShared)
            batch.append(packet)
          }
        case 3: _ = batch.popFirst()
        default: if batch.count > 40 { batch.removeAll() }
        }
        expect(pool.inUse <= min(20, batch.count))
      }
    }
    expect(pool.inUse, equals: 0)
  }
}

/// A packet that an array can hold.
private final class KeptPacket {
  private let packet: Packet

  init(_ packet: consuming Packet) { self.packet = packet }

  var octets: [UInt8] { packet.octets() }
}
