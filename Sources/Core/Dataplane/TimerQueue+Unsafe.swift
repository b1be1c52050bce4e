/// The timers of one worker: the earliest first, and of two for the same instant the one that was set first.
///
/// A heap with four children a node: half as deep as one with two, and the children of a node lie side by side. Its
/// timers keep their elements' contexts alive.
@unsafe
struct TimerQueue: ~Copyable {
  private var timers: UnsafeMutablePointer<Timer>
  private var count = 0
  private var capacity = 64
  /// The number of the last timer that was set, for `takeDue`.
  private(set) var lastSet: UInt64 = 0
  private var isClosed = false

  init() { unsafe timers = .allocate(capacity: 64) }

  deinit {
    for index in unsafe 0..<count { unsafe timers[index].context.release() }
    unsafe timers.deallocate()
  }

  /// When the next timer is due.
  var nextDeadline: Instant? { unsafe count > 0 ? timers.pointee.deadline : nil }

  /// Sets a timer. An element bounds its own: one for each thing that it holds or has promised.
  mutating func set(for context: ElementContext, at deadline: Instant, token: UInt64) {
    guard unsafe !isClosed else { return }
    if unsafe count == capacity { unsafe grow() }
    unsafe lastSet += 1
    unsafe count += 1
    let timer = unsafe Timer(
      deadline: deadline, sequence: lastSet, context: .passRetained(context), token: token)
    unsafe rise(timer, from: count - 1)
  }

  /// Takes out the next timer that is due at `now` and was set no later than the timer number `last`; so a timer that
  /// sets itself again without delay has its next turn in the next turn, and the turn ends.
  mutating func takeDue(at now: Instant, setBy last: UInt64) -> (context: ElementContext, token: UInt64)? {
    guard unsafe count > 0, unsafe timers.pointee.deadline <= now, unsafe timers.pointee.sequence <= last else {
      return nil
    }
    let first = unsafe timers.pointee
    unsafe count -= 1
    if unsafe count > 0 { unsafe sink(timers[count], from: 0) }
    return unsafe (first.context.takeRetainedValue(), first.token)
  }

  /// Forgets the timers of an element that is gone.
  mutating func remove(of context: ElementContext) {
    var kept = 0
    var removed = 0
    for index in unsafe 0..<count {
      let timer = unsafe timers[index]
      if unsafe timer.context.toOpaque() == Unmanaged.passUnretained(context).toOpaque() {
        removed += 1
      } else {
        unsafe timers[kept] = unsafe timer
        kept += 1
      }
    }
    guard removed > 0 else { return }
    unsafe count = kept
    if kept > 1 {
      for index in stride(from: (kept - 2) / 4, through: 0, by: -1) { unsafe sink(timers[index], from: index) }
    }
    for _ in 0..<removed { unsafe Unmanaged.passUnretained(context).release() }
  }

  /// Forgets every timer, and takes no more.
  mutating func close() {
    unsafe isClosed = true
    let forgotten = unsafe count
    unsafe count = 0
    for index in 0..<forgotten { unsafe timers[index].context.release() }
  }

  /// Puts `timer` where it belongs between the free place `index` and the top.
  private mutating func rise(_ timer: Timer, from index: Int) {
    var index = index
    while index > 0 {
      let parent = (index - 1) / 4
      guard unsafe timer.isBefore(timers[parent]) else { break }
      unsafe timers[index] = unsafe timers[parent]
      index = parent
    }
    unsafe timers[index] = unsafe timer
  }

  /// Puts `timer` where it belongs between the free place `index` and the leaves.
  private mutating func sink(_ timer: Timer, from index: Int) {
    var index = index
    while true {
      let first = 4 * index + 1
      guard unsafe first < count else { break }
      var least = first
      for child in unsafe (first + 1)..<max(first + 1, min(first + 4, count))
      where unsafe timers[child].isBefore(timers[least]) { least = child }
      guard unsafe timers[least].isBefore(timer) else { break }
      unsafe timers[index] = unsafe timers[least]
      index = least
    }
    unsafe timers[index] = unsafe timer
  }

  private mutating func grow() {
    unsafe capacity *= 2
    let fresh = unsafe UnsafeMutablePointer<Timer>.allocate(capacity: capacity)
    unsafe fresh.moveInitialize(from: timers, count: count)
    unsafe timers.deallocate()
    unsafe timers = unsafe fresh
  }
}

/// A timer in the heap.
@unsafe
private struct Timer {
  let deadline: Instant
  let sequence: UInt64
  let context: Unmanaged<ElementContext>
  let token: UInt64

  @inline(__always)
  func isBefore(_ other: Timer) -> Bool {
    unsafe deadline < other.deadline || deadline == other.deadline && sequence < other.sequence
  }
}
