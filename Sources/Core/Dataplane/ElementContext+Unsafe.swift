public import Buffers

/// An element's way to everything outside itself: ports, clock, timers, chance, fresh packets, counters.
///
/// Made by a `Dispatcher`, and used on that dispatcher's thread only; that confinement is what makes it `Sendable`.
@safe
public final class ElementContext: @unchecked Sendable {
  /// The element's name in the topology.
  public let name: String
  /// How many ports the element has; they are numbered from 0.
  public let portCount: Int
  /// The executor of the worker that the element lives on.
  public let executor: UnownedSerialExecutor
  /// Names of the ports, for people.
  public let portNames: [String]

  @usableFromInline let ports: UnsafeMutablePointer<PortState>
  @usableFromInline let drops: UnsafeMutablePointer<UInt64>
  @usableFromInline unowned(unsafe) let dispatcher: Dispatcher
  @usableFromInline let pool: PacketPool
  /// How the dispatcher calls the element; set when the element is attached, cleared when it is removed.
  @usableFromInline var receive: ((inout PacketBatch, Int) -> Void)?
  @usableFromInline var timerFired: ((UInt64) -> Void)?
  @usableFromInline var deliveredCount: UInt64 = 0

  @usableFromInline
  init(name: String, portNames: [String], dispatcher: Dispatcher, executor: UnownedSerialExecutor) {
    self.name = name
    self.portNames = portNames
    self.portCount = portNames.count
    unsafe self.executor = unsafe executor
    unsafe self.dispatcher = dispatcher
    self.pool = dispatcher.pool
    unsafe ports = .allocate(capacity: max(1, portNames.count))
    for index in 0..<portNames.count { unsafe (ports + index).initialize(to: PortState()) }
    unsafe drops = .allocate(capacity: DropReason.allCases.count)
    unsafe drops.initialize(repeating: 0, count: DropReason.allCases.count)
  }

  deinit {
    unsafe ports.deallocate()
    unsafe drops.deallocate()
  }

  /// The time of this turn of the worker's loop.
  @inlinable public var now: Instant { unsafe dispatcher.now }

  /// Sends a packet out of `port`. It is queued on the link, or dropped and counted where that cannot be.
  @inlinable @inline(__always)
  public func emit(_ packet: consuming Packet, to port: Int) {
    guard port >= 0, port < portCount else { return drop(packet, .portNotConnected) }
    let state = unsafe ports + port
    guard let channel = unsafe state.pointee.channel else { return refuse(packet, at: port, .portNotConnected) }
    if unsafe state.pointee.isTapped || channel.pointee.receiverPort.pointee.isTapped || packet.traceID != 0
      || state.pointee.isDown || channel.pointee.receiverPort.pointee.isDown
    {
      return unsafe emitWatched(packet, port: port, channel: channel)
    }
    unsafe enqueue(packet, port: port, channel: channel)
  }

  @inlinable @inline(__always)
  func enqueue(_ packet: consuming Packet, port: Int, channel: UnsafeMutablePointer<Channel>) {
    guard unsafe channel.pointee.queue.count < channel.pointee.limit else {
      return refuse(packet, at: port, .queueFull)
    }
    unsafe (ports + port).pointee.counters.sentPackets &+= 1
    unsafe (ports + port).pointee.counters.sentBytes &+= UInt64(packet.count)
    packet.arrivalPort = unsafe channel.pointee.receiverPortNumber
    unsafe channel.pointee.queue.append(packet)
    if unsafe !channel.pointee.isReady { unsafe dispatcher.makeReady(channel) }
  }

  /// The slow way out: somebody watches, or the link is down.
  @usableFromInline
  func emitWatched(_ packet: consuming Packet, port: Int, channel: UnsafeMutablePointer<Channel>) {
    let far = unsafe channel.pointee.receiverPort
    if unsafe (ports + port).pointee.isDown || far.pointee.isDown { return refuse(packet, at: port, .linkDown) }
    guard unsafe channel.pointee.queue.count < channel.pointee.limit else { return refuse(packet, at: port, .queueFull) }
    if unsafe (ports + port).pointee.isTapped || packet.traceID != 0 {
      unsafe dispatcher.report(packet, .emitted(port: port), at: self)
    }
    if unsafe far.pointee.isTapped || packet.traceID != 0 {
      let receiver = unsafe channel.pointee.receiver.takeUnretainedValue()
      unsafe dispatcher.report(
        packet, .received(port: Int(channel.pointee.receiverPortNumber)), at: receiver)
    }
    unsafe enqueue(packet, port: port, channel: channel)
  }

  /// Counts a packet that found no way out of `port`, and drops it.
  @usableFromInline
  func refuse(_ packet: consuming Packet, at port: Int, _ reason: DropReason) {
    unsafe (ports + port).pointee.counters.unsent &+= 1
    drop(packet, reason)
  }

  /// Ends a packet for a reason, which is counted.
  @inlinable
  public func drop(_ packet: consuming Packet, _ reason: DropReason) {
    unsafe drops[Int(reason.rawValue)] &+= 1
    let port = Int(packet.arrivalPort)
    if packet.traceID != 0 || (port < portCount && isTapped(port)) {
      unsafe dispatcher.report(packet, .dropped(reason, port: port), at: self)
    }
  }

  /// Ends a packet that was for this element and has been dealt with.
  @inlinable
  public func deliver(_ packet: consuming Packet) {
    deliveredCount &+= 1
    if packet.traceID != 0 {
      unsafe dispatcher.report(packet, .delivered(port: Int(packet.arrivalPort)), at: self)
    }
  }

  /// Says something of a packet to whoever traces it; costs one comparison where nobody does.
  @inlinable @inline(__always)
  public func note(_ packet: borrowing Packet, _ text: @autoclosure () -> String) {
    if packet.traceID != 0 { unsafe dispatcher.report(packet, .noted(text()), at: self) }
  }

  /// An empty packet, or `nil` where the pool has none left.
  @inlinable
  public func allocate() -> Packet? { pool.allocate() }

  /// A packet holding a copy of `bytes`, or `nil` where the pool has none left.
  @inlinable
  public func packet(copying bytes: RawSpan) -> Packet? { pool.packet(copying: bytes) }

  /// Asks for `timerFired(token)` at `deadline` or, on a late worker, soon after.
  public func setTimer(at deadline: Instant, token: UInt64) {
    unsafe dispatcher.setTimer(for: self, at: deadline, token: token)
  }

  /// Asks for `timerFired(token)` once `delay` has passed.
  public func setTimer(after delay: Nanoseconds, token: UInt64) { setTimer(at: now + delay, token: token) }

  /// The next 64 bits of the lab's seeded generator.
  @inlinable public func random() -> UInt64 { unsafe dispatcher.random.next() }
}
