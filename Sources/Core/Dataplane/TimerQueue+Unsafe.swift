/// The timers of one worker: the earliest first, and of two for the same instant the one that was set first.
///
/// The next few are sorted, in a run that is taken from at its front and moved along to let one in; all others, which
/// are later than these, are in a heap:
///
/// ```
///   [ taken out | the next, sorted | free ]     all later ones: a heap
/// ```
///
/// A timer does not keep its element's context alive; a context that goes away takes its timers along (`remove`).
@unsafe
struct TimerQueue: ~Copyable {
  /// The most timers that are sorted; where one more comes, the later half of them goes to the heap.
  private static let nextMax = 32
  /// Places for them: they move to the front once in a while.
  private static let places = 128

  /// The next timers, from `first` to before `end`; none only where there is no timer at all.
  private let next: UnsafeMutablePointer<Timer>
  private var first = 0
  private var end = 0
  /// Timers that are later than those.
  private var later = unsafe TimerHeap()
  /// The number of the last timer that was set, for `takeDue`.
  private(set) var lastSet: UInt64 = 0
  private var isClosed = false

  init() { unsafe next = .allocate(capacity: TimerQueue.places) }

  deinit { unsafe next.deallocate() }

  /// When the next timer is due.
  var nextDeadline: Instant? {
    @inline(__always) get { unsafe first < end ? next[first].deadline : nil }
  }

  /// Sets a timer. An element bounds its own: one for each thing that it holds or has promised.
  mutating func set(for callee: UnsafeMutablePointer<Callee>, at deadline: Instant, token: UInt64) {
    guard unsafe !isClosed else { return }
    unsafe lastSet &+= 1
    let timer = unsafe Timer(deadline: deadline, sequence: lastSet, callee: callee, token: token)
    let isLast = unsafe first == end || !timer.isBefore(next[end &- 1])
    if unsafe isLast && (later.count > 0 || end &- first == TimerQueue.nextMax) {
      return unsafe later.insert(timer)
    }
    if unsafe end &- first == TimerQueue.nextMax {
      unsafe thinOut()
      // What went to the heap may be before it.
      if unsafe !timer.isBefore(next[end &- 1]) { return unsafe later.insert(timer) }
    }
    if unsafe end == TimerQueue.places { unsafe moveToFront() }
    unsafe enter(timer)
  }

  /// Takes out the next timer that is due at `now` and was set no later than the timer number `last`; so a timer that
  /// sets itself again without delay has its next turn in the next turn, and the turn ends.
  @inline(__always)
  mutating func takeDue(at now: Instant, setBy last: UInt64) -> (callee: UnsafeMutablePointer<Callee>, token: UInt64)? {
    guard unsafe first < end, unsafe next[first].deadline <= now, unsafe next[first].sequence <= last else {
      return nil
    }
    let timer = unsafe next[first]
    unsafe first &+= 1
    if unsafe first == end { unsafe refill() }
    return unsafe (timer.callee, timer.token)
  }

  /// Forgets the timers of an element that is gone.
  mutating func remove(of callee: UnsafeMutablePointer<Callee>) {
    var kept = unsafe first
    for index in unsafe first..<end where unsafe next[index].callee != callee {
      unsafe next[kept] = unsafe next[index]
      kept += 1
    }
    unsafe end = kept
    unsafe later.removeAll(of: callee)
    if unsafe first == end { unsafe refill() }
  }

  /// Forgets every timer, and takes no more.
  mutating func close() {
    unsafe isClosed = true
    unsafe (first, end) = (0, 0)
    unsafe later.removeAll()
  }

  /// Puts a timer among the next, where it belongs: those before it move to the front where they are fewer and there is
  /// room, else those behind it to the end.
  private mutating func enter(_ timer: Timer) {
    if unsafe 0 < first && first < end, unsafe timer.isBefore(next[first &+ (end &- first) / 2]) {
      return unsafe enterFromFront(timer)
    }
    var index = unsafe end
    while unsafe index > first, unsafe timer.isBefore(next[index &- 1]) {
      unsafe next[index] = unsafe next[index &- 1]
      index &-= 1
    }
    unsafe next[index] = unsafe timer
    unsafe end &+= 1
  }

  /// The same from the other side: there is room, and the last of the next timers is not before this one.
  private mutating func enterFromFront(_ timer: Timer) {
    unsafe first &-= 1
    var index = unsafe first
    while unsafe next[index &+ 1].isBefore(timer) {
      unsafe next[index] = unsafe next[index &+ 1]
      index &+= 1
    }
    unsafe next[index] = unsafe timer
  }

  /// Moves the later half of the next timers to the heap.
  private mutating func thinOut() {
    for _ in unsafe 0..<TimerQueue.nextMax / 2 {
      unsafe end &-= 1
      let timer = unsafe next[end]
      unsafe later.insert(timer)
    }
  }

  private mutating func moveToFront() {
    let count = unsafe end &- first
    unsafe next.update(from: next + first, count: count)
    unsafe (first, end) = (0, count)
  }

  /// Takes the next few from the heap: none is left outside.
  private mutating func refill() {
    unsafe (first, end) = (0, 0)
    while unsafe later.count > 0, unsafe end < TimerQueue.nextMax / 2 {
      let timer = unsafe later.removeFirst()
      unsafe next[end] = unsafe timer
      unsafe end &+= 1
    }
  }
}
