import Buffers
import Dataplane

/// Tells several observers what one dispatcher sees: captures, and a trace. On the worker's thread only.
final class ObserverGroup: PacketObserver {
  private var observers: [any PacketObserver] = []

  /// Begins to tell `observer`.
  func add(_ observer: any PacketObserver) { observers.append(observer) }

  /// Ends it.
  func remove(_ observer: any PacketObserver) { observers.removeAll { $0 === observer } }

  /// Tells every observer.
  func observe(_ packet: borrowing Packet, _ event: PacketEvent, at element: ElementContext, now: Instant) {
    for observer in observers { observer.observe(packet, event, at: element, now: now) }
  }

  /// The number that the first observer gives which wants to follow the packet.
  func mark(_ packet: borrowing Packet, leaving element: ElementContext, by port: Int) -> UInt16 {
    for observer in observers {
      let number = observer.mark(packet, leaving: element, by: port)
      if number != 0 { return number }
    }
    return 0
  }
}
