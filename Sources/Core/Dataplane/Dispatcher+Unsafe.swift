public import Buffers

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

  let state: DispatchState
  /// Every channel, those included that are closed and still stand in the ready list.
  var channels = unsafe Set<UnsafeMutablePointer<Channel>>()
  /// The contexts of the elements that are called.
  private var attached: [ObjectIdentifier: ElementContext] = [:]
  private var contextsMade = 0
  /// Elements that have not had a turn yet.
  private var newcomers: [Receiver] = []
  /// Elements that were removed while one was being called, perhaps that very one.
  private var retired: [Receiver] = []
  private let anchor: Anchor

  /// Makes a dispatcher whose elements live on `executor`.
  public init(executor: UnownedSerialExecutor, pool: PacketPool = PacketPool(), seed: UInt64 = 1) {
    self.pool = pool
    state = DispatchState(seed: seed)
    unsafe anchor = Anchor(unownedExecutor: executor)
  }

  deinit {
    for context in attached.values { context.setReceiver(nil) }
    while let channel = unsafe channels.first { unsafe free(channel) }
    state.close()
  }

  /// The time of this turn; the engine sets it, at least once a turn, and never backwards.
  public var now: Instant {
    get { unsafe state.turn.pointee.now }
    set { unsafe state.turn.pointee.now = newValue }
  }

  /// What is left to chance.
  public var random: RandomSource {
    get { unsafe state.turn.pointee.random }
    set { unsafe state.turn.pointee.random = newValue }
  }

  /// Who is told of packets at tapped ports and of traced packets.
  public var observer: (any PacketObserver)? {
    get { state.observer }
    set { state.observer = newValue }
  }

  /// A context for an element that is about to be made. It has one port for each name, 65,535 at most.
  public func makeContext(name: String, ports: [String]) -> ElementContext {
    precondition(ports.count <= Int(UInt16.max), "an element has at most 65,535 ports")
    defer { contextsMade += 1 }
    return unsafe ElementContext(
      name: name, number: contextsMade, portNames: ports, state: state, pool: pool, executor: anchor.unownedExecutor)
  }

  /// The contexts of the attached elements, in the order in which they were made.
  public var elements: [ElementContext] { attached.values.sorted { $0.number < $1.number } }

  /// Begins to call `element`, which was made with a context of this dispatcher.
  @inlinable
  public func attach<E: Element>(_ element: E) { install(Receiver(element), for: element.context) }

  @usableFromInline
  func install(_ receiver: Receiver, for context: ElementContext) {
    precondition(context.state === state, "the element was made for another dispatcher")
    precondition(attached[ObjectIdentifier(context)] == nil, "the element is attached already")
    attached[ObjectIdentifier(context)] = context
    context.setReceiver(receiver)
    newcomers.append(receiver)
  }

  /// Stops calling an element. Its links are taken off; its timers fall silent.
  public func detach(_ context: ElementContext) {
    guard attached.removeValue(forKey: ObjectIdentifier(context)) != nil else { return }
    for port in 0..<context.portCount {
      if let far = context.neighbour(port) { disconnect(PortReference(context, port), far) }
    }
    context.forgetTimers()
    if unsafe state.turn.pointee.isRunning { retired.append(context.currentReceiver) }
    newcomers.removeAll { $0 === context.currentReceiver }
    context.setReceiver(nil)
  }

  /// True while some link has packets waiting.
  public var hasInput: Bool { unsafe state.turn.pointee.firstReady != nil }

  /// When the next timer is due.
  public var nextDeadline: Instant? { unsafe state.timers.pointee.nextDeadline }

  /// Hands up to `limit` batches to the elements they wait for, and answers how many it handed over.
  ///
  /// Call it on the elements' executor, and not from within an element. In a topology with a loop it may find work
  /// forever: give a limit where that can be.
  @discardableResult
  public func runReady(limit: Int = .max) -> Int {
    guard hasInput else { return 0 }
    beginTurn()
    defer { endTurn() }
    var turns = 0
    while turns < limit, let channel = unsafe state.turn.takeReady() {
      if unsafe channel.pointee.isClosed {
        unsafe free(channel)
      } else {
        unsafe deliver(channel)
        turns += 1
      }
    }
    return turns
  }

  /// Calls every timer that is due at `now`. One that is set meanwhile waits for the next call.
  public func fireTimers() {
    guard state.isDue(by: now) else { return }
    beginTurn()
    defer { endTurn() }
    fireDue()
  }

  /// As `fireTimers`, within a turn.
  func fireDue() {
    let timers = unsafe state.timers
    let now = now
    let last = unsafe timers.pointee.lastSet
    while let (callee, token) = unsafe timers.pointee.takeDue(at: now, setBy: last) { unsafe callee.fire(token) }
  }

  /// Elements are called directly from here on, so this is where their isolation is made sure of.
  func beginTurn() {
    precondition(unsafe !state.turn.pointee.isRunning, "an element may not turn the crank that turns it")
    anchor.preconditionIsolated("not on the executor of this dispatcher's elements")
    while let receiver = newcomers.popLast() { receiver.checkIsolation() }
    unsafe state.turn.pointee.isRunning = true
  }

  func endTurn() {
    unsafe state.turn.pointee.isRunning = false
    if !retired.isEmpty { retired.removeAll() }
  }

  /// Hands the first packets of a channel to its element. The channel may be gone when that returns.
  @inline(__always)
  func deliver(_ channel: UnsafeMutablePointer<Channel>) {
    let turn = unsafe state.turn
    let waiting = unsafe channel.pointee.queue.count
    if waiting == 1 {
      // A packet alone moves to storage that is always in the cache.
      unsafe channel.pointee.queue.moveOnly(to: &turn.pointee.single)
      unsafe hand(&turn.pointee.single, of: channel)
      return
    }
    var batch = PacketBatch()
    unsafe swap(&batch, &turn.pointee.spare)
    if waiting <= PacketBatch.countMax {
      unsafe swap(&batch, &channel.pointee.queue)
    } else {
      while batch.count < PacketBatch.countMax, let packet = unsafe channel.pointee.queue.popFirst() {
        batch.append(packet)
      }
      unsafe turn.makeReady(channel)
    }
    unsafe hand(&batch, of: channel)
    batch.removeAll()
    unsafe swap(&batch, &turn.pointee.spare)
  }

  /// Hands a batch to the element at the end of a channel.
  @inline(__always)
  private func hand(_ batch: inout PacketBatch, of channel: UnsafeMutablePointer<Channel>) {
    unsafe channel.pointee.takenPackets &+= UInt64(batch.count)
    let callee = unsafe channel.pointee.callee
    let port = unsafe Int(channel.pointee.receiverPort)
    let receiver = unsafe Unmanaged.passUnretained(channel.pointee.receiver)
    unsafe callee._withUnsafeGuaranteedRef { $0.receive(&batch, port) }
    if !batch.isEmpty { unsafe receiver._withUnsafeGuaranteedRef { abandon(&batch, at: $0) } }
  }

  /// Drops what an element left, or what came for one that is gone.
  private func abandon(_ batch: inout PacketBatch, at context: ElementContext) {
    let reason: DropReason = attached[ObjectIdentifier(context)] == nil ? .removed : .undecided
    while let packet = batch.popFirst() { context.drop(packet, reason) }
  }
}

/// Lives where the elements live, to be asked whether that is where the caller runs.
@safe
private actor Anchor {
  nonisolated let unownedExecutor: UnownedSerialExecutor
  init(unownedExecutor: UnownedSerialExecutor) { unsafe self.unownedExecutor = unsafe unownedExecutor }
}
