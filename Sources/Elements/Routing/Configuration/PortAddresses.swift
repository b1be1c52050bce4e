import Wire

/// The addresses that a router has at one port.
struct PortAddresses: Sendable {
  /// IPv4, in the order of the configuration; the first is the one that is shown where any will do.
  let v4: [InterfaceAddress]
  /// IPv6 other than link-local, likewise.
  let v6: [InterfaceAddress]
  /// IPv6 link-local: those of the configuration, and last the one of the MAC address.
  let linkLocal: [IPv6Address]

  init(_ interface: RouterInterface) {
    v4 = interface.addresses.filter { $0.version == .v4 }
    v6 = interface.addresses.filter { $0.version == .v6 && !$0.address.isLinkLocal }
    let configured = interface.addresses.compactMap { $0.address.isLinkLocal ? $0.address.v6 : nil }
    linkLocal = configured + [IPv6Address(linkLocal: interface.mac)]
  }

  /// True where `address` is one of the port's own.
  func owns(_ address: IPv4Address) -> Bool { v4.contains { $0.address == .v4(address) } }

  /// True where `address` is one of the port's own, the link-local ones included.
  func owns(_ address: IPv6Address) -> Bool {
    linkLocal.contains(address) || v6.contains { $0.address == .v6(address) }
  }

  /// True where `address` is on the link by the subnets of the port; link-local addresses always are.
  func reaches(_ address: IPAddress) -> Bool {
    switch address {
    case .v4: v4.contains { $0.prefix.contains(address) }
    case .v6: address.isLinkLocal || v6.contains { $0.prefix.contains(address) }
    }
  }

  /// The address to use towards `destination`: one of its subnet, else the first; `nil` where the port has none.
  func source(towards destination: IPv4Address) -> IPv4Address? {
    (v4.first { $0.prefix.contains(.v4(destination)) } ?? v4.first)?.address.v4
  }

  /// The address to use towards `destination` (RFC 6724, 5, rules 2 and 8 alone): link-local for link-local, one of its
  /// subnet, else the first, else a link-local one.
  func source(towards destination: IPv6Address) -> IPv6Address {
    if destination.isLinkLocal || destination.isLinkLocalMulticast { return linkLocal[0] }
    return (v6.first { $0.prefix.contains(.v6(destination)) } ?? v6.first)?.address.v6 ?? linkLocal[0]
  }

  /// True where the port listens to the group: all nodes, all routers, and the solicited-node groups of its addresses
  /// (RFC 4291, 2.8).
  func listens(to group: IPv6Address) -> Bool {
    if group == .allNodes || group == .allRouters { return true }
    return linkLocal.contains { $0.solicitedNode == group }
      || v6.contains { $0.address.v6?.solicitedNode == group || anycast($0)?.solicitedNode == group }
  }

  /// The subnet-router anycast address of an interface's subnet (RFC 4291, 2.6.1), which subnets of one or two addresses
  /// do not have (RFC 6164, 4).
  func anycast(_ address: InterfaceAddress) -> IPv6Address? {
    address.length < 127 && address.prefix.network != address.address ? address.prefix.network.v6 : nil
  }

  /// True where `address` is the subnet-router anycast address of a subnet of the port.
  func isAnycast(_ address: IPv6Address) -> Bool { v6.contains { anycast($0) == address } }
}
