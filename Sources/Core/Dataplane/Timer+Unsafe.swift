/// A timer that is set.
@unsafe
struct Timer {
  /// The deadline above the sequence number: one comparison, and no branch.
  private let rank: UInt128
  let callee: UnsafeMutablePointer<Callee>
  let token: UInt64

  @inline(__always)
  init(deadline: Instant, sequence: UInt64, callee: UnsafeMutablePointer<Callee>, token: UInt64) {
    unsafe rank = UInt128(_low: sequence, _high: deadline.nanoseconds)
    unsafe self.callee = unsafe callee
    unsafe self.token = token
  }

  var deadline: Instant {
    @inline(__always) get { unsafe Instant(nanoseconds: rank._high) }
  }
  var sequence: UInt64 {
    @inline(__always) get { unsafe rank._low }
  }

  @inline(__always)
  func isBefore(_ other: Timer) -> Bool { unsafe rank < other.rank }
}
