import Buffers

/// Packets on their way, each with the time that it arrives; bounded.
///
/// There are two lanes, and in each of them packets arrive in the order in which they were sent: one for those that take
/// the delay, and one for those that skip it. So the next to arrive is the first of one of them, and nothing is sorted.
struct Flight: ~Copyable {
  /// The most packets in flight.
  static let countMax = Link.inFlightMax

  private var delayed = TimedPackets()
  /// When the last of the delayed packets arrives.
  private var lastArrival: UInt64 = 0
  private var ahead = TimedPackets()

  var count: Int {
    @inline(__always) get { delayed.count &+ ahead.count }
  }
  var isEmpty: Bool {
    @inline(__always) get { delayed.isEmpty && ahead.isEmpty }
  }
  var hasRoom: Bool {
    @inline(__always) get { count < Flight.countMax }
  }

  /// When the next packet arrives; `nil` where none is in flight.
  var nextArrival: UInt64? {
    @inline(__always) get {
      guard let due = ahead.firstTime else { return delayed.firstTime }
      return min(due, delayed.firstTime ?? due)
    }
  }

  /// When a packet arrives that takes until `time`: then, or right behind the one before it where that is later.
  @inline(__always)
  func arrival(notBefore time: UInt64) -> UInt64 { max(lastArrival, time) }

  /// Sends a packet off; `time` is not before the arrival of the one before it.
  @inline(__always)
  mutating func append(_ packet: consuming Packet, arrivingAt time: UInt64) {
    lastArrival = time
    delayed.append(packet, time)
  }

  /// Sends a packet off that skips the delay; `time` is not before that of the last such packet.
  mutating func appendAhead(_ packet: consuming Packet, arrivingAt time: UInt64) { ahead.append(packet, time) }

  /// Takes out the next packet that has arrived by `now`.
  @inline(__always)
  mutating func popArrived(by now: UInt64) -> Packet? {
    if let due = ahead.firstTime, due < delayed.firstTime ?? .max { return ahead.popFirst(by: now) }
    return delayed.popFirst(by: now)
  }

  /// Takes out any packet: the link was cut. What is sent next has nobody to wait for.
  mutating func popLost() -> Packet? {
    lastArrival = 0
    return (delayed.popFirst() ?? ahead.popFirst())?.takePacket()
  }
}
