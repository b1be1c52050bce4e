import Buffers

/// A packet and the time that belongs to it, nanoseconds.
struct TimedPacket: ~Copyable {
  let packet: Packet
  let time: UInt64

  @inline(__always)
  init(packet: consuming Packet, time: UInt64) {
    self.packet = packet
    self.time = time
  }

  @inline(__always)
  consuming func takePacket() -> Packet { packet }
}

/// Packets in the order of their times: a ring. Storage grows to what was needed so far and is then reused.
@safe
struct TimedPackets: ~Copyable {
  private var slots: UnsafeMutablePointer<TimedPacket>
  /// How many slots there are, less one: a power of two less one, or −1 while there are none.
  private var mask = -1
  private var first = 0
  private(set) var count = 0

  init() { unsafe slots = UnsafeMutablePointer(bitPattern: MemoryLayout<TimedPacket>.stride).unsafelyUnwrapped }

  deinit {
    guard mask >= 0 else { return }
    for index in 0..<count { unsafe (slots + (first &+ index) & mask).deinitialize(count: 1) }
    unsafe slots.deallocate()
  }

  var isEmpty: Bool {
    @inline(__always) get { count == 0 }
  }

  /// The time of the first packet.
  var firstTime: UInt64? {
    @inline(__always) get { count == 0 ? nil : unsafe slots[first].time }
  }

  @inline(__always)
  mutating func append(_ packet: consuming Packet, _ time: UInt64) {
    if count > mask { grow() }
    unsafe (slots + (first &+ count) & mask).initialize(to: TimedPacket(packet: packet, time: time))
    count &+= 1
  }

  /// Takes out the first packet, with its time.
  @inline(__always)
  mutating func popFirst() -> TimedPacket? {
    guard count > 0 else { return nil }
    let packet = unsafe (slots + first).move()
    first = (first &+ 1) & mask
    count &-= 1
    return packet
  }

  /// Takes out the first packet where its time has come.
  @inline(__always)
  mutating func popFirst(by now: UInt64) -> Packet? {
    guard count > 0, unsafe slots[first].time <= now else { return nil }
    return popFirst()?.takePacket()
  }

  private mutating func grow() {
    let capacity = max(4, 2 * (mask + 1))
    let fresh = UnsafeMutablePointer<TimedPacket>.allocate(capacity: capacity)
    let behind = min(count, mask + 1 - first)
    unsafe fresh.moveInitialize(from: slots + first, count: behind)
    unsafe (fresh + behind).moveInitialize(from: slots, count: count - behind)
    if mask >= 0 { unsafe slots.deallocate() }
    unsafe slots = unsafe fresh
    mask = capacity - 1
    first = 0
  }
}
