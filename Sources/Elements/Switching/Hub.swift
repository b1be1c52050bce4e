public import Buffers
public import Dataplane

/// A hub: what comes in by one port leaves by all the others.
///
/// - Ports: any number, all alike.
/// - Drops: none of its own; a port without a link counts `portNotConnected`.
/// - Standard: a repeater in the sense of IEEE 802.3-2018, clause 9; frames are passed whole and unread, so it also
///   carries what a bridge would keep (spanning tree, LLDP).
///
/// ```yaml
/// nodes:
///   hub1: { kind: hub }
/// ```
///
/// See also: `LearningSwitch`, which sends a frame only where its station is.
public actor Hub: Element {
  /// The way to the hub's ports.
  public nonisolated let context: ElementContext

  /// The worker's executor.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe context.executor }

  /// Makes a hub with the ports of `context`.
  public init(context: ElementContext) { self.context = context }

  /// Sends every packet out of all ports but the one it came by.
  public func receive(_ batch: inout PacketBatch, on port: Int) {
    while let packet = batch.popFirst() { context.flood(packet, from: port) }
  }
}
