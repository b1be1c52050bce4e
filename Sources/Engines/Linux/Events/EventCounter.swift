public import CLinux
public import SystemPackage

/// A counter that wakes whoever waits for its descriptor (eventfd(2)): the way one thread pokes another.
@frozen
public struct EventCounter: ~Copyable, Sendable {
  /// Readable while the counter is above zero; non-blocking.
  public let descriptor: OwnedDescriptor

  /// A counter at zero.
  public init() throws(Errno) {
    descriptor = OwnedDescriptor(adopting: try checked(lx_eventfd()))
  }

  /// Adds one. From any thread; never waits.
  @inlinable
  public borrowing func signal() { _ = lx_counter_signal(descriptor.raw) }

  /// Takes the count and leaves zero; zero where nothing was signalled.
  @inlinable
  @discardableResult
  public borrowing func drain() -> UInt64 { lx_counter_drain(descriptor.raw) }
}
