import Wire

/// The addresses that a router or a host has at one port.
struct PortAddresses: Sendable {
  /// IPv4, in the order of the configuration; the first is the one that is shown where any will do.
  let v4: [InterfaceAddress]
  /// IPv6 other than link-local, likewise.
  let v6: [InterfaceAddress]
  /// IPv6 link-local: those of the configuration, and last the one of the MAC address.
  let linkLocal: [IPv6Address]
  /// Those that may not be used: somebody else may have them (RFC 4862, 5.4), or has them.
  var unusable: [IPv6Address] = []
  private let role: ForwardingPlane.Role

  init(_ interface: RouterInterface, _ role: ForwardingPlane.Role) {
    self.role = role
    v4 = interface.addresses.filter { $0.version == .v4 }
    v6 = interface.addresses.filter { $0.version == .v6 && !$0.address.isLinkLocal }
    let configured = interface.addresses.compactMap { $0.address.isLinkLocal ? $0.address.v6 : nil }
    linkLocal = configured + [IPv6Address(linkLocal: interface.mac)]
  }

  /// True where `address` is one of the port's own.
  func owns(_ address: IPv4Address) -> Bool { v4.contains { $0.address == .v4(address) } }

  /// True where `address` is one of the port's own, the link-local ones included.
  func owns(_ address: IPv6Address) -> Bool { has(address) && isUsable(address) }

  /// True where `address` was given to the port, whether or not it may be used.
  func has(_ address: IPv6Address) -> Bool {
    linkLocal.contains(address) || v6.contains { $0.address == .v6(address) }
  }

  private func isUsable(_ address: IPv6Address?) -> Bool {
    guard !unusable.isEmpty, let address else { return true }
    return !unusable.contains(address)
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
  /// subnet, else the first, else a link-local one; the unspecified address where none may be used.
  func source(towards destination: IPv6Address) -> IPv6Address {
    if !unusable.isEmpty { return usableSource(towards: destination) }
    if destination.isLinkLocal || destination.isLinkLocalMulticast { return linkLocal[0] }
    return (v6.first { $0.prefix.contains(.v6(destination)) } ?? v6.first)?.address.v6 ?? linkLocal[0]
  }

  private func usableSource(towards destination: IPv6Address) -> IPv6Address {
    let local = linkLocal.first { isUsable($0) } ?? .unspecified
    if destination.isLinkLocal || destination.isLinkLocalMulticast { return local }
    let usable = v6.filter { isUsable($0.address.v6) }
    return (usable.first { $0.prefix.contains(.v6(destination)) } ?? usable.first)?.address.v6 ?? local
  }

  /// True where the port listens to the group: all nodes, for a router all routers, and the solicited-node groups of its
  /// addresses, of those too that may not be used yet (RFC 4291, 2.8; RFC 4862, 5.4.2).
  func listens(to group: IPv6Address) -> Bool {
    if group == .allNodes || group == .allRouters && role == .router { return true }
    return linkLocal.contains { $0.solicitedNode == group }
      || v6.contains { $0.address.v6?.solicitedNode == group || anycast($0)?.solicitedNode == group }
  }

  /// The subnet-router anycast address of an interface's subnet (RFC 4291, 2.6.1), which subnets of one or two addresses
  /// do not have (RFC 6164, 4), and which a host does not answer for.
  func anycast(_ address: InterfaceAddress) -> IPv6Address? {
    role == .router && address.length < 127 && address.prefix.network != address.address
      ? address.prefix.network.v6 : nil
  }

  /// True where `address` is the subnet-router anycast address of a subnet of the port.
  func isAnycast(_ address: IPv6Address) -> Bool { v6.contains { anycast($0) == address } }
}
