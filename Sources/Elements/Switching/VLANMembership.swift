import BasicContainers

/// The VLANs of all ports of a switch, in one place and without a reference to count: what the packet path asks.
struct VLANMembership: ~Copyable {
  /// 64 words a port: bit v of a port's bits is set where frames of VLAN v leave with a tag.
  private var tagged: UniqueArray<UInt64>
  /// For each port, the VLAN whose frames have no tag, or `none`.
  private var untagged: UniqueArray<UInt16>

  /// No VLAN.
  private static var none: UInt16 { 0xffff }
  private static var wordsPerPort: Int { 4096 / 64 }

  /// The membership of `portCount` ports; one that `vlans` does not reach is an access port of VLAN 1.
  init(_ vlans: [PortVLANs], portCount: Int) {
    tagged = UniqueArray(repeating: 0, count: portCount * VLANMembership.wordsPerPort)
    untagged = UniqueArray(repeating: 1, count: portCount)
    for port in 0..<min(portCount, vlans.count) {
      untagged[port] = vlans[port].untagged ?? VLANMembership.none
      for vlan: UInt16 in 0..<4096 where vlans[port].tagged.contains(vlan) {
        tagged[port * VLANMembership.wordsPerPort + Int(vlan) >> 6] |= 1 << UInt64(vlan & 63)
      }
    }
  }

  /// True where frames of `vlan` pass `port` without a tag.
  @inline(__always)
  func isUntagged(_ vlan: UInt16, at port: Int) -> Bool { untagged[port] == vlan }

  /// True where frames of `vlan` may pass `port`.
  @inline(__always)
  func carries(_ vlan: UInt16, at port: Int) -> Bool {
    isUntagged(vlan, at: port)
      || tagged[port * VLANMembership.wordsPerPort + Int(vlan & 0xfff) >> 6] & (1 << UInt64(vlan & 63)) != 0
  }

  /// The VLAN of a frame that arrives with `tag` at a port, or `nil` where the port does not take it. A tag with VLAN 0
  /// carries a priority only (IEEE 802.1Q-2018, 9.6): the frame counts as untagged. VLAN 4095 is reserved (table 9-2).
  @inline(__always)
  func vlan(_ tag: UInt16?, arrivingAt port: Int) -> UInt16? {
    let vlan = (tag ?? 0) & 0xfff
    if vlan == 0 { return untagged[port] == VLANMembership.none ? nil : untagged[port] }
    return vlan != 0xfff && carries(vlan, at: port) ? vlan : nil
  }
}
