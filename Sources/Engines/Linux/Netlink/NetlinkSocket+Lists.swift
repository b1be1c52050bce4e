import SystemPackage

extension NetlinkSocket {
  /// All interfaces, by index.
  public mutating func links() throws(NetlinkError) -> [Link] {
    try list(
      "list interfaces", ask: NetlinkCode.getLink, answer: NetlinkCode.newLink, fixed: NetlinkFixedPart.link
    ).compactMap(Link.init(answer:)).sorted { $0.index < $1.index }
  }

  /// The interface of a name. `ENODEV` where there is none.
  public mutating func link(named name: String) throws(NetlinkError) -> Link {
    let description = "find interface \(name)"
    var writer = NetlinkWriter(type: NetlinkCode.getLink, flags: NetlinkCode.request)
    writer.linkFixedPart(index: 0, isUp: nil)
    writer.attribute(NetlinkKind.linkName, name)
    let answers = try ask(description, writer.finished(), answer: NetlinkCode.newLink) ?? []
    guard let link = answers.first.flatMap(Link.init(answer:)) else {
      throw NetlinkError(errno: .noSuchAddressOrDevice, request: description)
    }
    return link
  }

  /// All addresses of both versions, or those of one interface, in the kernel's order.
  public mutating func addresses(of interface: Int32? = nil) throws(NetlinkError) -> [InterfaceAddress] {
    try list(
      "list addresses", ask: NetlinkCode.getAddress, answer: NetlinkCode.newAddress, fixed: NetlinkFixedPart.address
    ).compactMap(InterfaceAddress.init(answer:)).filter { interface == nil || $0.interface == interface }
  }

  /// All routes of both versions and of every table, in the kernel's order.
  public mutating func routes() throws(NetlinkError) -> [Route] {
    try list("list routes", ask: NetlinkCode.getRoute, answer: NetlinkCode.newRoute, fixed: NetlinkFixedPart.route)
      .compactMap(Route.init(answer:))
  }

  /// All entries of the neighbour caches, in the kernel's order.
  public mutating func neighbours() throws(NetlinkError) -> [Neighbour] {
    try list(
      "list neighbours", ask: NetlinkCode.getNeighbour, answer: NetlinkCode.newNeighbour,
      fixed: NetlinkFixedPart.neighbour
    ).compactMap(Neighbour.init(answer:))
  }
}

extension Link {
  /// Reads struct ifinfomsg and its attributes; nil where it is not one.
  init?(answer: ArraySlice<UInt8>) {
    guard let index = answer.number(Int32.self, at: 4), let flags = answer.number(UInt32.self, at: 8) else {
      return nil
    }
    let attributes = NetlinkAttributes(answer, after: NetlinkFixedPart.link)
    guard let name = attributes.text(NetlinkKind.linkName) else { return nil }
    self.init(
      index: index,
      name: name,
      mtu: attributes.number(NetlinkKind.linkMTU, as: UInt32.self) ?? 0,
      flags: LinkFlags(rawValue: flags),
      address: attributes[NetlinkKind.linkAddress].flatMap { HardwareAddress(octets: $0) },
      operationalState: attributes.number(NetlinkKind.linkOperationalState, as: UInt8.self)
        .flatMap(OperationalState.init) ?? .unknown,
      master: attributes.number(NetlinkKind.linkMaster, as: Int32.self),
      kind: attributes[NetlinkKind.linkInfo].flatMap { NetlinkAttributes($0).text(NetlinkKind.linkInfoKind) },
      queueLength: attributes.number(NetlinkKind.linkQueueLength, as: UInt32.self))
  }
}

extension InterfaceAddress {
  /// Reads struct ifaddrmsg and its attributes; nil where it is not one.
  init?(answer: ArraySlice<UInt8>) {
    guard let length = answer.number(UInt8.self, at: 1), let interface = answer.number(Int32.self, at: 4) else {
      return nil
    }
    let attributes = NetlinkAttributes(answer, after: NetlinkFixedPart.address)
    // An address on a point-to-point link has the peer's in the first attribute; its own is "local".
    guard let address = attributes.address(NetlinkKind.addressLocal) ?? attributes.address(NetlinkKind.addressPeer)
    else { return nil }
    let flags = attributes.number(NetlinkKind.addressFlags, as: UInt32.self) ?? 0
    let (noDuplicateDetection, tentative): (UInt32, UInt32) = (0x02, 0x40)
    self.init(
      InetPrefix(address, length: length), on: interface,
      skipsDuplicateDetection: flags & noDuplicateDetection != 0)
    isTentative = flags & tentative != 0
    broadcast = nil
    if case .v4(let bits)? = attributes.address(NetlinkKind.addressBroadcast) { broadcast = bits }
  }
}

extension Route {
  /// Reads struct rtmsg and its attributes; nil where it is not one, or not of the Internet.
  init?(answer: ArraySlice<UInt8>) {
    guard let family = answer.number(UInt8.self, at: 0), let length = answer.number(UInt8.self, at: 1),
      let table = answer.number(UInt8.self, at: 4), let origin = answer.number(UInt8.self, at: 5),
      let kind = answer.number(UInt8.self, at: 7)
    else { return nil }
    let attributes = NetlinkAttributes(answer, after: NetlinkFixedPart.route)
    let any: InetAddress
    switch family {
    case InetAddress.v4(0).family: any = .v4(0)
    case InetAddress.v6(high: 0, low: 0).family: any = .v6(high: 0, low: 0)
    default: return nil
    }
    let destination = attributes.address(NetlinkKind.routeDestination) ?? any
    guard destination.width == any.width else { return nil }
    self.init(
      to: InetPrefix(destination, length: length),
      via: attributes.address(NetlinkKind.routeGateway),
      on: attributes.number(NetlinkKind.routeInterface, as: Int32.self),
      metric: attributes.number(NetlinkKind.routePriority, as: UInt32.self),
      source: attributes.address(NetlinkKind.routeSource))
    self.table = attributes.number(NetlinkKind.routeTable, as: UInt32.self) ?? UInt32(table)
    self.origin = origin
    self.kind = kind
  }
}

extension Neighbour {
  /// Reads struct ndmsg and its attributes; nil where it is not one.
  init?(answer: ArraySlice<UInt8>) {
    guard let interface = answer.number(Int32.self, at: 4), let state = answer.number(UInt16.self, at: 8) else {
      return nil
    }
    let attributes = NetlinkAttributes(answer, after: NetlinkFixedPart.neighbour)
    guard let address = attributes.address(NetlinkKind.neighbourAddress) else { return nil }
    self.init(
      address, on: interface,
      is: attributes[NetlinkKind.neighbourHardwareAddress].flatMap { HardwareAddress(octets: $0) }, state: state)
  }
}
