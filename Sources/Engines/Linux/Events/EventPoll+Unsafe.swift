public import CLinux
public import SystemPackage

/// Waits for many descriptors at once (epoll(7)).
///
/// ```
/// var ready = EventBuffer(capacity: 64)
/// let poll = try EventPoll()
/// try poll.add(tap.descriptor, .readable, token: 7)
/// let count = try poll.wait(into: &ready, nanoseconds: 1_000_000)
/// for index in 0..<count { handle(ready[index].token) }
/// ```
@frozen
public struct EventPoll: ~Copyable, Sendable {
  /// The epoll descriptor; it may itself be waited for.
  public let descriptor: OwnedDescriptor

  /// Waits for nothing yet.
  public init() throws(Errno) {
    descriptor = OwnedDescriptor(adopting: try checked(lx_epoll_create()))
  }

  /// Starts to wait for `descriptor`; its events carry `token`. `EEXIST` where it is waited for already.
  public borrowing func add(_ descriptor: Int32, _ interest: EventInterest, token: UInt64) throws(Errno) {
    try control(EPOLL_CTL_ADD, descriptor, interest, token)
  }

  /// Starts to wait for `descriptor`; its events carry `token`. It ends with the descriptor's closing.
  public borrowing func add(
    _ descriptor: borrowing OwnedDescriptor, _ interest: EventInterest, token: UInt64
  ) throws(Errno) {
    try control(EPOLL_CTL_ADD, descriptor.raw, interest, token)
  }

  /// Changes what is waited for. `ENOENT` where the descriptor was not added.
  public borrowing func modify(_ descriptor: Int32, _ interest: EventInterest, token: UInt64) throws(Errno) {
    try control(EPOLL_CTL_MOD, descriptor, interest, token)
  }

  /// Ends the waiting for `descriptor`. `ENOENT` where it was not added.
  public borrowing func remove(_ descriptor: Int32) throws(Errno) {
    try control(EPOLL_CTL_DEL, descriptor, [], 0)
  }

  private borrowing func control(
    _ operation: Int32, _ descriptor: Int32, _ interest: EventInterest, _ token: UInt64
  ) throws(Errno) {
    try checked(lx_epoll_control(self.descriptor.raw, operation, descriptor, interest.rawValue, token))
  }

  /// Waits at most `nanoseconds` (0: not at all; nil: for ever) and returns how many events were stored. A signal may
  /// end the wait early with none.
  @inlinable
  public borrowing func wait(into buffer: inout EventBuffer, nanoseconds: Int64?) throws(Errno) -> Int {
    Int(
      try checked(
        unsafe lx_epoll_wait(
          descriptor.raw, buffer.storage.baseAddress, Int32(truncatingIfNeeded: buffer.storage.count),
          nanoseconds ?? -1)))
  }
}

/// Where `EventPoll` stores what became ready, reused from wait to wait.
@safe
public struct EventBuffer: ~Copyable {
  @usableFromInline let storage: UnsafeMutableBufferPointer<epoll_event>

  /// Room for `capacity` events a wait, at least one; what finds no room is reported by the next wait.
  public init(capacity: Int) {
    unsafe storage = .allocate(capacity: max(1, capacity))
    unsafe storage.initialize(repeating: epoll_event())
  }

  deinit { unsafe storage.deallocate() }

  /// Events that one wait can store.
  @inlinable public var capacity: Int { unsafe storage.count }

  /// The event at `index`, which must be below the number that the last wait returned.
  @inlinable
  public subscript(index: Int) -> ReadyEvent {
    precondition(index >= 0 && index < capacity, "no such event")
    return unsafe ReadyEvent(
      token: lx_event_token(storage.baseAddress! + index),
      events: EventInterest(rawValue: storage[index].events))
  }
}
