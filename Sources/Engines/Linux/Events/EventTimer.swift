public import CLinux
public import SystemPackage

/// A timer that makes a descriptor readable (timerfd_create(2)), on the monotonic clock.
@frozen
public struct EventTimer: ~Copyable, Sendable {
  /// Readable once the deadline has passed; non-blocking.
  public let descriptor: OwnedDescriptor

  /// A timer that is not armed.
  public init() throws(Errno) {
    descriptor = OwnedDescriptor(adopting: try checked(lx_timerfd()))
  }

  /// Arms the timer for a moment of `SystemClock.monotonic()`, nanoseconds; a moment in the past fires at once. It
  /// replaces an earlier deadline.
  @inlinable
  public borrowing func arm(at deadline: Int64) throws(Errno) {
    try checked(lx_timerfd_set(descriptor.raw, max(deadline, 1)))
  }

  /// Forgets the deadline.
  @inlinable
  public borrowing func disarm() throws(Errno) { try checked(lx_timerfd_set(descriptor.raw, 0)) }

  /// Makes the descriptor unreadable again; true where the timer had fired.
  @inlinable
  @discardableResult
  public borrowing func drain() -> Bool { lx_counter_drain(descriptor.raw) > 0 }
}
