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
}

/// Wiring: links are made and removed between batches, on the dispatcher's thread.
extension Dispatcher {
  /// Joins two free ports by a link that holds up to `limit` packets a direction.
  public func connect(_ a: PortReference, _ b: PortReference, limit: Int = Dispatcher.queueLengthMax) {
    precondition(!a.context.isConnected(a.port) && !b.context.isConnected(b.port), "a port has one link")
    unsafe (a.context.ports + a.port).pointee.channel = unsafe makeChannel(to: b, limit: limit)
    unsafe (b.context.ports + b.port).pointee.channel = unsafe makeChannel(to: a, limit: limit)
  }

  /// Takes the link off two ports; packets in it are dropped as `.removed` at the ends they were going to.
  public func disconnect(_ a: PortReference, _ b: PortReference) {
    for (end, far) in [(a, b), (b, a)] {
      guard let channel = unsafe end.context.ports[end.port].channel else { continue }
      unsafe (end.context.ports + end.port).pointee.channel = nil
      while let packet = unsafe channel.pointee.queue.popFirst() { far.context.drop(packet, .removed) }
      unsafe channel.pointee.isClosed = true
      if unsafe !channel.pointee.isReady { unsafe release(channel) }
    }
  }

  private func makeChannel(to end: PortReference, limit: Int) -> UnsafeMutablePointer<Channel> {
    let channel = UnsafeMutablePointer<Channel>.allocate(capacity: 1)
    unsafe channel.initialize(
      to: Channel(to: end.context, port: end.port, state: end.context.ports + end.port, limit: limit))
    return unsafe channel
  }

  /// Frees a closed channel that no list names any more.
  func release(_ channel: UnsafeMutablePointer<Channel>) {
    unsafe channel.deinitialize(count: 1)
    unsafe channel.deallocate()
  }
}
