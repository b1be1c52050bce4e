/// The timers of one worker: the earliest first, and of two for the same instant the one that was set first.
///
/// A heap with four children a node: half as deep as one with two, and the children of a node lie side by side. The
/// place of a timer that was taken out stays free until the next look, for an element that was called mostly sets
/// another: that one then sinks from the top, and nothing has to fill the place before.
///
/// A timer does not keep its element's context alive; a context that goes away takes its timers along (`remove`).
@unsafe
struct TimerQueue: ~Copyable {
  private var timers: UnsafeMutablePointer<Timer>
  /// How many places are in use, that of a timer that was taken out included.
  private var count = 0
  private var capacity = 64
  /// The first place is that of a timer that was taken out.
  private var hasHole = false
  private var isClosed = false
  /// The number of the last timer that was set, for `takeDue`.
  private(set) var lastSet: UInt64 = 0

  init() { unsafe timers = .allocate(capacity: 64) }

  deinit { unsafe timers.deallocate() }

  /// When the next timer is due.
  var nextDeadline: Instant? {
    mutating get {
      if unsafe hasHole { unsafe fillHole() }
      return unsafe count > 0 ? timers.pointee.deadline : nil
    }
  }

  /// Sets a timer. An element bounds its own: one for each thing that it holds or has promised.
  mutating func set(for context: ElementContext, at deadline: Instant, token: UInt64) {
    guard unsafe !isClosed else { return }
    unsafe lastSet &+= 1
    let timer = unsafe Timer(
      deadline: deadline, sequence: lastSet, context: .passUnretained(context), token: token)
    if unsafe hasHole {
      unsafe hasHole = false
      return unsafe sink(timer, from: 0)
    }
    if unsafe count == capacity { unsafe grow() }
    unsafe count &+= 1
    unsafe rise(timer, from: count &- 1)
  }

  /// Takes out the next timer that is due at `now` and was set no later than the timer number `last`; so a timer that
  /// sets itself again without delay has its next turn in the next turn, and the turn ends.
  mutating func takeDue(at now: Instant, setBy last: UInt64) -> (context: Unmanaged<ElementContext>, token: UInt64)? {
    if unsafe hasHole { unsafe fillHole() }
    guard unsafe count > 0, unsafe timers.pointee.deadline <= now, unsafe timers.pointee.sequence <= last else {
      return nil
    }
    unsafe hasHole = true
    return unsafe (timers.pointee.context, timers.pointee.token)
  }

  /// Forgets the timers of an element that is gone.
  mutating func remove(of context: ElementContext) {
    if unsafe hasHole { unsafe fillHole() }
    var kept = 0
    for index in unsafe 0..<count {
      let timer = unsafe timers[index]
      if unsafe timer.context.toOpaque() == Unmanaged.passUnretained(context).toOpaque() { continue }
      unsafe timers[kept] = unsafe timer
      kept += 1
    }
    guard unsafe kept < count else { return }
    unsafe count = kept
    if kept > 1 {
      for index in stride(from: (kept - 2) / 4, through: 0, by: -1) { unsafe sink(timers[index], from: index) }
    }
  }

  /// Forgets every timer, and takes no more.
  mutating func close() {
    unsafe isClosed = true
    unsafe count = 0
    unsafe hasHole = false
  }

  /// Puts the last timer in the place of the one that was taken out.
  private mutating func fillHole() {
    unsafe hasHole = false
    unsafe count &-= 1
    if unsafe count > 0 { unsafe sink(timers[count], from: 0) }
  }

  /// Puts `timer` where it belongs between the free place `index` and the top.
  private mutating func rise(_ timer: Timer, from index: Int) {
    var index = index
    while index > 0 {
      let parent = (index &- 1) / 4
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
      let first = 4 &* index &+ 1
      guard unsafe first < count else { break }
      var least = first
      var child = first &+ 1
      let end = unsafe min(first &+ 4, count)
      while child < end {
        if unsafe timers[child].isBefore(timers[least]) { least = child }
        child &+= 1
      }
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
