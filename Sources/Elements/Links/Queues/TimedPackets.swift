import Buffers
import DequeModule

/// A packet and the time that belongs to it, nanoseconds.
struct TimedPacket: ~Copyable {
  let packet: Packet
  let time: UInt64

  consuming func takePacket() -> Packet { packet }
}

/// Packets in the order of their times. Storage grows to what was needed so far and is then reused.
struct TimedPackets: ~Copyable {
  private var entries = UniqueDeque<TimedPacket>()

  var count: Int { entries.count }
  var isEmpty: Bool { entries.isEmpty }

  /// The time of the first packet.
  var firstTime: UInt64? { entries.isEmpty ? nil : entries[0].time }

  mutating func append(_ packet: consuming Packet, _ time: UInt64) {
    entries.append(TimedPacket(packet: packet, time: time))
  }

  /// Takes out the first packet, with its time.
  mutating func popFirst() -> TimedPacket? { entries.popFirst() }

  /// Takes out the first packet where its time has come.
  mutating func popFirst(by now: UInt64) -> Packet? {
    guard !entries.isEmpty, entries[0].time <= now else { return nil }
    return entries.removeFirst().takePacket()
  }
}
