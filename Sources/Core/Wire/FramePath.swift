/// From where to where a frame that ``EthernetFrame`` makes goes, on the link and beyond it.
public struct FramePath: Hashable, Sendable {
  /// The sender's MAC address.
  public var from: MACAddress
  /// The MAC address of the next hop.
  public var to: MACAddress
  /// The VLAN tag, if any.
  public var vlan: VLANTag?
  /// IPv4's time to live or IPv6's hop limit.
  public var hopLimit: UInt8 = 64
  /// How to queue the datagram.
  public var trafficClass = TrafficClass.default
  /// IPv4's identification.
  public var identification: UInt16 = 0
  /// IPv4's "don't fragment" bit.
  public var dontFragment = true
  /// IPv6's flow label.
  public var flowLabel: UInt32 = 0

  private var addresses: Addresses

  private enum Addresses: Hashable, Sendable {
    case v4(IPv4Address, IPv4Address)
    case v6(IPv6Address, IPv6Address)
  }

  /// Makes a path between IPv4 addresses.
  public init(
    from: MACAddress, to: MACAddress, source: IPv4Address, destination: IPv4Address, vlan: VLANTag? = nil,
    hopLimit: UInt8 = 64
  ) {
    self.init(from: from, to: to, addresses: .v4(source, destination), vlan: vlan, hopLimit: hopLimit)
  }

  /// Makes a path between IPv6 addresses.
  public init(
    from: MACAddress, to: MACAddress, source: IPv6Address, destination: IPv6Address, vlan: VLANTag? = nil,
    hopLimit: UInt8 = 64
  ) {
    self.init(from: from, to: to, addresses: .v6(source, destination), vlan: vlan, hopLimit: hopLimit)
  }

  /// Makes a path between addresses of one version; `nil` where they are of two.
  public init?(
    from: MACAddress, to: MACAddress, source: IPAddress, destination: IPAddress, vlan: VLANTag? = nil,
    hopLimit: UInt8 = 64
  ) {
    switch (source, destination) {
    case (.v4(let source), .v4(let destination)):
      self.init(from: from, to: to, addresses: .v4(source, destination), vlan: vlan, hopLimit: hopLimit)
    case (.v6(let source), .v6(let destination)):
      self.init(from: from, to: to, addresses: .v6(source, destination), vlan: vlan, hopLimit: hopLimit)
    case (.v4, .v6), (.v6, .v4): return nil
    }
  }

  private init(from: MACAddress, to: MACAddress, addresses: Addresses, vlan: VLANTag?, hopLimit: UInt8) {
    self.from = from
    self.to = to
    self.addresses = addresses
    self.vlan = vlan
    self.hopLimit = hopLimit
  }

  /// The sender's address.
  public var source: IPAddress {
    switch addresses {
    case .v4(let source, _): .v4(source)
    case .v6(let source, _): .v6(source)
    }
  }

  /// The receiver's address.
  public var destination: IPAddress {
    switch addresses {
    case .v4(_, let destination): .v4(destination)
    case .v6(_, let destination): .v6(destination)
    }
  }

  /// The version of both addresses.
  public var version: IPVersion { source.version }

  /// The path of an answer.
  public var reversed: FramePath {
    var path = self
    (path.from, path.to) = (to, from)
    switch addresses {
    case .v4(let source, let destination): path.addresses = .v4(destination, source)
    case .v6(let source, let destination): path.addresses = .v6(destination, source)
    }
    return path
  }

  /// Octets of the IP header, 20 or 40.
  var headerLength: Int { version == .v4 ? IPv4View.minimumLength : IPv6View.length }

  /// Writes the IP header; false where there is no room.
  func writeHeader(
    _ proto: IPProtocol, payloadLength: Int, to bytes: inout MutableRawSpan, at offset: Int
  ) -> Bool {
    switch addresses {
    case .v4(let source, let destination):
      IPv4Header(
        source: source, destination: destination, protocol: proto, payloadLength: payloadLength, ttl: hopLimit,
        trafficClass: trafficClass, identification: identification, dontFragment: dontFragment
      ).write(to: &bytes, at: offset)
    case .v6(let source, let destination):
      IPv6Header(
        source: source, destination: destination, nextHeader: proto, payloadLength: payloadLength,
        hopLimit: hopLimit, trafficClass: trafficClass, flowLabel: flowLabel
      ).write(to: &bytes, at: offset)
    }
  }
}
