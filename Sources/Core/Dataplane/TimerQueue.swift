import HeapModule

/// The timers of one worker: the earliest first, and of two for the same instant the one that was set first.
struct TimerQueue {
  private var heap = Heap<Timer>()
  private var sequence: UInt64 = 0
  private var isClosed = false

  /// When the next timer is due.
  var nextDeadline: Instant? { heap.min?.deadline }

  /// The last timer that was set, for `takeDue`.
  var lastSet: UInt64 { sequence }

  /// Sets a timer. An element bounds its own: one for each thing that it holds or has promised.
  mutating func set(for context: ElementContext, at deadline: Instant, token: UInt64) {
    guard !isClosed else { return }
    sequence += 1
    heap.insert(Timer(deadline: deadline, sequence: sequence, context: context, token: token))
  }

  /// Takes out the next timer that is due at `now` and was set no later than the timer number `last`; so a timer that
  /// sets itself again without delay has its next turn in the next turn, and the turn ends.
  mutating func takeDue(at now: Instant, setBy last: UInt64) -> (context: ElementContext, token: UInt64)? {
    guard let timer = heap.min, timer.deadline <= now, timer.sequence <= last else { return nil }
    heap.removeMin()
    return (timer.context, timer.token)
  }

  /// Forgets the timers of an element that is gone.
  mutating func remove(of context: ElementContext) {
    guard heap.unordered.contains(where: { $0.context === context }) else { return }
    heap = Heap(heap.unordered.filter { $0.context !== context })
  }

  /// Forgets every timer, and takes no more.
  mutating func close() {
    heap = Heap()
    isClosed = true
  }
}

/// A timer in the heap.
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
