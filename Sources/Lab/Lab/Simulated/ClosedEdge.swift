import Buffers
import Dataplane

/// What stands for a device of the machine in a simulation, where nothing outside takes part: it takes every packet, as
/// the device would, and nothing ever comes from it.
actor ClosedEdge: Element {
  nonisolated let context: ElementContext
  nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe context.executor }

  init(context: ElementContext) { self.context = context }

  func receive(_ batch: inout PacketBatch, on port: Int) {
    while let packet = batch.popFirst() { context.deliver(packet) }
  }
}
