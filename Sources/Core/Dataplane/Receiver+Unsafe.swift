public import Buffers

/// How the dispatcher calls an element: directly, as the actor's own code would.
///
/// `Actor.assumeIsolated` asks the runtime, and allocates, at each call. Here the dispatcher asks once, at the element's
/// first turn (`checkIsolation`), and from then on makes sure once a turn that it still runs on the same executor; the
/// function that needs the actor's isolation is then called as one that does not, which is what `assumeIsolated` does
/// after its check.
@usableFromInline
final class Receiver {
  /// Packets came in by a port.
  let receive: (inout PacketBatch, Int) -> Void
  /// A timer is due.
  let timerFired: (UInt64) -> Void
  /// Traps where the element lives on another executor than the one that runs now.
  let checkIsolation: () -> Void

  /// The element that is not there: it leaves every batch as it is, and the dispatcher drops what is left.
  init() {
    receive = { _, _ in }
    timerFired = { _ in }
    checkIsolation = {}
  }

  /// Calls `element`. Inlined, so that in a release build the element's methods are called by their addresses.
  @inlinable
  convenience init<Target: Element>(_ element: Target) {
    let isolatedReceive: (isolated Target, inout PacketBatch, Int) -> Void = { $0.receive(&$1, on: $2) }
    let isolatedTimerFired: (isolated Target, UInt64) -> Void = { $0.timerFired($1) }
    let plainReceive = unsafe unsafeBitCast(
      isolatedReceive, to: ((Target, inout PacketBatch, Int) -> Void).self)
    let plainTimerFired = unsafe unsafeBitCast(isolatedTimerFired, to: ((Target, UInt64) -> Void).self)
    self.init(
      receive: { plainReceive(element, &$0, $1) },
      timerFired: { plainTimerFired(element, $0) },
      checkIsolation: { element.preconditionIsolated("the element lives on another worker") })
  }

  @usableFromInline
  init(
    receive: @escaping (inout PacketBatch, Int) -> Void, timerFired: @escaping (UInt64) -> Void,
    checkIsolation: @escaping () -> Void
  ) {
    self.receive = receive
    self.timerFired = timerFired
    self.checkIsolation = checkIsolation
  }
}
