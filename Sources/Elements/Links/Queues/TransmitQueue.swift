import Buffers

/// Packets that wait for the transmitter, each with the time that it came; bounded.
struct TransmitQueue: ~Copyable {
  private var packets = TimedPackets()
  /// Octets of all that wait.
  private(set) var octets = 0
  /// The most packets that ever waited.
  private(set) var countMax = 0
  /// The most octets that ever waited.
  private(set) var octetsMax = 0

  var count: Int { packets.count }
  var isEmpty: Bool {
    @inline(__always) get { packets.isEmpty }
  }

  /// True where a packet of `length` octets may wait. Bounded in packets even where the limit is in octets.
  func hasRoom(for length: Int, _ limit: LinkConditions.Queue.Limit) -> Bool {
    switch limit {
    case .packets(let countMax): count < countMax
    case .octets(let octetsMax): octets + length <= octetsMax && count < LinkConditions.queuePacketsMax
    }
  }

  mutating func append(_ packet: consuming Packet, at now: UInt64) {
    octets += packet.count
    packets.append(packet, now)
    countMax = max(countMax, count)
    octetsMax = max(octetsMax, octets)
  }

  mutating func popFirst() -> TimedPacket? {
    guard let first = packets.popFirst() else { return nil }
    octets -= first.packet.count
    return first
  }
}
