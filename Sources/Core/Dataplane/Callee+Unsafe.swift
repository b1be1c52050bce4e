/// Whom the dispatcher calls for an element, and how its timers stand; its context owns it.
@unsafe
struct Callee {
  /// How the dispatcher calls the element; nobody until the element is attached, and after it is removed. Retained.
  var receiver: Unmanaged<Receiver>
  /// Timers that came due.
  var timersFired: UInt64 = 0
  /// Timers that are set and have not come due.
  var timersSet: UInt64 = 0

  init(_ receiver: Receiver) { unsafe self.receiver = .passRetained(receiver) }
}

extension UnsafeMutablePointer where Pointee == Callee {
  /// Calls the element, whose timer is due. The callee may be gone when that returns.
  @inline(__always)
  func fire(_ token: UInt64) {
    unsafe pointee.timersFired &+= 1
    unsafe pointee.timersSet &-= 1
    unsafe pointee.receiver._withUnsafeGuaranteedRef { $0.timerFired(token) }
  }
}
