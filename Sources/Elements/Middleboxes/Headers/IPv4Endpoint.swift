public import Wire

/// An address and a port: one end of a conversation. Of an ICMP query, the port is the identifier (RFC 5508, 3.1).
@frozen
public struct IPv4Endpoint: Hashable, Sendable, Comparable {
  /// The address.
  public var address: IPv4Address
  /// The port, or the identifier.
  public var port: UInt16

  /// Makes an endpoint.
  @inlinable
  public init(_ address: IPv4Address, _ port: UInt16) {
    self.address = address
    self.port = port
  }

  /// No address and no port.
  @inlinable static var none: IPv4Endpoint { IPv4Endpoint(.unspecified, 0) }

  /// Orders by address, then by port.
  @inlinable
  public static func < (left: IPv4Endpoint, right: IPv4Endpoint) -> Bool {
    (left.address, left.port) < (right.address, right.port)
  }
}

extension IPv4Endpoint: CustomStringConvertible {
  /// Address, colon and port; the address alone where the port is 0.
  public var description: String { port == 0 ? "\(address)" : "\(address):\(port)" }
}
