import Buffers

/// One direction of a link: a bounded queue, and who is handed what is in it.
///
/// Its memory belongs to the dispatcher, which frees it once the link is gone and the ready list does not name it.
/// What `emit` touches comes first, in one cache line.
@frozen
@usableFromInline
@unsafe
struct Channel: ~Copyable {
  @usableFromInline var queue = PacketBatch()
  /// The most packets that may wait.
  @usableFromInline let limit: Int
  /// Octets of all packets that were ever put in.
  @usableFromInline var acceptedOctets: UInt64 = 0
  /// The next channel with input.
  @usableFromInline var nextReady: UnsafeMutablePointer<Channel>?
  /// The number of the port at the far end.
  @usableFromInline let receiverPort: UInt16
  /// It stands in the list of channels with input.
  @usableFromInline var isReady = false
  /// The link was removed; the memory goes as soon as the list does not name it.
  @usableFromInline var isClosed = false

  /// Packets that were handed to the element at the far end.
  @usableFromInline var takenPackets: UInt64 = 0
  /// How that element is called; its context sees to that.
  var callee: Unmanaged<Receiver>
  /// The element at the far end.
  @usableFromInline let receiver: ElementContext
  /// The element at this end, and its port.
  @usableFromInline let sender: ElementContext
  @usableFromInline let senderPort: Int

  init(from near: PortReference, to far: PortReference, limit: Int) {
    unsafe self.limit = limit
    unsafe receiverPort = UInt16(far.port)
    unsafe callee = far.context.callee.pointee.receiver
    unsafe receiver = far.context
    unsafe sender = near.context
    unsafe senderPort = near.port
  }

  /// Packets that were ever put in.
  var acceptedPackets: UInt64 { unsafe takenPackets &+ UInt64(queue.count) }

  /// Octets that were handed to the element at the far end.
  var takenOctets: UInt64 {
    var waiting: UInt64 = 0
    unsafe queue.forEach { waiting &+= UInt64($0.count) }
    return unsafe acceptedOctets &- waiting
  }
}
