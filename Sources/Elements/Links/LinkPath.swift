import Buffers
import Dataplane
import Offload

/// One direction of a link: what waits, what is in flight, and what befalls it.
///
/// It is looked at when packets come, when something arrives, and, where packets may die or overtake on the way,
/// whenever the transmitter takes one up. However late that is, everything has its own time.
struct LinkPath: ~Copyable {
  // What every packet needs comes first and lies together.
  private let outlet: Outlet
  private(set) var isUp = true
  /// Single frames matter.
  private var actsOnFrames = false
  /// Chance decides what befalls a packet.
  private var isImpaired = false
  /// What is sent next may change what happens before the next arrival.
  private var isWatched = false
  private var alarm: Alarm
  private var flight = Flight()
  private var sender = Sender()
  private var counts = LinkStatistics()
  private(set) var conditions = LinkConditions()
  private var impairments: Impairments
  /// The frames of one super-packet; empty between two.
  private var frames = PacketBatch()

  /// The most packets that leave in one turn of the worker, so that the next element's queue is not overrun.
  static let releaseMax = PacketBatch.countMax

  /// Where packets arrive.
  enum Outlet {
    /// At this port.
    case port(Int)
    /// At every port but the one that they came in by.
    case others
  }

  /// A path with timers of this token.
  init(to outlet: Outlet, token: UInt64, _ conditions: LinkConditions, seed: UInt64) {
    self.outlet = outlet
    impairments = Impairments(seed: seed)
    alarm = Alarm(token: token)
    adopt(conditions)
  }

  /// Packets came in.
  mutating func receive(_ batch: inout PacketBatch, _ context: ElementContext) {
    let now = context.now.nanoseconds
    catchUp(to: now, context)
    if !isUp {
      while let packet = batch.popFirst() { lose(packet, context) }
    } else if actsOnFrames || !sender.isIdle(at: now) {
      while let packet = batch.popFirst() { admit(packet, now, context) }
    } else {
      let arrival = now &+ conditions.delay.count
      while let packet = batch.popFirst() { sendOff(packet, at: now, arrivingAt: arrival, context) }
    }
    release(at: now, context)
  }

  /// The alarm went off, or one that is no longer needed.
  @inline(__always)
  mutating func wake(_ context: ElementContext) {
    let now = context.now.nanoseconds
    alarm.fired(at: now)
    catchUp(to: now, context)
    release(at: now, context)
  }

  /// Makes `new` the conditions of what is sent from now on.
  mutating func change(to new: LinkConditions, _ context: ElementContext) {
    let now = context.now.nanoseconds
    catchUp(to: now, context)
    adopt(new)
    catchUp(to: now, context)
    release(at: now, context)
  }

  /// Takes the direction down, which loses what is in it but has not arrived, or up.
  mutating func setUp(_ up: Bool, _ context: ElementContext) {
    guard up != isUp else { return }
    isUp = up
    if up { return }
    let now = context.now.nanoseconds
    catchUp(to: now, context)
    while let packet = flight.popArrived(by: now) { arrive(packet, context) }
    while let packet = flight.popLost() { lose(packet, context) }
    while let packet = sender.abandon(at: now) { lose(packet, context) }
  }

  /// What has passed, and what is inside now.
  mutating func statistics(_ context: ElementContext) -> LinkStatistics {
    catchUp(to: context.now.nanoseconds, context)
    sender.report(to: &counts)
    counts.inFlight = flight.count
    return counts
  }

  private mutating func adopt(_ new: LinkConditions) {
    impairments.change(from: conditions, to: new)
    sender.change(rate: new.rate, queue: new.queue)
    conditions = new
    actsOnFrames = new.actsOnFrames
    isImpaired = new.isImpaired
    isWatched = sender.isManaged || new.loss != .none || new.reorder.probability > .never
  }
}

/// The way in: cut into frames, to the sender, and from there to what befalls a packet.
extension LinkPath {
  @inline(__always)
  private mutating func admit(_ packet: consuming Packet, _ now: UInt64, _ context: ElementContext) {
    if packet.offload.segmentation == .none { admitFrame(packet, now, context) } else { cut(packet, now, context) }
  }

  /// Lets the frames of a super-packet in.
  private mutating func cut(_ packet: consuming Packet, _ now: UInt64, _ context: ElementContext) {
    switch SoftwareOffload.complete(packet, into: &frames) {
    case .completed: break
    case .failed(let packet, .malformed): context.drop(packet, .malformed)
    case .failed(let packet, .noBuffers): context.drop(packet, .noBuffers)
    }
    while let frame = frames.popFirst() { admitFrame(frame, now, context) }
  }

  @inline(__always)
  private mutating func admitFrame(_ frame: consuming Packet, _ now: UInt64, _ context: ElementContext) {
    if sender.isIdle(at: now) {
      let end = sender.send(frame.count, at: now)
      if isImpaired { return expose(frame, sentBy: end, context) }
      sendOff(frame, at: end, arrivingAt: end &+ conditions.delay.count, context)
    } else {
      sender.hold(frame, at: now, &counts, context)
    }
  }

  /// Sends what there has been time for by `now`.
  @inline(__always)
  private mutating func catchUp(to now: UInt64, _ context: ElementContext) {
    if !sender.isEmpty { sendWaiting(by: now, context) }
  }

  private mutating func sendWaiting(by now: UInt64, _ context: ElementContext) {
    while let sent = sender.sendNext(by: now, &counts, context) {
      let end = sent.time
      expose(sent.takePacket(), sentBy: end, context)
    }
  }

  /// Decides what befalls a packet that is through at `end`. The order of the draws is part of what a seed means.
  private mutating func expose(_ packet: consuming Packet, sentBy end: UInt64, _ context: ElementContext) {
    if impairments.drawLoss() {
      counts.lost &+= 1
      return context.drop(packet, .linkLoss)
    }
    if impairments.drawCorruption() {
      if let reason = impairments.corrupt(&packet) { return context.drop(packet, reason) }
      counts.corrupted &+= 1
      context.note(packet, "the link flipped one bit of it")
    }
    let isDuplicated = impairments.drawDuplication()
    if isDuplicated {
      counts.duplicated &+= 1
      context.note(packet, "the link made a second one of it")
    }
    if impairments.drawReordering() {
      counts.reordered &+= 1
      context.note(packet, "skips the link's delay")
      if isDuplicated { sendAhead(packet.clone(), arrivingAt: end, context) }
      sendAhead(packet, arrivingAt: end, context)
    } else {
      let arrival = end &+ conditions.delay.count &+ UInt64(bitPattern: impairments.drawJitter())
      if isDuplicated { sendOff(packet.clone(), at: end, arrivingAt: arrival, context) }
      sendOff(packet, at: end, arrivingAt: arrival, context)
    }
  }
}

/// The way out: in flight, and to the far end.
extension LinkPath {
  @inline(__always)
  private mutating func sendOff(
    _ packet: consuming Packet, at start: UInt64, arrivingAt time: UInt64, _ context: ElementContext
  ) {
    guard flight.hasRoom else { return overflow(packet, context) }
    let arrival = flight.arrival(notBefore: time)
    context.note(packet, "is on the way for \(decimal(arrival - start, unit: 1_000_000)) ms")
    flight.append(packet, arrivingAt: arrival)
  }

  private mutating func sendAhead(_ packet: consuming Packet, arrivingAt time: UInt64, _ context: ElementContext) {
    guard flight.hasRoom else { return overflow(packet, context) }
    flight.appendAhead(packet, arrivingAt: time)
  }

  private mutating func overflow(_ packet: consuming Packet, _ context: ElementContext) {
    counts.flightDrops &+= 1
    context.drop(packet, .queueFull)
  }

  /// Hands over what has arrived by `now`, and sees to being called for the rest.
  @inline(__always)
  private mutating func release(at now: UInt64, _ context: ElementContext) {
    var left = LinkPath.releaseMax
    while left > 0, let packet = flight.popArrived(by: now) {
      arrive(packet, context)
      left -= 1
    }
    if let next = flight.nextArrival { alarm.set(max(next, now), context) }
    if let next = sender.nextStart, isWatched || flight.isEmpty { alarm.set(next, context) }
  }

  @inline(__always)
  private mutating func arrive(_ packet: consuming Packet, _ context: ElementContext) {
    counts.passedPackets &+= 1
    counts.passedOctets &+= UInt64(packet.count)
    switch outlet {
    case .port(let port): context.emit(packet, to: port)
    case .others: context.flood(packet, from: Int(packet.arrivalPort))
    }
  }

  private mutating func lose(_ packet: consuming Packet, _ context: ElementContext) {
    counts.downDrops &+= 1
    context.drop(packet, .linkDown)
  }
}
