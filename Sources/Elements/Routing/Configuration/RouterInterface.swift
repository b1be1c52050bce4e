public import Wire

/// An interface of a router, at the port of the same index.
public struct RouterInterface: Sendable, Hashable {
  /// The shortest datagram that every IPv4 link must carry whole (RFC 791, 3.1), octets.
  public static let mtuMin = 68
  /// The longest datagram there is, octets.
  public static let mtuMax = 65_535

  /// Its MAC address.
  public var mac: MACAddress
  /// The longest datagram that its link carries, octets, without the Ethernet header: 68…65,535.
  public var mtu: Int
  /// Its addresses of both versions, each with the subnet that is reached through it. The IPv6 link-local address that
  /// follows from the MAC address is there besides them (RFC 4862, 5.3).
  public var addresses: [InterfaceAddress]

  /// Makes an interface.
  public init(mac: MACAddress, mtu: Int = 1500, addresses: [InterfaceAddress] = []) {
    self.mac = mac
    self.mtu = mtu
    self.addresses = addresses
  }
}
