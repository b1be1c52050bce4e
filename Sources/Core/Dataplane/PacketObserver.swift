public import Buffers

/// What befell a packet, as observers are told it.
public enum PacketEvent: Sendable {
  /// It left the element by a port.
  case emitted(port: Int)
  /// It came in from the link by a port.
  case received(port: Int)
  /// It was for this element and went no further; `port` is where it came in.
  case delivered(port: Int)
  /// It died; `port` is where it came in.
  case dropped(DropReason, port: Int)
  /// The element said something of it: the table and rule it met, the mapping it was given.
  case noted(String)
}

/// Somebody who watches packets: a capture, or a trace. Called on the worker's thread, in the packet's path: an observer
/// copies what it needs and returns.
public protocol PacketObserver: AnyObject {
  /// `packet` met `event` at `element` at time `now`.
  func observe(_ packet: borrowing Packet, _ event: PacketEvent, at element: ElementContext, now: Instant)

  /// Asked of each packet without a trace number that leaves by a tapped port: the number to give it, 0 for none. So a
  /// trace may begin with a packet that somebody else made, such as the program of a live host.
  func mark(_ packet: borrowing Packet, leaving element: ElementContext, by port: Int) -> UInt16
}

extension PacketObserver {
  /// An observer that begins no traces.
  public func mark(_ packet: borrowing Packet, leaving element: ElementContext, by port: Int) -> UInt16 { 0 }
}
