public import Buffers

/// An element's way to everything outside itself: ports, clock, timers, chance, fresh packets, counters.
///
/// Made by a `Dispatcher`, and used on that dispatcher's thread only; that confinement is what makes it `Sendable`. It
/// may outlive its dispatcher: then its ports lead nowhere and its timers never fire.
@safe
public final class ElementContext: @unchecked Sendable {
  // What every packet needs comes first and lies together.
  /// How many ports the element has; they are numbered from 0.
  public let portCount: Int
  @usableFromInline let ports: UnsafeMutablePointer<PortState>
  @usableFromInline let turn: UnsafeMutablePointer<TurnState>
  /// Packets dropped, by reason; behind them, packets delivered.
  @usableFromInline let tallies: UnsafeMutablePointer<UInt64>
  /// Whom the dispatcher calls, and the timers: in one place, for that is all that a timer needs.
  let callee: UnsafeMutablePointer<Callee>
  let timers: UnsafeMutablePointer<TimerQueue>
  @usableFromInline let pool: PacketPool
  /// Keeps `turn` and `timers` alive.
  @usableFromInline let state: DispatchState

  /// The element's name in the topology.
  public let name: String
  /// Its place, from 0, in the order in which the contexts of its dispatcher were made.
  public let number: Int
  /// The executor of the worker that the element lives on.
  public let executor: UnownedSerialExecutor
  /// Names of the ports, for people.
  public let portNames: [String]

  init(
    name: String, number: Int, portNames: [String], state: DispatchState, pool: PacketPool,
    executor: UnownedSerialExecutor
  ) {
    self.name = name
    self.number = number
    self.portNames = portNames
    portCount = portNames.count
    unsafe self.executor = unsafe executor
    self.state = state
    self.pool = pool
    unsafe turn = state.turn
    unsafe timers = state.timers
    unsafe ports = .allocate(capacity: max(1, portNames.count))
    for index in 0..<portNames.count { unsafe (ports + index).initialize(to: PortState()) }
    unsafe tallies = .allocate(capacity: DropReason.count + 1)
    unsafe tallies.initialize(repeating: 0, count: DropReason.count + 1)
    unsafe callee = .allocate(capacity: 1)
    unsafe callee.initialize(to: Callee(Receiver()))
  }

  deinit {
    forgetTimers()
    unsafe callee.pointee.receiver.release()
    unsafe callee.deallocate()
    unsafe ports.deallocate()
    unsafe tallies.deallocate()
  }

  /// Whom the dispatcher calls.
  var currentReceiver: Receiver { unsafe callee.pointee.receiver.takeUnretainedValue() }

  /// Sets whom the dispatcher calls; `nil` for nobody.
  func setReceiver(_ receiver: Receiver?) {
    let old = unsafe callee.pointee.receiver
    let new = unsafe Unmanaged.passRetained(receiver ?? Receiver())
    unsafe callee.pointee.receiver = unsafe new
    for port in 0..<portCount { unsafe ports[port].incoming?.pointee.callee = unsafe new }
    unsafe old.release()
  }

  /// The time of this turn of the worker's loop.
  @inlinable public var now: Instant { unsafe turn.pointee.now }

  /// Sends a packet out of `port`. It is queued on the link, or dropped and counted where that cannot be.
  @inlinable @inline(__always)
  public func emit(_ packet: consuming Packet, to port: Int) {
    guard port >= 0, port < portCount, packet.traceID == 0, let channel = unsafe ports[port].open,
      unsafe channel.pointee.queue.count < channel.pointee.limit
    else { return emitCarefully(packet, to: port) }
    unsafe enqueue(packet, on: channel)
  }

  @inlinable @inline(__always)
  func enqueue(_ packet: consuming Packet, on channel: UnsafeMutablePointer<Channel>) {
    unsafe channel.pointee.acceptedOctets &+= UInt64(packet.count)
    packet.arrivalPort = unsafe channel.pointee.receiverPort
    unsafe channel.pointee.queue.append(packet)
    if unsafe !channel.pointee.isReady { unsafe turn.makeReady(channel) }
  }

  /// The careful way out: somebody watches, the link is down or full, or there is none.
  @usableFromInline
  func emitCarefully(_ packet: consuming Packet, to port: Int) {
    guard port >= 0, port < portCount else { return drop(packet, .portNotConnected) }
    if packet.traceID == 0, isTapped(port), let mark = state.observer?.mark(packet, leaving: self, by: port) {
      packet.traceID = mark
    }
    guard let channel = unsafe ports[port].outgoing else { return refuse(packet, at: port, .portNotConnected) }
    let receiver = unsafe channel.pointee.receiver
    let receiverPort = unsafe Int(channel.pointee.receiverPort)
    if unsafe ports[port].isDown || receiver.isDown(receiverPort) { return refuse(packet, at: port, .linkDown) }
    guard unsafe channel.pointee.queue.count < channel.pointee.limit else {
      return refuse(packet, at: port, .queueFull)
    }
    if packet.traceID != 0 || isTapped(port) { report(packet, .emitted(port: port)) }
    if packet.traceID != 0 || receiver.isTapped(receiverPort) {
      receiver.report(packet, .received(port: receiverPort))
    }
    unsafe enqueue(packet, on: channel)
  }

  /// Counts a packet that found no way out of `port`, and drops it.
  func refuse(_ packet: consuming Packet, at port: Int, _ reason: DropReason) {
    unsafe (ports + port).pointee.counters.unsent &+= 1
    drop(packet, reason)
  }

  /// Ends a packet for a reason, which is counted.
  public func drop(_ packet: consuming Packet, _ reason: DropReason) {
    unsafe tallies[Int(reason.rawValue)] &+= 1
    let port = Int(packet.arrivalPort)
    guard unsafe packet.traceID != 0 || turn.pointee.hasObserver else { return }
    if packet.traceID != 0 || (port < portCount && isTapped(port)) { report(packet, .dropped(reason, port: port)) }
  }

  /// Ends a packet that was for this element and has been dealt with.
  public func deliver(_ packet: consuming Packet) {
    unsafe tallies[DropReason.count] &+= 1
    if packet.traceID != 0 { report(packet, .delivered(port: Int(packet.arrivalPort))) }
  }

  /// Says something of a packet to whoever traces it; costs one comparison where nobody does.
  @inlinable @inline(__always)
  public func note(_ packet: borrowing Packet, _ text: @autoclosure () -> String) {
    if packet.traceID != 0 { report(packet, .noted(text())) }
  }

  @usableFromInline
  func report(_ packet: borrowing Packet, _ event: PacketEvent) {
    state.observer?.observe(packet, event, at: self, now: now)
  }

  /// An empty packet, or `nil` where the pool has none left.
  @inlinable
  public func allocate() -> Packet? { pool.allocate() }

  /// A packet holding a copy of `bytes`, or `nil` where the pool has none left.
  @inlinable
  public func packet(copying bytes: RawSpan) -> Packet? { pool.packet(copying: bytes) }

  /// Asks for `timerFired(token)` at `deadline` or, on a late worker, soon after. A deadline that has passed counts as
  /// now. An element bounds the timers that it has set: one for each thing that it holds.
  public func setTimer(at deadline: Instant, token: UInt64) {
    unsafe callee.pointee.timersSet &+= 1
    unsafe timers.pointee.set(for: callee, at: max(deadline, now), token: token)
  }

  /// Asks for `timerFired(token)` once `delay` has passed.
  public func setTimer(after delay: Nanoseconds, token: UInt64) { setTimer(at: now + delay, token: token) }

  /// Takes back every timer that has not come due.
  func forgetTimers() {
    guard unsafe callee.pointee.timersSet > 0 else { return }
    unsafe timers.pointee.remove(of: callee)
    unsafe callee.pointee.timersSet = 0
  }

  /// The next 64 bits of the lab's seeded generator.
  @inlinable public func random() -> UInt64 { unsafe turn.pointee.random.next() }
}
