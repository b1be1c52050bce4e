import Buffers
import Dataplane
import Offload
import Wire

extension Impairments {
  /// Flips one bit of a frame, any being equally likely. A checksum that was left to be finished is finished first, and
  /// one that passes for verified no longer does: otherwise whoever completes it later would hide the damage.
  /// Answers why the packet has to be dropped instead; `nil` where it does not.
  mutating func corrupt(_ packet: inout Packet) -> DropReason? {
    switch SoftwareOffload.completeChecksum(of: &packet) {
    case .malformed: return .malformed
    case .noBuffers: return .noBuffers
    case nil: break
    }
    guard packet.count > 0 else { return nil }
    guard packet.makeWritable() else { return .noBuffers }
    packet.offload.checksumIsValid = false
    let bit = drawBit(of: packet.count * 8)
    var bytes = packet.mutableBytes
    bytes.setOctet(bytes.bytes.octet(at: bit / 8) ^ 1 << UInt8(bit % 8), at: bit / 8)
    return nil
  }
}
