/// A neighbour solicitation as a value (RFC 4861, 4.3): who has the target?
public struct NeighborSolicitation: Hashable, Sendable {
  /// The address that is asked for.
  public var target: IPv6Address
  /// The sender's link-layer address; `nil` where the sender has no address yet (RFC 4862, 5.4.2).
  public var sourceLinkLayer: MACAddress?

  /// Makes a message of its fields.
  public init(target: IPv6Address, sourceLinkLayer: MACAddress? = nil) {
    self.target = target
    self.sourceLinkLayer = sourceLinkLayer
  }

  /// Copies the message out of a view; `nil` for another message.
  public init?(_ view: borrowing NeighborDiscoveryView) {
    guard view.type == .neighborSolicitation, let target = view.target else { return nil }
    self.init(target: target, sourceLinkLayer: view.sourceLinkLayer)
  }

  /// Octets of the message, 24 or 32.
  public var length: Int { sourceLinkLayer == nil ? 24 : 32 }

  /// Writes the message at `offset` with checksum 0, for ``TransportChecksum`` to complete; false, and nothing is
  /// written, where there is no room.
  @discardableResult
  public func write(to bytes: inout MutableRawSpan, at offset: Int = 0) -> Bool {
    guard bytes.holds(length, at: offset) else { return false }
    bytes.setICMPv6Header(.neighborSolicitation, rest: 0, at: offset)
    bytes.setIPv6Address(target, at: offset + 8)
    if let sourceLinkLayer { bytes.setLinkLayerOption(1, sourceLinkLayer, at: offset + 24) }
    return true
  }
}

/// A neighbour advertisement as a value (RFC 4861, 4.4): who the target is.
public struct NeighborAdvertisement: Hashable, Sendable {
  /// The address that was asked for, or that has changed its link-layer address.
  public var target: IPv6Address
  /// The target's link-layer address.
  public var targetLinkLayer: MACAddress?
  /// True where the sender is a router.
  public var isRouter: Bool
  /// True where it answers a solicitation, which proves that the target can be reached.
  public var isSolicited: Bool
  /// True where it replaces what a neighbour cache has.
  public var isOverride: Bool

  /// Makes a message of its fields.
  public init(
    target: IPv6Address, targetLinkLayer: MACAddress? = nil, isRouter: Bool = false, isSolicited: Bool = true,
    isOverride: Bool = true
  ) {
    self.target = target
    self.targetLinkLayer = targetLinkLayer
    self.isRouter = isRouter
    self.isSolicited = isSolicited
    self.isOverride = isOverride
  }

  /// Copies the message out of a view; `nil` for another message.
  public init?(_ view: borrowing NeighborDiscoveryView) {
    guard view.type == .neighborAdvertisement, let target = view.target else { return nil }
    let flags = view.flags
    self.init(
      target: target, targetLinkLayer: view.targetLinkLayer, isRouter: flags & 0x8000_0000 != 0,
      isSolicited: flags & 0x4000_0000 != 0, isOverride: flags & 0x2000_0000 != 0)
  }

  /// Octets of the message, 24 or 32.
  public var length: Int { targetLinkLayer == nil ? 24 : 32 }

  /// Writes the message at `offset` with checksum 0, for ``TransportChecksum`` to complete; false, and nothing is
  /// written, where there is no room.
  @discardableResult
  public func write(to bytes: inout MutableRawSpan, at offset: Int = 0) -> Bool {
    guard bytes.holds(length, at: offset) else { return false }
    let router: UInt32 = isRouter ? 0x8000_0000 : 0
    let solicited: UInt32 = isSolicited ? 0x4000_0000 : 0
    let override: UInt32 = isOverride ? 0x2000_0000 : 0
    bytes.setICMPv6Header(.neighborAdvertisement, rest: router | solicited | override, at: offset)
    bytes.setIPv6Address(target, at: offset + 8)
    if let targetLinkLayer { bytes.setLinkLayerOption(2, targetLinkLayer, at: offset + 24) }
    return true
  }
}
