import Buffers
import Dataplane
import Wire

/// Putting customer tags on and taking them off at the edge of a switch (IEEE 802.1Q-2018, 6.9 and 9.6).
enum VLANTagging {
  /// The tag control information in front of the payload, or `nil` where the frame has no customer tag.
  static func tag(of packet: borrowing Packet) -> UInt16? {
    let bytes = packet.bytes
    guard bytes.byteCount >= 18, let frame = EthernetView(bytes), frame.type == .vlan else { return nil }
    return unsafe UInt16(bytes.unsafeLoad(fromByteOffset: 14, as: UInt8.self)) << 8
      | UInt16(bytes.unsafeLoad(fromByteOffset: 15, as: UInt8.self))
  }

  /// The VLAN of a frame that arrives with `tag` at a port, or `nil` where the port does not take it. A tag with VLAN 0
  /// carries a priority only (9.6): the frame counts as untagged.
  static func vlan(_ tag: UInt16?, arrivingAt port: PortVLANs) -> UInt16? {
    guard let tag, tag & 0xfff != 0 else { return port.untagged }
    let vlan = tag & 0xfff
    return vlan != 0xfff && port.carries(vlan) ? vlan : nil
  }

  /// Sends a frame of `vlan`, which now has `tag`, out of a port in the form that the port wants.
  static func emit(
    _ packet: consuming Packet, _ tag: UInt16?, _ vlan: UInt16, to port: Int, _ vlans: PortVLANs,
    _ context: ElementContext
  ) {
    guard vlans.carries(vlan) else { return context.drop(packet, .vlanNotAllowed) }
    if vlans.untagged == vlan {
      guard tag == nil || packet.closeGap(at: 12, length: 4) else { return context.drop(packet, .noBuffers) }
    } else {
      guard tag != nil ? packet.makeWritable() : packet.openGap(at: 12, length: 4) else {
        return context.drop(packet, .noBuffers)
      }
      let control = (tag ?? 0) & 0xf000 | vlan
      var bytes = packet.mutableBytes
      for (offset, octet) in [(12, 0x81), (13, 0x00), (14, control >> 8), (15, control & 0xff)] {
        bytes.storeBytes(of: UInt8(octet), toByteOffset: offset, as: UInt8.self)
      }
    }
    context.emit(packet, to: port)
  }
}
