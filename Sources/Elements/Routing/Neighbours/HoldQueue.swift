import Buffers
import DequeModule

/// Packets that wait for a neighbour to answer, each neighbour's in a lane of their own, all of them bounded.
struct HoldQueue: ~Copyable {
  /// The most packets that wait for one neighbour; one more takes the place of the oldest (RFC 4861, 7.2.2).
  static let perNeighbourMax = 32
  /// The most packets that wait altogether.
  static let countMax = 512

  private var lanes = UniqueDeque<PacketBatch>()
  private var free: [Int] = []
  /// How many packets wait.
  private(set) var count = 0

  /// Holds a packet in `lane`, which is opened where it is `nil`. Answers a packet that had to give way: the oldest of
  /// a full lane, or the new one where altogether too many wait.
  mutating func hold(_ packet: consuming Packet, in lane: inout Int?) -> Packet? {
    if let lane, lanes[lane].count >= HoldQueue.perNeighbourMax {
      lanes[lane].append(packet)
      return lanes[lane].popFirst()
    }
    guard count < HoldQueue.countMax else { return packet }
    let number = lane ?? open()
    lane = number
    lanes[number].append(packet)
    count += 1
    return nil
  }

  /// Takes the oldest packet out of a lane; `nil` once it is empty, and from then on the lane is another neighbour's.
  mutating func take(from lane: Int) -> Packet? {
    guard let packet = lanes[lane].popFirst() else {
      free.append(lane)
      return nil
    }
    count -= 1
    return packet
  }

  private mutating func open() -> Int {
    if let lane = free.popLast() { return lane }
    lanes.append(PacketBatch())
    return lanes.count - 1
  }
}
