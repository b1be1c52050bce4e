public import Buffers
public import DequeModule
import HeapModule

/// Moves packets between the elements of one worker: links with input are kept in a list, and each in turn is handed to
/// the element at its far end. The engine (live or simulated) sets the clock and turns the crank.
///
/// ```
///   element.emit ─▶ [bounded queue] ─▶ ready list ─▶ element.receive(batch)
/// ```
///
/// Nothing recurses: an element that emits only fills queues, so a loop in the topology ends in `drop(.queueFull)`.
/// Use it on one thread only, that of its worker; that confinement is what makes it `Sendable`.
@safe
public final class Dispatcher: @unchecked Sendable {
  /// Packets that may wait on one direction of a link where nothing else is said.
  public static let queueLengthMax = 1024

  /// Where new packets come from.
  public let pool: PacketPool
  /// The time of this turn; the engine sets it, at least once a turn, and never backwards.
  public var now: Instant = .zero
  /// What is left to chance.
  public var random: RandomSource
  /// Who is told of packets at tapped ports and of traced packets.
  public var observer: (any PacketObserver)?

  @usableFromInline var ready = unsafe UniqueDeque<UnsafeMutablePointer<Channel>>()
  @usableFromInline var scratch = PacketBatch()
  /// The contexts that channels point to.
  private var attached: [ObjectIdentifier: ElementContext] = [:]
  private var timers = Heap<Timer>()
  private var timerSequence: UInt64 = 0
  private let executor: UnownedSerialExecutor

  /// Makes a dispatcher whose elements live on `executor`.
  public init(executor: UnownedSerialExecutor, pool: PacketPool = PacketPool(), seed: UInt64 = 1) {
    unsafe self.executor = unsafe executor
    self.pool = pool
    random = RandomSource(seed: seed)
  }

  /// A context for an element that is about to be made. It has one port for each name.
  public func makeContext(name: String, ports: [String]) -> ElementContext {
    unsafe ElementContext(name: name, portNames: ports, dispatcher: self, executor: executor)
  }

  /// Begins to call `element`, which was made with a context of this dispatcher.
  public func attach<E: Element>(_ element: E) {
    attached[ObjectIdentifier(element.context)] = element.context
    element.context.receive = { batch, port in
      element.assumeIsolated { $0.receive(&batch, on: port) }
    }
    element.context.timerFired = { token in
      element.assumeIsolated { $0.timerFired(token) }
    }
  }

  /// Stops calling an element. Its links must be gone; its timers fall silent.
  public func detach(_ context: ElementContext) {
    attached[ObjectIdentifier(context)] = nil
    context.receive = nil
    context.timerFired = nil
  }

  /// True while some link has packets waiting.
  @inlinable public var hasInput: Bool { unsafe !ready.isEmpty }

  /// When the next timer is due.
  public var nextDeadline: Instant? { timers.min?.deadline }

  /// Hands up to `limit` batches to the elements they wait for, and answers how many it handed over.
  @discardableResult
  public func runReady(limit: Int = .max) -> Int {
    var turns = 0
    while turns < limit, let channel = unsafe ready.popFirst() {
      unsafe deliver(channel)
      turns += 1
    }
    return turns
  }

  /// Calls every timer that is due at `now`.
  public func fireTimers() {
    while let timer = timers.min, timer.deadline <= now {
      timers.removeMin()
      timer.context.timerFired?(timer.token)
    }
  }

  private func deliver(_ channel: UnsafeMutablePointer<Channel>) {
    unsafe channel.pointee.isReady = false
    if unsafe channel.pointee.isClosed { return unsafe release(channel) }
    if unsafe channel.pointee.queue.count <= PacketBatch.countMax {
      unsafe swap(&channel.pointee.queue, &scratch)
    } else {
      while scratch.count < PacketBatch.countMax, let packet = unsafe channel.pointee.queue.popFirst() {
        scratch.append(packet)
      }
      unsafe makeReady(channel)
    }
    let port = unsafe Int(channel.pointee.receiverPortNumber)
    unsafe channel.pointee.receiverPort.pointee.counters.receivedPackets &+= UInt64(scratch.count)
    let context = unsafe channel.pointee.receiver._withUnsafeGuaranteedRef { $0 }
    context.receive?(&scratch, port)
    while let packet = scratch.popFirst() { context.drop(packet, .undecided) }
  }

  /// Puts a channel that has input into the list.
  @inlinable @inline(__always)
  func makeReady(_ channel: UnsafeMutablePointer<Channel>) {
    unsafe channel.pointee.isReady = true
    unsafe ready.append(channel)
  }

  func setTimer(for context: ElementContext, at deadline: Instant, token: UInt64) {
    timerSequence += 1
    timers.insert(Timer(deadline: deadline, sequence: timerSequence, context: context, token: token))
  }

  @usableFromInline
  func report(_ packet: borrowing Packet, _ event: PacketEvent, at context: ElementContext) {
    observer?.observe(packet, event, at: context, now: now)
  }
}

/// A timer in the heap: the earliest first, and of two at the same instant the one that was set first.
private struct Timer: Comparable {
  let deadline: Instant
  let sequence: UInt64
  let context: ElementContext
  let token: UInt64

  static func < (left: Timer, right: Timer) -> Bool {
    (left.deadline, left.sequence) < (right.deadline, right.sequence)
  }

  static func == (left: Timer, right: Timer) -> Bool { left.sequence == right.sequence }
}
