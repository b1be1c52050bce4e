/// A router solicitation as a value (RFC 4861, 4.1): which routers are on this link?
public struct RouterSolicitation: Hashable, Sendable {
  /// The sender's link-layer address; `nil` where the sender has no address yet.
  public var sourceLinkLayer: MACAddress?

  /// Makes a message of its fields.
  public init(sourceLinkLayer: MACAddress? = nil) { self.sourceLinkLayer = sourceLinkLayer }

  /// Copies the message out of a view; `nil` for another message.
  public init?(_ view: borrowing NeighborDiscoveryView) {
    guard view.type == .routerSolicitation else { return nil }
    self.init(sourceLinkLayer: view.sourceLinkLayer)
  }

  /// Octets of the message, 8 or 16.
  public var length: Int { sourceLinkLayer == nil ? 8 : 16 }

  /// Writes the message at `offset` with checksum 0, for ``TransportChecksum`` to complete; false, and nothing is
  /// written, where there is no room.
  @discardableResult
  public func write(to bytes: inout MutableRawSpan, at offset: Int = 0) -> Bool {
    guard bytes.holds(length, at: offset) else { return false }
    bytes.setICMPv6Header(.routerSolicitation, rest: 0, at: offset)
    if let sourceLinkLayer { bytes.setLinkLayerOption(1, sourceLinkLayer, at: offset + 8) }
    return true
  }
}

/// A router advertisement as a value (RFC 4861, 4.2): what a router tells the hosts of a link.
public struct RouterAdvertisement: Hashable, Sendable {
  /// Most prefixes that one message is read or written with.
  public static var prefixesMax: Int { 32 }

  /// The hop limit that hosts should use; 0 leaves it to them.
  public var hopLimit: UInt8
  /// True where addresses are to be had by DHCPv6.
  public var isManaged: Bool
  /// True where other configuration is to be had by DHCPv6.
  public var hasOtherConfiguration: Bool
  /// For how long the sender is a default router, seconds; 0 where it is none.
  public var lifetime: UInt16
  /// For how long a neighbour counts as reachable, milliseconds; 0 leaves it to the hosts.
  public var reachableTime: UInt32
  /// Between two solicitations, milliseconds; 0 leaves it to the hosts.
  public var retransmissionTimer: UInt32
  /// The sender's link-layer address.
  public var sourceLinkLayer: MACAddress?
  /// The link's MTU, octets.
  public var mtu: UInt32?
  /// The link's prefixes; those after the first ``prefixesMax`` are not written.
  public var prefixes: [PrefixInformation]

  /// Makes a message of its fields.
  public init(
    hopLimit: UInt8 = 64, isManaged: Bool = false, hasOtherConfiguration: Bool = false, lifetime: UInt16 = 1_800,
    reachableTime: UInt32 = 0, retransmissionTimer: UInt32 = 0, sourceLinkLayer: MACAddress? = nil,
    mtu: UInt32? = nil, prefixes: [PrefixInformation] = []
  ) {
    self.hopLimit = hopLimit
    self.isManaged = isManaged
    self.hasOtherConfiguration = hasOtherConfiguration
    self.lifetime = lifetime
    self.reachableTime = reachableTime
    self.retransmissionTimer = retransmissionTimer
    self.sourceLinkLayer = sourceLinkLayer
    self.mtu = mtu
    self.prefixes = prefixes
  }

  /// Copies the message out of a view; `nil` for another message.
  public init?(_ view: borrowing NeighborDiscoveryView) {
    guard view.type == .routerAdvertisement else { return nil }
    let (bytes, flags) = (view.bytes, view.bytes.octet(at: 5))
    self.init(
      hopLimit: bytes.octet(at: 4), isManaged: flags & 0x80 != 0, hasOtherConfiguration: flags & 0x40 != 0,
      lifetime: bytes.uint16(at: 6), reachableTime: bytes.uint32(at: 8), retransmissionTimer: bytes.uint32(at: 12),
      sourceLinkLayer: view.sourceLinkLayer, mtu: view.mtu, prefixes: view.prefixes)
  }

  /// Octets of the message.
  public var length: Int {
    16 + (sourceLinkLayer == nil ? 0 : 8) + (mtu == nil ? 0 : 8)
      + min(prefixes.count, RouterAdvertisement.prefixesMax) * PrefixInformation.length
  }

  /// Writes the message at `offset` with checksum 0, for ``TransportChecksum`` to complete; false, and nothing is
  /// written, where there is no room.
  @discardableResult
  public func write(to bytes: inout MutableRawSpan, at offset: Int = 0) -> Bool {
    guard bytes.holds(length, at: offset) else { return false }
    let flags: UInt32 = (isManaged ? 0x80_0000 : 0) | (hasOtherConfiguration ? 0x40_0000 : 0)
    bytes.setICMPv6Header(
      .routerAdvertisement, rest: UInt32(hopLimit) << 24 | flags | UInt32(lifetime), at: offset)
    bytes.setUInt32(reachableTime, at: offset + 8)
    bytes.setUInt32(retransmissionTimer, at: offset + 12)
    var at = offset + 16
    if let sourceLinkLayer {
      bytes.setLinkLayerOption(1, sourceLinkLayer, at: at)
      at += 8
    }
    if let mtu {
      bytes.setUInt32(0x0501_0000, at: at)
      bytes.setUInt32(mtu, at: at + 4)
      at += 8
    }
    for prefix in prefixes.prefix(RouterAdvertisement.prefixesMax) {
      prefix.write(to: &bytes, at: at)
      at += PrefixInformation.length
    }
    return true
  }
}
