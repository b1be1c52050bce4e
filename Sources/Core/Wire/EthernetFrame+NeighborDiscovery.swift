/// Frames of neighbour discovery (RFC 4861), with hop limit 255 and the addresses that it prescribes.
extension EthernetFrame {
  /// Asks for the MAC address of `target`, by way of its solicited-node group (RFC 4861, 7.2.2).
  public static func neighborSolicitation(
    from sender: MACAddress, address: IPv6Address, target: IPv6Address, vlan: VLANTag? = nil
  ) -> [UInt8] {
    let group = target.solicitedNode
    let path = FramePath(
      from: sender, to: group.multicastMAC, source: address, destination: group, vlan: vlan, hopLimit: 255)
    let message = NeighborSolicitation(target: target, sourceLinkLayer: address.isUnspecified ? nil : sender)
    return datagram(path, .icmpv6, headerLength: message.length, payload: []) { bytes, offset, _ in
      message.write(to: &bytes, at: offset)
    }
  }

  /// Tells `destination` the MAC address of `message.target` (RFC 4861, 7.2.4).
  public static func neighborAdvertisement(
    from sender: MACAddress, address: IPv6Address, to receiver: MACAddress, destination: IPv6Address,
    _ message: NeighborAdvertisement, vlan: VLANTag? = nil
  ) -> [UInt8] {
    let path = FramePath(
      from: sender, to: receiver, source: address, destination: destination, vlan: vlan, hopLimit: 255)
    return datagram(path, .icmpv6, headerLength: message.length, payload: []) { bytes, offset, _ in
      message.write(to: &bytes, at: offset)
    }
  }

  /// Asks the link's routers to advertise themselves (RFC 4861, 6.3.7).
  public static func routerSolicitation(
    from sender: MACAddress, address: IPv6Address, vlan: VLANTag? = nil
  ) -> [UInt8] {
    let path = FramePath(
      from: sender, to: IPv6Address.allRouters.multicastMAC, source: address, destination: .allRouters, vlan: vlan,
      hopLimit: 255)
    let message = RouterSolicitation(sourceLinkLayer: address.isUnspecified ? nil : sender)
    return datagram(path, .icmpv6, headerLength: message.length, payload: []) { bytes, offset, _ in
      message.write(to: &bytes, at: offset)
    }
  }

  /// Tells all nodes of the link what the router has for them (RFC 4861, 6.2.3).
  public static func routerAdvertisement(
    from sender: MACAddress, address: IPv6Address, _ message: RouterAdvertisement, vlan: VLANTag? = nil
  ) -> [UInt8] {
    let path = FramePath(
      from: sender, to: IPv6Address.allNodes.multicastMAC, source: address, destination: .allNodes, vlan: vlan,
      hopLimit: 255)
    return datagram(path, .icmpv6, headerLength: message.length, payload: []) { bytes, offset, _ in
      message.write(to: &bytes, at: offset)
    }
  }
}
