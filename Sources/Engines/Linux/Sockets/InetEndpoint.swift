import CLinux

/// An address with a port: one end of a connection. The port is 0 where there are none.
public struct InetEndpoint: Hashable, Sendable, CustomStringConvertible {
  /// The address.
  public var address: InetAddress
  /// The port.
  public var port: UInt16
  /// The interface that a link-local address belongs to; 0 for none.
  public var scope: UInt32

  /// Makes an endpoint of its parts.
  public init(_ address: InetAddress, port: UInt16 = 0, scope: UInt32 = 0) {
    self.address = address
    self.port = port
    self.scope = scope
  }

  /// Address and port.
  public var description: String {
    switch address {
    case .v4: "\(address):\(port)"
    case .v6: "[\(address)]:\(port)"
    }
  }
}

extension InetEndpoint {
  /// Reads what the kernel wrote; `nil` for none.
  init?(_ endpoint: lx_endpoint) {
    switch endpoint.family {
    case UInt16(AF_INET): self.init(.v4(UInt32(truncatingIfNeeded: endpoint.low)), port: endpoint.port)
    case UInt16(AF_INET6):
      self.init(.v6(high: endpoint.high, low: endpoint.low), port: endpoint.port, scope: endpoint.scope)
    default: return nil
    }
  }

  /// The same in the kernel's terms.
  var system: lx_endpoint {
    switch address {
    case .v4(let bits):
      lx_endpoint(high: 0, low: UInt64(bits), scope: 0, port: port, family: UInt16(AF_INET))
    case .v6(let high, let low):
      lx_endpoint(high: high, low: low, scope: scope, port: port, family: UInt16(AF_INET6))
    }
  }
}
