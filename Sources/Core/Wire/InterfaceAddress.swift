/// An address together with the length of the subnet it lies in, as an interface is given it: `10.1.0.1/24`.
///
/// Unlike a prefix it keeps the host's bits.
public struct InterfaceAddress: Hashable, Sendable {
  /// The interface's own address.
  public let address: IPAddress
  /// The subnet that is reached through the interface.
  public let prefix: IPPrefix

  /// Makes an interface's address; `nil` where `length` is out of the range of the address's version.
  public init?(_ address: IPAddress, length: Int) {
    guard let prefix = IPPrefix(address, length: length) else { return nil }
    self.address = address
    self.prefix = prefix
  }

  /// Bits of the address that name the subnet.
  public var length: Int { prefix.length }
  /// The version of the protocol it belongs to.
  public var version: IPVersion { address.version }
}

extension InterfaceAddress: Comparable {
  /// Orders IPv4 before IPv6, then by address, then the larger subnet first.
  public static func < (left: InterfaceAddress, right: InterfaceAddress) -> Bool {
    (left.address, left.length) < (right.address, right.length)
  }
}

extension InterfaceAddress: LosslessStringConvertible {
  /// Reads an address, a slash and a length; anything else, an address without a length included, is `nil`.
  public init?(_ text: some StringProtocol) {
    guard let (address, length) = splitCIDR(text.utf8, width: 128),
      let address = IPAddress(ascii: address)
    else { return nil }
    self.init(address, length: length)
  }

  /// The address, a slash and the length.
  public var description: String { "\(address)/\(length)" }
}
