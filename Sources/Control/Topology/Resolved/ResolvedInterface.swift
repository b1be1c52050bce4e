import Wire

/// An interface with everything that is needed to make it.
public struct ResolvedInterface: Hashable, Sendable {
  /// The name, unique in its node; at most 15 bytes, as Linux limits it.
  public var name: String
  /// The MAC address: the one of the file, or one derived from the names of lab, node and interface, so that it stays
  /// the same from run to run.
  public var mac: MACAddress
  /// The largest packet in bytes, without the Ethernet header: 68…65535.
  public var mtu: Int
  /// The addresses, in the order of the file. Empty for everything that does not forward by address.
  public var addresses: [InterfaceAddress]
  /// The VLANs of a learning switch's port. `nil` on every port of a switch that does not look at tags, and on other kinds.
  public var vlan: PortVLAN?
  /// The OpenFlow number of a flow switch's port, from 1. `nil` on other kinds.
  public var portNumber: UInt32?

  /// Makes an interface of its parts.
  public init(
    name: String, mac: MACAddress, mtu: Int = 1500, addresses: [InterfaceAddress] = [], vlan: PortVLAN? = nil,
    portNumber: UInt32? = nil
  ) {
    self.name = name
    self.mac = mac
    self.mtu = mtu
    self.addresses = addresses
    self.vlan = vlan
    self.portNumber = portNumber
  }
}

/// What a port of a VLAN-aware switch takes and gives (IEEE 802.1Q-2018, 6.9).
public enum PortVLAN: Hashable, Sendable {
  /// Untagged frames alone; they belong to this VLAN.
  case access(UInt16)
  /// Tagged frames of these VLANs; untagged frames belong to `native`, or are dropped without one.
  case trunk([UInt16], native: UInt16?)

  /// The VLANs that pass the port.
  public var members: [UInt16] {
    switch self {
    case .access(let vlan): [vlan]
    case .trunk(let vlans, let native): if let native, !vlans.contains(native) { vlans + [native] } else { vlans }
    }
  }

  /// The VLAN of untagged frames, or `nil` where they are dropped.
  public var untagged: UInt16? {
    switch self {
    case .access(let vlan): vlan
    case .trunk(_, let native): native
    }
  }
}
