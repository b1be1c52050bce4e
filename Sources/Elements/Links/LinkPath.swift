import Buffers
import Dataplane
import Offload

/// One direction of a link: what waits, what is in flight, and what becomes of it.
///
/// Everything happens at its own time, however late the worker looks: what the transmitter has taken up meanwhile is
/// computed from when it was free, not from when that was noticed. It is looked at when packets come, when something
/// arrives, and, where packets may die or overtake on the way, whenever the transmitter takes one up.
struct LinkPath: ~Copyable {
  private(set) var conditions = LinkConditions()
  private(set) var isUp = true
  private let direction: LinkDirection
  private var impairments: Impairments
  private var codel: CoDel?
  private var queue = TransmitQueue()
  private var transmitter = Transmitter()
  private var flight = Flight()
  private var alarm: Alarm
  private var counts = LinkStatistics()
  /// The frames of one super-packet; empty between two.
  private var frames = PacketBatch()
  /// Single frames matter.
  private var actsOnFrames = false
  /// What the transmitter takes up next may change what happens before the next arrival.
  private var isWatched = false

  /// The most packets that leave in one turn of the worker, so that the next element's queue is not overrun.
  static let releaseMax = PacketBatch.countMax

  init(_ direction: LinkDirection, _ conditions: LinkConditions, seed: UInt64) {
    self.direction = direction
    impairments = Impairments(seed: seed)
    alarm = Alarm(token: UInt64(direction.rawValue))
    adopt(conditions)
  }

  /// Packets came in.
  mutating func receive(_ batch: inout PacketBatch, _ context: ElementContext) {
    guard isUp else { return refuse(&batch, context) }
    let now = context.now.nanoseconds
    catchUp(to: now, context)
    if actsOnFrames || !isIdle(at: now) {
      while let packet = batch.popFirst() { admit(packet, now, context) }
    } else {
      let arrival = now &+ conditions.delay.count
      while let packet = batch.popFirst() { sendOff(packet, arrivingAt: arrival, context) }
    }
    release(at: now, context)
  }

  /// The alarm went off, or one that is no longer needed.
  mutating func wake(_ context: ElementContext) {
    let now = context.now.nanoseconds
    alarm.fired(at: now)
    catchUp(to: now, context)
    release(at: now, context)
  }

  /// Makes `new` the conditions of what the transmitter takes up from now on.
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
    while let waiting = queue.popFirst() { lose(waiting.takePacket(), context) }
    transmitter.abort(at: now)
    codel?.queueIsEmpty()
  }

  /// What has passed, and what is inside now.
  mutating func statistics(_ context: ElementContext) -> LinkStatistics {
    catchUp(to: context.now.nanoseconds, context)
    var now = counts
    now.queuePackets = queue.count
    now.queueOctets = queue.octets
    now.queuePacketsMax = queue.countMax
    now.queueOctetsMax = queue.octetsMax
    now.inFlight = flight.count
    return now
  }

  private mutating func adopt(_ new: LinkConditions) {
    impairments.change(from: conditions, to: new)
    transmitter.setRate(new.rate)
    if new.queue.management != conditions.queue.management {
      if case .codel(let parameters) = new.queue.management { codel = CoDel(parameters) } else { codel = nil }
    }
    conditions = new
    actsOnFrames = new.actsOnFrames
    isWatched = codel != nil || new.loss != .none || new.reorder.probability > .never
  }
}

/// The way in: to the queue, and from the queue to the transmitter.
extension LinkPath {
  private func isIdle(at now: UInt64) -> Bool { queue.isEmpty && transmitter.freeAt <= now }

  /// Takes a packet in, cut into frames.
  private mutating func admit(_ packet: consuming Packet, _ now: UInt64, _ context: ElementContext) {
    if packet.offload.segmentation == .none { return admitFrame(packet, now, context) }
    switch SoftwareOffload.complete(packet, into: &frames) {
    case .completed: break
    case .failed(let packet, .malformed): context.drop(packet, .malformed)
    case .failed(let packet, .noBuffers): context.drop(packet, .noBuffers)
    }
    while let frame = frames.popFirst() { admitFrame(frame, now, context) }
  }

  private mutating func admitFrame(_ frame: consuming Packet, _ now: UInt64, _ context: ElementContext) {
    if isIdle(at: now) {
      // RFC 8289 asks at every dequeue, and a packet that did not wait brings its state back to normal.
      _ = codel?.drops(wait: Nanoseconds(0), backlog: 0, now: context.now)
      transmit(frame, from: now, context)
    } else if queue.hasRoom(for: frame.count, conditions.queue.limit) {
      queue.append(frame, at: now)
    } else {
      counts.queueDrops &+= 1
      context.drop(frame, .queueFull)
    }
  }

  /// Lets the transmitter take up what it has had time for by `now`.
  private mutating func catchUp(to now: UInt64, _ context: ElementContext) {
    while !queue.isEmpty, transmitter.freeAt <= now, let next = queue.popFirst() {
      let arrival = next.time
      guard codel != nil else {
        transmit(next.takePacket(), from: arrival, context)
        continue
      }
      let start = Instant(nanoseconds: transmitter.freeAt)
      let wait = start - Instant(nanoseconds: arrival)
      if codel?.drops(wait: wait, backlog: queue.octets, now: start) == true {
        counts.managedDrops &+= 1
        context.drop(next.takePacket(), .queueManaged)
        if queue.isEmpty { codel?.queueIsEmpty() }
      } else {
        transmit(next.takePacket(), from: arrival, context)
      }
    }
  }

  /// Sends a packet that came at `arrival`, and decides what befalls it.
  private mutating func transmit(_ packet: consuming Packet, from arrival: UInt64, _ context: ElementContext) {
    let end = transmitter.send(packet.count, from: arrival)
    if impairments.drawLoss() {
      counts.lost &+= 1
      return context.drop(packet, .linkLoss)
    }
    if impairments.drawCorruption() {
      if let reason = impairments.corrupt(&packet) { return context.drop(packet, reason) }
      counts.corrupted &+= 1
      context.note(packet, "one bit was flipped on the link")
    }
    let goesTwice = impairments.drawDuplication()
    let goesAhead = impairments.drawReordering()
    let way = Int64(bitPattern: conditions.delay.count) &+ (goesAhead ? 0 : impairments.drawJitter())
    if goesTwice {
      counts.duplicated &+= 1
      context.note(packet, "the link makes a second one of it")
    }
    if goesAhead {
      counts.reordered &+= 1
      context.note(packet, "goes ahead of the packets in flight")
      if goesTwice { sendAhead(packet.clone(), arrivingAt: end, context) }
      sendAhead(packet, arrivingAt: end, context)
    } else {
      let due = end &+ UInt64(bitPattern: way)
      if goesTwice { sendOff(packet.clone(), arrivingAt: due, context) }
      sendOff(packet, arrivingAt: due, context)
    }
  }
}

/// The way out: in flight, and to the far end.
extension LinkPath {
  private mutating func sendOff(_ packet: consuming Packet, arrivingAt time: UInt64, _ context: ElementContext) {
    guard flight.hasRoom else { return overflow(packet, context) }
    flight.append(packet, arrivingAt: time)
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
  private mutating func release(at now: UInt64, _ context: ElementContext) {
    var left = LinkPath.releaseMax
    while left > 0, let packet = flight.popArrived(by: now) {
      arrive(packet, context)
      left -= 1
    }
    if let next = flight.nextArrival { alarm.set(max(next, now), context) }
    if !queue.isEmpty, isWatched || flight.isEmpty { alarm.set(transmitter.freeAt, context) }
  }

  private mutating func arrive(_ packet: consuming Packet, _ context: ElementContext) {
    counts.passedPackets &+= 1
    counts.passedOctets &+= UInt64(packet.count)
    context.emit(packet, to: direction.output)
  }

  private mutating func lose(_ packet: consuming Packet, _ context: ElementContext) {
    counts.downDrops &+= 1
    context.drop(packet, .linkDown)
  }

  private mutating func refuse(_ batch: inout PacketBatch, _ context: ElementContext) {
    while let packet = batch.popFirst() { lose(packet, context) }
  }
}
