import Buffers

/// A port of an element, to attach a link to.
public struct PortReference: Sendable {
  /// The element.
  public let context: ElementContext
  /// Its port, from 0.
  public let port: Int

  /// Names `port` of the element that `context` belongs to.
  public init(_ context: ElementContext, _ port: Int) {
    precondition(port >= 0 && port < context.portCount, "the element has no such port")
    self.context = context
    self.port = port
  }

  /// Its state; valid while the context lives.
  var state: UnsafeMutablePointer<PortState> { unsafe context.ports + port }
}

/// Wiring: links are made and removed between batches, on the dispatcher's thread.
extension Dispatcher {
  /// Joins two free ports of elements of this dispatcher by a link that holds up to `limit` packets a direction.
  public func connect(_ a: PortReference, _ b: PortReference, limit: Int = Dispatcher.queueLengthMax) {
    precondition(limit > 0, "a link holds at least one packet")
    precondition(a.context.state === state && b.context.state === state, "the element belongs to another dispatcher")
    precondition(a.context !== b.context || a.port != b.port, "a link has two ends")
    precondition(!a.context.isConnected(a.port) && !b.context.isConnected(b.port), "a port has one link")
    join(a, b, limit)
    join(b, a, limit)
    a.context.refresh(a.port)
    b.context.refresh(b.port)
  }

  /// Takes the link off two ports; packets in it are dropped as `.removed` at the ends they were going to. Nothing is
  /// done where the two are not joined with each other.
  public func disconnect(_ a: PortReference, _ b: PortReference) {
    guard let neighbour = a.context.neighbour(a.port), neighbour.context === b.context, neighbour.port == b.port
    else { return }
    part(a, b)
    part(b, a)
    a.context.refresh(a.port)
    b.context.refresh(b.port)
  }

  private func join(_ near: PortReference, _ far: PortReference, _ limit: Int) {
    // At the beginning of a cache line, so that what `emit` touches is in one.
    let memory = unsafe UnsafeMutableRawPointer.allocate(byteCount: MemoryLayout<Channel>.size, alignment: 64)
    let channel = unsafe memory.bindMemory(to: Channel.self, capacity: 1)
    unsafe channel.initialize(to: Channel(from: near, to: far, limit: limit))
    unsafe channels.insert(channel)
    unsafe near.state.pointee.outgoing = unsafe channel
    unsafe far.state.pointee.incoming = unsafe channel
  }

  private func part(_ near: PortReference, _ far: PortReference) {
    guard let channel = unsafe near.state.pointee.outgoing else { return }
    unsafe near.state.pointee.counters.sentPackets &+= channel.pointee.acceptedPackets
    unsafe near.state.pointee.counters.sentBytes &+= channel.pointee.acceptedOctets
    unsafe far.state.pointee.counters.receivedPackets &+= channel.pointee.takenPackets
    unsafe far.state.pointee.counters.receivedBytes &+= channel.pointee.takenOctets
    unsafe near.state.pointee.outgoing = nil
    unsafe far.state.pointee.incoming = nil
    while let packet = unsafe channel.pointee.queue.popFirst() { far.context.drop(packet, .removed) }
    unsafe channel.pointee.isClosed = true
    if unsafe !channel.pointee.isReady { unsafe free(channel) }
  }

  /// Frees a channel that the ready list does not name, or of a dispatcher that is going away.
  func free(_ channel: UnsafeMutablePointer<Channel>) {
    unsafe channels.remove(channel)
    if unsafe !channel.pointee.isClosed {
      let sender = unsafe channel.pointee.sender
      let receiver = unsafe channel.pointee.receiver
      unsafe (sender.ports + channel.pointee.senderPort).pointee.outgoing = nil
      unsafe (sender.ports + channel.pointee.senderPort).pointee.open = nil
      unsafe (receiver.ports + Int(channel.pointee.receiverPort)).pointee.incoming = nil
    }
    unsafe channel.deinitialize(count: 1)
    unsafe UnsafeMutableRawPointer(channel).deallocate()
  }
}
