import Buffers
import Dataplane
import Synchronization

/// A wire that keeps a copy of every frame, and loses or doubles those that it is told to.
actor Tap: Element {
  /// What becomes of a frame.
  enum Fate: Sendable { case pass, lose, double }

  nonisolated let context: ElementContext
  nonisolated var unownedExecutor: UnownedSerialExecutor { context.executor }
  private let log = Mutex<[(port: Int, bytes: [UInt8])]>([])
  private let rule = Mutex<@Sendable (Int, [UInt8]) -> Fate>({ _, _ in .pass })

  init(context: ElementContext) { self.context = context }

  func receive(_ batch: inout PacketBatch, on port: Int) {
    while let packet = batch.popFirst() {
      let bytes = Tap.octets(packet)
      log.withLock { $0.append((port, bytes)) }
      switch rule.withLock({ $0(port, bytes) }) {
      case .pass: context.emit(packet, to: 1 - port)
      case .lose: context.drop(packet, .linkLoss)
      case .double:
        context.emit(packet.clone(), to: 1 - port)
        context.emit(packet, to: 1 - port)
      }
    }
  }

  private static func octets(_ packet: borrowing Packet) -> [UInt8] { packet.bytes.withUnsafeBytes { Array($0) } }

  /// What came in by `port` so far.
  nonisolated func frames(from port: Int) -> [[UInt8]] { log.withLock { $0.filter { $0.port == port }.map(\.bytes) } }

  /// What becomes of each frame from now on.
  nonisolated func set(_ rule: @escaping @Sendable (Int, [UInt8]) -> Fate) { self.rule.withLock { $0 = rule } }
}
