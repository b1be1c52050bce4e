import Buffers
import Dataplane

/// Stands at the far end of a port of the element under test, and keeps what comes out.
public actor Collector: Element {
  /// The collector's only port is 0.
  public nonisolated let context: ElementContext
  /// Runs with the bench.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { context.executor }
  /// One packet as it came out.
  public struct Output: Sendable, Equatable {
    /// Its octets.
    public var bytes: [UInt8]
    /// Its offload metadata.
    public var offload: OffloadMetadata
  }
  var outputs: [Output] = []

  init(context: ElementContext) { self.context = context }

  /// Keeps every packet.
  public func receive(_ batch: inout PacketBatch, on port: Int) {
    while let packet = batch.popFirst() {
      outputs.append(Output(bytes: packet.octets(), offload: packet.offload))
      context.deliver(packet)
    }
  }

  func take() -> [Output] {
    defer { outputs = [] }
    return outputs
  }
}

extension Packet {
  /// A copy of the octets.
  public borrowing func octets() -> [UInt8] { bytes.withUnsafeBytes { Array($0) } }
}
