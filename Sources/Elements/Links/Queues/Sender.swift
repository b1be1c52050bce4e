import Buffers
import Dataplane

/// The near end of one direction: what waits, and the transmitter that it waits for.
///
/// It may be looked at late. What it has taken up meanwhile, and what CoDel has dropped, follows from when the
/// transmitter was free, not from when that was noticed.
struct Sender: ~Copyable {
  private var transmitter = Transmitter()
  /// True where CoDel decides about a packet when its turn has come.
  private(set) var isManaged = false
  private var queue = TransmitQueue()
  private var settings = LinkConditions.Queue()
  private var codel: CoDel?

  /// When the transmitter can take up the next packet that waits; `nil` where none does.
  var nextStart: UInt64? {
    @inline(__always) get { queue.isEmpty ? nil : transmitter.freeAt }
  }

  /// True where no packet waits.
  var isEmpty: Bool {
    @inline(__always) get { queue.isEmpty }
  }

  /// True where a packet that comes now need not wait.
  @inline(__always)
  func isIdle(at now: UInt64) -> Bool { queue.isEmpty && transmitter.freeAt <= now }

  /// The rate and the queue's settings from now on. What waits stays, even where it would no longer fit.
  mutating func change(rate: BitRate?, queue new: LinkConditions.Queue) {
    transmitter.setRate(rate)
    if new.management != settings.management {
      if case .codel(let parameters) = new.management { codel = CoDel(parameters) } else { codel = nil }
      isManaged = codel != nil
    }
    settings = new
  }

  /// Sends a packet of so many octets, which need not wait, and answers when it is through.
  @inline(__always)
  mutating func send(_ octets: Int, at now: UInt64) -> UInt64 {
    // RFC 8289 asks at every dequeue, and a packet that has not waited brings its state back to normal.
    if isManaged { _ = codel?.drops(wait: Nanoseconds(0), backlog: 0, now: Instant(nanoseconds: now)) }
    return transmitter.send(octets, from: now)
  }

  /// Lets a packet wait, or drops it where the queue is full.
  mutating func hold(
    _ packet: consuming Packet, at now: UInt64, _ counts: inout LinkStatistics, _ context: ElementContext
  ) {
    guard queue.hasRoom(for: packet.count, settings.limit) else {
      counts.queueDrops &+= 1
      return context.drop(packet, .queueFull)
    }
    context.note(packet, "waits for the link to send \(queue.count + 1) before it")
    queue.append(packet, at: now)
  }

  /// Sends the next packet that the transmitter has had time for by `now`; its time is when it is through.
  mutating func sendNext(by now: UInt64, _ counts: inout LinkStatistics, _ context: ElementContext) -> TimedPacket? {
    while transmitter.freeAt <= now, let next = queue.popFirst() {
      let arrival = next.time
      let packet = next.takePacket()
      guard drops(waitingSince: arrival) else {
        let end = transmitter.send(packet.count, from: arrival)
        return TimedPacket(packet: packet, time: end)
      }
      counts.managedDrops &+= 1
      context.drop(packet, .queueManaged)
      if queue.isEmpty { codel?.queueIsEmpty() }
    }
    return nil
  }

  /// Gives up what waits, one packet a call, and the packet that is being sent.
  mutating func abandon(at now: UInt64) -> Packet? {
    transmitter.abort(at: now)
    codel?.queueIsEmpty()
    return queue.popFirst()?.takePacket()
  }

  /// Adds to `counts` what waits now, and the most that ever did.
  func report(to counts: inout LinkStatistics) {
    counts.queuePackets = queue.count
    counts.queueOctets = queue.octets
    counts.queuePacketsMax = queue.countMax
    counts.queueOctetsMax = queue.octetsMax
  }

  /// Whether CoDel drops the packet that was just taken out, as the transmitter is free for it.
  private mutating func drops(waitingSince arrival: UInt64) -> Bool {
    guard codel != nil else { return false }
    let now = Instant(nanoseconds: transmitter.freeAt)
    let wait = now - Instant(nanoseconds: arrival)
    return codel?.drops(wait: wait, backlog: queue.octets, now: now) ?? false
  }
}
