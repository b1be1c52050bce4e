/// A network interface as the kernel reports it (RTM_NEWLINK, rtnetlink(7)).
public struct Link: Hashable, Sendable {
  /// The interface's number in its namespace.
  public let index: Int32
  /// Its name.
  public let name: String
  /// The largest payload of a frame, octets.
  public let mtu: UInt32
  /// Up, running and the like.
  public let flags: LinkFlags
  /// The Ethernet address; nil where the interface has none of 48 bits.
  public let address: HardwareAddress?
  /// Whether frames can pass (RFC 2863, ifOperStatus).
  public let operationalState: OperationalState
  /// The bridge or bond it belongs to.
  public let master: Int32?
  /// The driver's kind: "veth", "tun", "bridge"; nil for hardware.
  public let kind: String?
  /// Frames that may wait for transmission.
  public let queueLength: UInt32?
}

/// Flags of an interface (netdevice(7), SIOCGIFFLAGS).
public struct LinkFlags: OptionSet, Hashable, Sendable {
  /// The kernel's IFF bits.
  public let rawValue: UInt32

  /// Makes a set of the kernel's bits.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// The administrator has switched it on.
  public static var up: LinkFlags { LinkFlags(rawValue: 0x1) }
  /// It has a broadcast address.
  public static var broadcast: LinkFlags { LinkFlags(rawValue: 0x2) }
  /// It leads back to the machine.
  public static var loopback: LinkFlags { LinkFlags(rawValue: 0x8) }
  /// It is operational.
  public static var running: LinkFlags { LinkFlags(rawValue: 0x40) }
  /// It has no neighbour discovery.
  public static var noARP: LinkFlags { LinkFlags(rawValue: 0x80) }
  /// It receives every frame.
  public static var promiscuous: LinkFlags { LinkFlags(rawValue: 0x100) }
  /// It supports multicast.
  public static var multicast: LinkFlags { LinkFlags(rawValue: 0x1000) }
  /// The carrier is there.
  public static var lowerUp: LinkFlags { LinkFlags(rawValue: 0x10000) }
}

/// Whether frames can pass an interface (RFC 2863, ifOperStatus).
public enum OperationalState: UInt8, Hashable, Sendable {
  /// The driver does not say.
  case unknown = 0
  /// Some part is missing.
  case notPresent = 1
  /// No carrier, or switched off.
  case down = 2
  /// The layer below is down.
  case lowerLayerDown = 3
  /// In a test mode.
  case testing = 4
  /// Waiting for an event, such as authentication.
  case dormant = 5
  /// Frames pass.
  case up = 6
}
