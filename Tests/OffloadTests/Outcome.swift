import Buffers
import Offload

/// What `SoftwareOffload.complete` did, as a value that a test can compare.
struct Outcome: Equatable {
  var failure: OffloadFailure?
  var reported: Int?
  var frames: [[UInt8]] = []
  var allComplete = true
  var ports: Set<UInt16> = []
}

func complete(
  _ bytes: [UInt8], _ offload: OffloadMetadata, pool: PacketPool = PacketPool(capacity: 256),
  sharedWithAnother: Bool = false
) -> Outcome {
  var packet = pool.packet(bytes)!
  packet.offload = offload
  packet.arrivalPort = 7
  packet.traceID = 3
  let twin = sharedWithAnother ? packet.clone() : nil
  var batch = PacketBatch()
  var outcome = Outcome()
  switch SoftwareOffload.complete(packet, into: &batch) {
  case .completed(let count): outcome.reported = count
  case .failed(let packet, let failure):
    outcome.failure = failure
    outcome.ports.insert(packet.arrivalPort)
    if octets(packet) != bytes || packet.offload != offload { outcome.allComplete = false }
  }
  while let frame = batch.popFirst() {
    outcome.frames.append(octets(frame))
    outcome.ports.insert(frame.arrivalPort)
    if !frame.offload.isComplete || frame.traceID != 3 { outcome.allComplete = false }
  }
  if let twin, octets(twin) != bytes { outcome.allComplete = false }
  return outcome
}

func octets(_ packet: borrowing Packet) -> [UInt8] { packet.bytes.withUnsafeBytes { Array($0) } }
