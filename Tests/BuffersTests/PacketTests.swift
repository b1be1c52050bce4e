import Buffers
import Testing

struct PacketTests {
  let pool = PacketPool(capacity: 8)

  @Test("a new packet is empty, has the usual headroom and no offload work")
  func newPacket() {
    let packet = pool.allocate()!
    expect(packet.count, equals: 0)
    expect(packet.headroom, equals: PacketPool.headroom)
    expect(packet.tailroom, equals: PacketPool.packetLengthMax)
    expect(packet.offload, equals: .none)
    expect(packet.arrivalPort, equals: 0)
    expect(packet.traceID, equals: 0)
    expect(!packet.isShared)
  }

  @Test("a value of 32 octets, so that a move is a few registers")
  func sizeOfAPacket() { expect(MemoryLayout<Packet>.stride, equals: 32) }

  @Test("a clone has the same octets and metadata, and takes no buffer")
  func cloneShares() {
    var packet = pool.packet([1, 2, 3])!
    packet.offload.segmentSize = 1448
    packet.arrivalPort = 7
    packet.traceID = 9
    let twin = packet.clone()
    expect(packet.isShared && twin.isShared)
    expect(twin.octets(), equals: [1, 2, 3])
    expect(twin.offload, equals: packet.offload)
    expect(twin.arrivalPort, equals: 7)
    expect(twin.traceID, equals: 9)
    expect(pool.inUse, equals: 1)
  }

  @Test("writing to a clone leaves the other as it was")
  func copyOnWrite() {
    var packet = pool.packet([1, 2, 3])!
    let twin = packet.clone()
    expect(packet.makeWritable())
    expect(!packet.isShared && !twin.isShared)
    packet.set(9, at: 1)
    expect(packet.octets(), equals: [1, 9, 3])
    expect(twin.octets(), equals: [1, 2, 3])
    expect(pool.inUse, equals: 2)
  }

  @Test("the last owner of shared octets writes in place")
  func lastOwnerWritesInPlace() {
    var packet = pool.packet([1, 2, 3])!
    do { _ = packet.clone() }
    expect(!packet.isShared)
    expect(packet.makeWritable())
    expect(pool.inUse, equals: 1)
  }

  @Test("where the pool has no buffer for a copy, nothing is changed")
  func copyRefused() {
    let small = PacketPool(capacity: 1)
    var packet = small.packet([1, 2, 3])!
    let twin = packet.clone()
    expect(!packet.makeWritable())
    expect(!packet.openGap(at: 1, length: 2))
    expect(!packet.closeGap(at: 1, length: 1))
    expect(!packet.append(small.packetBytes))
    expect(packet.octets(), equals: [1, 2, 3])
    expect(twin.octets(), equals: [1, 2, 3])
    expect(small.refused, equals: 3)
  }

  @Test("a packet may be cloned many times and gives its buffer back once")
  func manyClones() {
    var batch = PacketBatch()
    do {
      let packet = pool.packet([5])!
      for _ in 0..<1000 { batch.append(packet.clone()) }
    }
    expect(pool.inUse, equals: 1)
    while batch.count > 1 { _ = batch.popFirst() }
    expect(pool.inUse, equals: 1)
    batch.removeAll()
    expect(pool.inUse, equals: 0)
  }

  @Test("a sibling comes from the same pool, empty")
  func sibling() {
    let packet = pool.packet([1, 2, 3])!
    let sibling = packet.allocateSibling()!
    expect(sibling.count, equals: 0)
    expect(pool.inUse, equals: 2)
  }
}

extension PacketPool {
  /// An octet to append.
  fileprivate var packetBytes: RawSpan {
    @_lifetime(immortal)
    get { RawSpan() }
  }
}
