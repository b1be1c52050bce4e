/// Timers, the earliest at hand: a heap with four children a node, half as deep as one with two, and the children of a
/// node lie side by side.
@unsafe
struct TimerHeap: ~Copyable {
  private var timers: UnsafeMutablePointer<Timer>
  private(set) var count = 0
  private var capacity = 64

  init() { unsafe timers = .allocate(capacity: 64) }

  deinit { unsafe timers.deallocate() }

  /// Puts a timer in.
  mutating func insert(_ timer: Timer) {
    if unsafe count == capacity { unsafe grow() }
    unsafe count &+= 1
    unsafe rise(timer, from: count &- 1)
  }

  /// Takes the earliest timer out; there is one.
  mutating func removeFirst() -> Timer {
    let first = unsafe timers.pointee
    unsafe count &-= 1
    if unsafe count > 0 { unsafe sink(timers[count], from: 0) }
    return unsafe first
  }

  /// Takes out all timers of a callee.
  mutating func removeAll(of callee: UnsafeMutablePointer<Callee>) {
    var kept = 0
    for index in unsafe 0..<count where unsafe timers[index].callee != callee {
      unsafe timers[kept] = unsafe timers[index]
      kept += 1
    }
    guard unsafe kept < count else { return }
    unsafe count = kept
    if kept > 1 {
      for index in stride(from: (kept - 2) / 4, through: 0, by: -1) { unsafe sink(timers[index], from: index) }
    }
  }

  /// Takes out everything.
  mutating func removeAll() { unsafe count = 0 }

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
      for child in unsafe (first &+ 1)..<max(first &+ 1, min(first &+ 4, count)) {
        least = unsafe timers[child].isBefore(timers[least]) ? child : least
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
