/// An entry of the ARP or neighbour-discovery cache.
public struct Neighbour: Hashable, Sendable {
  /// Who it is.
  public var address: InetAddress
  /// The interface it is reached by.
  public var interface: Int32
  /// Its Ethernet address; nil while it is not known.
  public var hardwareAddress: HardwareAddress?
  /// How much the entry is trusted: the kernel's NUD bits, 0x80 for permanent.
  public var state: UInt16

  /// Makes an entry; permanent where `state` is not given.
  public init(_ address: InetAddress, on interface: Int32, is hardwareAddress: HardwareAddress?, state: UInt16 = 0x80) {
    self.address = address
    self.interface = interface
    self.hardwareAddress = hardwareAddress
    self.state = state
  }
}
