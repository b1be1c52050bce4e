import Buffers
import Dataplane

/// An element for tests: sends on by the other of its two ports, and drops what begins with an odd octet.
actor Relay: Element {
  nonisolated let context: ElementContext
  nonisolated var unownedExecutor: UnownedSerialExecutor { context.executor }

  init(context: ElementContext) { self.context = context }

  func receive(_ batch: inout PacketBatch, on port: Int) {
    while let packet = batch.popFirst() {
      if Relay.isUnwanted(packet) { context.drop(packet, .noRoute) } else { context.emit(packet, to: 1 - port) }
    }
  }

  private static func isUnwanted(_ packet: borrowing Packet) -> Bool {
    packet.count > 0 && packet.bytes.unsafeLoad(as: UInt8.self) & 1 == 1
  }
}
