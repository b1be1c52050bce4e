public import Buffers

/// Somebody who writes down what an engine does, so that it can be done again: each step of the crank that did
/// something, the packets that came in from outside, and those that went out.
///
/// Called on the worker's thread, in the packet's path, and there alone: a recorder copies what it needs and returns.
public protocol TurnRecorder: AnyObject, Sendable {
  /// The dispatcher's clock was set.
  func clockWasSet(to now: Instant)

  /// The timers that are due are about to fire.
  func timersWillFire()

  /// Waiting batches are about to be handed over, at most `limit`.
  func batchesWillRun(limit: Int)

  /// A packet came in by a device, and is about to enter the lab.
  func packetCameIn(_ packet: borrowing Packet, at device: ElementContext)

  /// A packet is about to leave the lab by a device.
  func packetGoesOut(_ packet: borrowing Packet, at device: ElementContext)

  /// Nothing is left to do for a while.
  func workerRests()
}
