import CLinux

/// What the calling thread may do (capabilities(7)), in its own user namespace.
public struct Privilege: Hashable, Sendable {
  /// The effective capabilities, one bit each, by the kernel's numbers.
  public let effective: UInt64

  /// Makes a set of the kernel's bits.
  public init(effective: UInt64) { self.effective = effective }

  /// May configure interfaces, addresses and routes (CAP_NET_ADMIN).
  public var administersNetwork: Bool { effective & 1 << 12 != 0 }
  /// May make namespaces and mounts (CAP_SYS_ADMIN).
  public var administersSystem: Bool { effective & 1 << 21 != 0 }
  /// May open packet sockets (CAP_NET_RAW).
  public var opensPacketSockets: Bool { effective & 1 << 13 != 0 }

  /// Enough to run a lab: namespaces and the network.
  public var suffices: Bool { administersNetwork && administersSystem }

  /// The privilege of the calling thread; none where the kernel does not say.
  public static var current: Privilege {
    var effective: UInt64 = 0
    guard unsafe lx_capabilities(&effective) == 0 else { return Privilege(effective: 0) }
    return Privilege(effective: effective)
  }
}
