extension NetlinkRequest {
  /// Gives an interface an address. `EEXIST` where it has it.
  public static func addAddress(_ address: InterfaceAddress) -> NetlinkRequest {
    request(
      "add address", address, type: NetlinkCode.newAddress, flags: NetlinkCode.create | NetlinkCode.exclusive)
  }

  /// Takes an address from an interface. `EADDRNOTAVAIL` where it does not have it.
  public static func deleteAddress(_ address: InterfaceAddress) -> NetlinkRequest {
    request("delete address", address, type: NetlinkCode.deleteAddress, flags: 0)
  }

  private static func request(
    _ verb: String, _ address: InterfaceAddress, type: UInt16, flags: UInt16
  ) -> NetlinkRequest {
    NetlinkRequest("\(verb) \(address.prefix) of interface #\(address.interface)", type: type, flags: flags) {
      message in
      let isLoopback = address.prefix.address.octets.first == 127 && address.prefix.address.width == 32
      let hostScope: UInt8 = 254
      let noDuplicateDetection: UInt32 = 0x02
      message.append(address.prefix.address.family)
      message.append(address.prefix.length)
      message.append(UInt8(0))
      message.append(isLoopback ? hostScope : 0)
      message.append(address.interface)
      message.attribute(NetlinkKind.addressLocal, address.prefix.address.octets)
      message.attribute(NetlinkKind.addressPeer, address.prefix.address.octets)
      if case .v4 = address.prefix.address, let broadcast = address.broadcast {
        message.attribute(NetlinkKind.addressBroadcast, InetAddress.v4(broadcast).octets)
      }
      if case .v6 = address.prefix.address, address.skipsDuplicateDetection {
        message.attribute(NetlinkKind.addressFlags, noDuplicateDetection)
      }
    }
  }

  /// Tells the kernel where a neighbour is, in place of what it knew. `EINVAL` without a hardware address.
  public static func setNeighbour(_ neighbour: Neighbour) -> NetlinkRequest {
    request(
      "set neighbour", neighbour, type: NetlinkCode.newNeighbour, flags: NetlinkCode.create | NetlinkCode.replace)
  }

  /// Forgets a neighbour. `ENOENT` where there is no entry.
  public static func deleteNeighbour(_ neighbour: Neighbour) -> NetlinkRequest {
    request("delete neighbour", neighbour, type: NetlinkCode.deleteNeighbour, flags: 0)
  }

  private static func request(
    _ verb: String, _ neighbour: Neighbour, type: UInt16, flags: UInt16
  ) -> NetlinkRequest {
    NetlinkRequest("\(verb) \(neighbour.address) of interface #\(neighbour.interface)", type: type, flags: flags) {
      message in
      message.append(neighbour.address.family)
      message.append(UInt8(0))
      message.append(UInt16(0))
      message.append(neighbour.interface)
      message.append(neighbour.state)
      message.append(UInt16(0))
      message.attribute(NetlinkKind.neighbourAddress, neighbour.address.octets)
      if let hardware = neighbour.hardwareAddress {
        message.attribute(NetlinkKind.neighbourHardwareAddress, hardware.octets)
      }
    }
  }
}
