import Buffers
import Dataplane

/// The packets that went out in a replay, until they are held against the recording. On the thread of the replay only.
final class ReplayOutputs: TurnRecorder, @unchecked Sendable {
  /// All of them.
  private(set) var digest = OutputDigest()
  private var waiting: [RecordedOutput] = []
  private var next = 0
  /// The numbers that the recording gives to devices, by those of their contexts.
  private var numbers: [Int: Int] = [:]

  /// A device of the replay has this number in the recording.
  func name(_ device: ElementContext, _ number: Int) { numbers[device.number] = number }

  /// Takes the packet that went out first.
  func take() -> RecordedOutput? {
    guard next < waiting.count else { return nil }
    let output = waiting[next]
    next += 1
    if next == waiting.count {
      waiting.removeAll(keepingCapacity: true)
      next = 0
    }
    return output
  }

  func packetGoesOut(_ packet: borrowing Packet, at device: ElementContext) {
    let output = RecordedOutput(packet, device: numbers[device.number] ?? device.number)
    digest.add(output.fingerprint, device: output.device, at: device.now)
    waiting.append(output)
  }

  func packetCameIn(_ packet: borrowing Packet, at device: ElementContext) {}
  func clockWasSet(to now: Instant) {}
  func timersWillFire() {}
  func batchesWillRun(limit: Int) {}
  func workerRests() {}
}

extension RecordedOutput {
  /// What a recording would have of this packet.
  init(_ packet: borrowing Packet, device: Int) {
    self.device = device
    fingerprint = PacketFingerprint.of(packet)
    length = packet.count
    head = Array(packet.bytes.extracting(first: min(packet.count, RecordingFormat.headMax)))
    offload = packet.offload
  }
}
