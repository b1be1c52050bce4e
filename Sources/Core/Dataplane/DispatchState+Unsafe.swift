public import Buffers

/// What the elements of one worker share, apart from the packets: an element's context may outlive the dispatcher, and
/// then still finds a clock here.
@usableFromInline
@safe
final class DispatchState {
  @usableFromInline let turn: UnsafeMutablePointer<TurnState>
  let timers: UnsafeMutablePointer<TimerQueue>
  var observer: (any PacketObserver)? {
    didSet { unsafe turn.pointee.hasObserver = observer != nil }
  }

  init(seed: UInt64) {
    unsafe turn = .allocate(capacity: 1)
    unsafe turn.initialize(to: TurnState(random: RandomSource(seed: seed)))
    unsafe timers = .allocate(capacity: 1)
    unsafe timers.initialize(to: TimerQueue())
  }

  deinit {
    unsafe turn.deinitialize(count: 1)
    unsafe turn.deallocate()
    unsafe timers.deinitialize(count: 1)
    unsafe timers.deallocate()
  }

  /// True where a timer is due at `instant` or before.
  func isDue(by instant: Instant) -> Bool {
    guard let deadline = unsafe timers.pointee.nextDeadline else { return false }
    return deadline <= instant
  }

  /// Says that no turn will come any more.
  func close() {
    unsafe timers.pointee.close()
    observer = nil
  }
}

/// What a turn of the worker's loop reads and writes at every step.
@frozen
@usableFromInline
@unsafe
struct TurnState: ~Copyable {
  @usableFromInline var now: Instant = .zero
  /// First and last of the channels with input, in the order of their turns.
  @usableFromInline var firstReady: UnsafeMutablePointer<Channel>?
  @usableFromInline var lastReady: UnsafeMutablePointer<Channel>?
  /// Somebody is told of packets.
  @usableFromInline var hasObserver = false
  @usableFromInline var random: RandomSource
  /// Storage for the next batch to be handed over; empty between two.
  @usableFromInline var spare = PacketBatch()
  /// The same for a batch of one packet.
  @usableFromInline var single = PacketBatch(capacity: 8)
  /// An element is being called.
  @usableFromInline var isRunning = false

  init(random: RandomSource) { unsafe self.random = random }
}

extension UnsafeMutablePointer where Pointee == TurnState {
  /// Puts a channel that has input behind the others.
  @usableFromInline
  func makeReady(_ channel: UnsafeMutablePointer<Channel>) {
    unsafe channel.pointee.isReady = true
    unsafe channel.pointee.nextReady = nil
    if let last = unsafe pointee.lastReady {
      unsafe last.pointee.nextReady = unsafe channel
    } else {
      unsafe pointee.firstReady = unsafe channel
    }
    unsafe pointee.lastReady = unsafe channel
  }

  /// Takes the channel whose turn it is off the list.
  func takeReady() -> UnsafeMutablePointer<Channel>? {
    guard let channel = unsafe pointee.firstReady else { return nil }
    unsafe pointee.firstReady = unsafe channel.pointee.nextReady
    if unsafe pointee.firstReady == nil { unsafe pointee.lastReady = nil }
    unsafe channel.pointee.isReady = false
    return unsafe channel
  }
}
