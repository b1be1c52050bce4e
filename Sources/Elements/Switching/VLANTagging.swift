import Buffers
import Dataplane
import Wire

/// Putting customer tags on and taking them off at the edge of a switch (IEEE 802.1Q-2018, 6.9 and 9.6).
enum VLANTagging {
  /// The tag control information in front of the payload, or `nil` where the frame has no customer tag.
  @inline(__always)
  static func tag(of packet: borrowing Packet) -> UInt16? {
    let bytes = packet.bytes
    guard bytes.byteCount >= 18, bytes.uint16(at: 12) == EtherType.vlan.rawValue else { return nil }
    return bytes.uint16(at: 14)
  }

  /// Sends a frame of `vlan`, which now has `tag`, out of a port in the form that the port wants.
  static func emit(
    _ packet: consuming Packet, _ tag: UInt16?, _ vlan: UInt16, to port: Int, _ membership: borrowing VLANMembership,
    _ context: ElementContext
  ) {
    if membership.isUntagged(vlan, at: port) {
      guard tag == nil || packet.closeGap(at: 12, length: 4) else { return context.drop(packet, .noBuffers) }
      return context.emit(packet, to: port)
    }
    guard membership.carries(vlan, at: port) else { return context.drop(packet, .vlanNotAllowed) }
    let control = (tag ?? 0) & 0xf000 | vlan
    if tag != control {
      guard tag != nil ? packet.makeWritable() : packet.openGap(at: 12, length: 4) else {
        return context.drop(packet, .noBuffers)
      }
      var bytes = packet.mutableBytes
      bytes.setUInt16(EtherType.vlan.rawValue, at: 12)
      bytes.setUInt16(control, at: 14)
    }
    context.emit(packet, to: port)
  }
}
