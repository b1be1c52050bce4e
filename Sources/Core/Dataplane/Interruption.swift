import Synchronization

/// A flag that ends a run ahead of the clock (`Dispatcher.runAhead`) before its time: somebody else has work to do. From
/// any thread.
public final class Interruption: Sendable {
  private let flag = Atomic<Bool>(false)

  /// A flag that is down.
  public init() {}

  /// True while the flag is up; what was written before it was raised can then be seen.
  public var isRaised: Bool { flag.load(ordering: .acquiring) }

  /// Raises the flag.
  public func raise() { flag.store(true, ordering: .releasing) }

  /// Takes the flag down.
  public func lower() { flag.store(false, ordering: .relaxed) }
}
