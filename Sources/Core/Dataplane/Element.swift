public import Buffers

/// Something that packets pass through: a switch, a router, a NAT, the device at the edge.
///
/// An element is an actor on its worker's executor. The dataplane calls it on that executor, once a batch, and nothing
/// on that path awaits; control calls (`await router.add(route)`) run on the same thread between batches, so the
/// element's state needs no lock.
///
/// The contract of `receive`: take every packet out of the batch, and end each in exactly one of
///
/// - `context.emit(packet, to: port)`: it leaves by a port;
/// - holding it: keep it in a bounded queue of your own and set a timer or wait for another packet;
/// - `context.deliver(packet)`: it was for this element, and has been dealt with;
/// - `context.drop(packet, .reason)`.
///
/// A packet left in the batch is dropped as `.undecided`. Time, chance, timers and fresh packets come from the context
/// alone. A new element is one file: conform an actor, keep the context in a `let`, and state
/// `nonisolated var unownedExecutor: UnownedSerialExecutor { context.executor }`.
public protocol Element: Actor {
  /// The element's way to its ports, the clock, chance and the counters.
  nonisolated var context: ElementContext { get }

  /// Packets came in by `port`. At most `PacketBatch.countMax` at once.
  func receive(_ batch: inout PacketBatch, on port: Int)

  /// A timer that this element set is due. Timers cannot be withdrawn; an element that changed its mind ignores them.
  func timerFired(_ token: UInt64)
}

extension Element {
  /// An element that sets no timers has nothing to do here.
  public func timerFired(_ token: UInt64) {}
}
