/// What to wait for, and what came (epoll_ctl(2)).
public struct EventInterest: OptionSet, Hashable, Sendable {
  /// The kernel's EPOLL bits.
  public let rawValue: UInt32

  /// Makes a set of the kernel's bits.
  @inlinable
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// There is something to read.
  @inlinable public static var readable: EventInterest { EventInterest(rawValue: 0x001) }
  /// There is room to write.
  @inlinable public static var writable: EventInterest { EventInterest(rawValue: 0x004) }
  /// An error is pending; reported without being asked for.
  @inlinable public static var failed: EventInterest { EventInterest(rawValue: 0x008) }
  /// The other end is gone; reported without being asked for.
  @inlinable public static var hungUp: EventInterest { EventInterest(rawValue: 0x010) }
  /// The peer has shut down its writing half.
  @inlinable public static var peerFinished: EventInterest { EventInterest(rawValue: 0x2000) }
  /// Report a change once, instead of a state as long as it lasts.
  @inlinable public static var edgeTriggered: EventInterest { EventInterest(rawValue: 1 << 31) }
}

/// One descriptor that became ready.
@frozen
public struct ReadyEvent: Hashable, Sendable {
  /// What its waiter called it.
  public let token: UInt64
  /// What it is ready for.
  public let events: EventInterest

  /// Makes an event of its parts.
  @inlinable
  public init(token: UInt64, events: EventInterest) {
    self.token = token
    self.events = events
  }
}
