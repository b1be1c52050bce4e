import Buffers
import Dataplane

/// One record of a recording.
enum RecordedStep: Hashable, Sendable {
  /// The clock was set.
  case clock(Instant)
  /// The timers that were due were fired.
  case timers
  /// Waiting batches were handed over, at most so many.
  case run(limit: Int)
  /// A packet came in by a device.
  case input(device: Int, RecordedPacket)
  /// A packet went out by a device, in the step before.
  case output(RecordedOutput)
  /// Something was changed.
  case call(RecordedCall)
  /// The recording was ended: what went out in all, and how many packets died for want of a buffer.
  case end(OutputDigest, starved: UInt64)
  /// The disk did not keep up; from this turn on, so long after the start, nothing is recorded.
  case cut(turn: UInt64, after: Nanoseconds)
}

/// A packet that came in.
struct RecordedPacket: Hashable, Sendable {
  /// Its octets, from the Ethernet header on.
  var octets: [UInt8]
  /// Work that was left undone.
  var offload = OffloadMetadata.none
  /// True for a packet that was made for a trace: it does not leave the lab.
  var isMadeForTrace = false
}

/// A packet that went out: enough to tell whether another is the same, and to say what it was.
struct RecordedOutput: Hashable, Sendable {
  /// The number of the device.
  var device: Int
  /// A number made of the whole packet.
  var fingerprint: UInt64
  /// Octets of the packet.
  var length: Int
  /// The first of them.
  var head: [UInt8]
  /// Work that was left undone.
  var offload: OffloadMetadata
}
