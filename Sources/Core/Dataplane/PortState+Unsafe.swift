import Buffers

/// Counters of one port.
public struct PortCounters: Sendable, Hashable {
  /// Packets that came in.
  public var receivedPackets: UInt64 = 0
  /// Octets that came in.
  public var receivedBytes: UInt64 = 0
  /// Packets that left.
  public var sentPackets: UInt64 = 0
  /// Octets that left.
  public var sentBytes: UInt64 = 0
  /// Packets that left the element but found the link's queue full, the link down or the port not connected.
  public var unsent: UInt64 = 0

  /// All zero.
  public init() {}
}

/// One port of an element: where it leads, and what passed.
@frozen
@usableFromInline
@unsafe
struct PortState {
  /// The queue that leads away from this port; `nil` where nothing is attached.
  @usableFromInline var channel: UnsafeMutablePointer<Channel>?
  /// A capture watches this port.
  @usableFromInline var isTapped = false
  /// The port was taken down by hand.
  @usableFromInline var isDown = false
  @usableFromInline var counters = PortCounters()

  @usableFromInline
  init() { unsafe channel = nil }
}

/// One direction of a link: a bounded queue, and who is handed what is in it.
@frozen
@usableFromInline
@unsafe
struct Channel: ~Copyable {
  @usableFromInline var queue = PacketBatch()
  /// The port at the far end.
  @usableFromInline let receiverPort: UnsafeMutablePointer<PortState>
  @usableFromInline let receiverPortNumber: UInt16
  /// The element at the far end, kept alive by the dispatcher.
  @usableFromInline let receiver: Unmanaged<ElementContext>
  /// The most packets that may wait.
  @usableFromInline var limit: Int
  /// It stands in the dispatcher's list of channels with input.
  @usableFromInline var isReady = false
  /// The link was removed; the memory goes as soon as nobody lists it.
  @usableFromInline var isClosed = false

  @usableFromInline
  init(
    to receiver: ElementContext, port: Int, state: UnsafeMutablePointer<PortState>, limit: Int
  ) {
    unsafe receiverPort = unsafe state
    unsafe receiverPortNumber = UInt16(port)
    unsafe self.receiver = unsafe Unmanaged.passUnretained(receiver)
    unsafe self.limit = limit
  }
}
