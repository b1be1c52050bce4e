public import Buffers

/// How the dispatcher calls an element: directly, as the actor's own code would.
///
/// `Actor.assumeIsolated` asks the runtime, and allocates, at each call. Here the dispatcher asks once, at the element's
/// first turn (`checkIsolation`), and from then on makes sure once a turn that it still runs on the same executor; the
/// function that needs the actor's isolation is then called as one that does not, which is what `assumeIsolated` does
/// after its check.
@usableFromInline
final class Receiver {
  /// A function of an element, called as one that takes any object.
  @usableFromInline typealias Receive = (AnyObject, inout PacketBatch, Int) -> Void
  @usableFromInline typealias TimerFired = (AnyObject, UInt64) -> Void

  private let element: AnyObject
  private let receiveFunction: Receive
  private let timerFiredFunction: TimerFired
  /// Traps where the element lives on another executor than the one that runs now.
  let checkIsolation: () -> Void

  /// The element that is not there: it leaves every batch as it is, and the dispatcher drops what is left.
  init() {
    element = Nobody.shared
    receiveFunction = { _, _, _ in }
    timerFiredFunction = { _, _ in }
    checkIsolation = {}
  }

  /// Calls `element`. Inlined, so that in a release build the element's methods are called by their addresses.
  @inlinable
  convenience init<Target: Element>(_ element: Target) {
    let calls = IsolatedCalls<Target>(receive: { $0.receive(&$1, on: $2) }, timerFired: { $0.timerFired($1) })
    // A reference to the element is what both kinds of function take first.
    let plain = unsafe unsafeBitCast(calls, to: PlainCalls.self)
    self.init(element, plain) { element.preconditionIsolated("the element lives on another worker") }
  }

  @usableFromInline
  init(_ element: AnyObject, _ calls: PlainCalls, checkIsolation: @escaping () -> Void) {
    self.element = element
    receiveFunction = calls.receive
    timerFiredFunction = calls.timerFired
    self.checkIsolation = checkIsolation
  }

  /// Packets came in by a port.
  @inline(__always)
  func receive(_ batch: inout PacketBatch, _ port: Int) { receiveFunction(element, &batch, port) }

  /// A timer is due.
  @inline(__always)
  func timerFired(_ token: UInt64) { timerFiredFunction(element, token) }

  /// The functions of an element, which need its isolation.
  @frozen
  @usableFromInline
  struct IsolatedCalls<Target: Element> {
    let receive: (isolated Target, inout PacketBatch, Int) -> Void
    let timerFired: (isolated Target, UInt64) -> Void

    @usableFromInline
    @inline(__always)
    init(
      receive: @escaping (isolated Target, inout PacketBatch, Int) -> Void,
      timerFired: @escaping (isolated Target, UInt64) -> Void
    ) {
      self.receive = receive
      self.timerFired = timerFired
    }
  }

  /// The same functions, for who has made sure of it.
  @frozen
  @usableFromInline
  struct PlainCalls {
    let receive: Receive
    let timerFired: TimerFired
  }

  private final class Nobody: Sendable {
    static let shared = Nobody()
  }
}
