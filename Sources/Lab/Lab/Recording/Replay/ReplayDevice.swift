import Buffers
import Dataplane

/// What stands for a device in a replay: what the recording says came in by it enters the lab here, and who looks at the
/// replay is told what the lab sends out.
///
/// - Ports: one.
/// - Drops: `noBuffers`.
///
/// See also: `ReplayRun`.
actor ReplayDevice: DeviceElement {
  /// The way into the lab, port 0.
  nonisolated let context: ElementContext
  /// There is nothing to wait for.
  nonisolated let pollDescriptor: Int32 = -1
  private var recorder: (any TurnRecorder)?

  nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe context.executor }

  init(context: ElementContext) { self.context = context }

  /// Sends a packet into the lab.
  func send(_ recorded: RecordedPacket) {
    guard var packet = unsafe context.packet(copying: recorded.octets.span.bytes) else {
      return context.countDrop(.noBuffers)
    }
    packet.offload = recorded.offload
    if recorded.isMadeForTrace {
      packet.traceID = ReplayDevice.traceID
    } else {
      recorder?.packetCameIn(packet, at: context)
    }
    context.emit(packet, to: 0)
  }

  func receive(_ batch: inout PacketBatch, on port: Int) {
    while let packet = batch.popFirst() {
      if packet.traceID == 0 { recorder?.packetGoesOut(packet, at: context) }
      context.deliver(packet)
    }
  }

  func setRecorder(_ recorder: (any TurnRecorder)?) { self.recorder = recorder }

  func poll(budget: Int) -> Int { 0 }

  func releaseDescriptor() -> Int32? { nil }

  /// The trace number of packets that were made for a trace: nobody looks at it, but they do not leave the lab.
  private static let traceID: UInt16 = 1
}
