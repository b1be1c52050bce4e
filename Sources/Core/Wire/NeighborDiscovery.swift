/// A neighbour or router message of ICMPv6, read in place (RFC 4861, 4). The options of all of them are read here.
///
/// | message                | fixed part (octets) | options that count                       |
/// |------------------------|---------------------|------------------------------------------|
/// | router solicitation    |  8                  | source link-layer address                |
/// | router advertisement   | 16                  | source link-layer address, MTU, prefixes |
/// | neighbour solicitation | 24: target          | source link-layer address                |
/// | neighbour advertisement| 24: flags, target   | target link-layer address                |
/// | redirect               | 40: target, dest.   | target link-layer address                |
///
/// A receiver must check as well that the hop limit is 255 (RFC 4861, 6.1, 7.1), which is the IPv6 header's.
public struct NeighborDiscoveryView: ~Escapable {
  /// The message.
  public let bytes: RawSpan

  /// Views all of `bytes` as a message; `nil` where it is another message, the code is not 0, the fixed part is cut
  /// off, or an option has length 0 or is cut off.
  @_lifetime(copy bytes)
  public init?(_ bytes: RawSpan) {
    guard bytes.byteCount >= ICMPv6View.length, bytes.octet(at: 1) == 0,
      let length = NeighborDiscoveryView.fixedLength(of: ICMPv6Type(rawValue: bytes.octet(at: 0))),
      bytes.byteCount >= length
    else { return nil }
    var cursor = NeighborDiscoveryOptionCursor(bytes.extracting(droppingFirst: length))
    while cursor.next() != nil {}
    guard !cursor.isMalformed else { return nil }
    self.bytes = bytes
  }

  /// Octets in front of the options, or `nil` for another message.
  public static func fixedLength(of type: ICMPv6Type) -> Int? {
    switch type {
    case .routerSolicitation: 8
    case .routerAdvertisement: 16
    case .neighborSolicitation, .neighborAdvertisement: 24
    case .redirect: 40
    default: nil
    }
  }

  /// Which message it is.
  public var type: ICMPv6Type { ICMPv6Type(rawValue: bytes.octet(at: 0)) }

  /// The four octets of flags, where the message has them: those of a neighbour advertisement.
  public var flags: UInt32 { bytes.uint32(at: 4) }

  /// The target address of a neighbour solicitation, neighbour advertisement or redirect.
  public var target: IPv6Address? {
    bytes.byteCount >= 24 && type.rawValue >= ICMPv6Type.neighborSolicitation.rawValue ? bytes.ipv6Address(at: 8) : nil
  }

  /// The options.
  public var options: RawSpan {
    @_lifetime(copy self)
    get { bytes.extracting(droppingFirst: NeighborDiscoveryView.fixedLength(of: type) ?? 0) }
  }

  /// The sender's link-layer address (RFC 4861, 4.6.1).
  public var sourceLinkLayer: MACAddress? { linkLayerAddress(ofType: 1) }
  /// The target's link-layer address (RFC 4861, 4.6.1).
  public var targetLinkLayer: MACAddress? { linkLayerAddress(ofType: 2) }

  /// The link's MTU, octets (RFC 4861, 4.6.4).
  public var mtu: UInt32? {
    let options = options
    var cursor = NeighborDiscoveryOptionCursor(options)
    while let option = cursor.next() {
      if option.type == 5, option.range.count == 8 { return options.uint32(at: option.range.lowerBound + 4) }
    }
    return nil
  }

  /// The prefixes of the link (RFC 4861, 4.6.2), at most ``RouterAdvertisement/prefixesMax``.
  public var prefixes: [PrefixInformation] {
    let options = options
    var found: [PrefixInformation] = []
    var cursor = NeighborDiscoveryOptionCursor(options)
    while let option = cursor.next(), found.count < RouterAdvertisement.prefixesMax {
      if option.type == 3, option.range.count == PrefixInformation.length,
        let prefix = PrefixInformation(options, at: option.range.lowerBound)
      {
        found.append(prefix)
      }
    }
    return found
  }

  private func linkLayerAddress(ofType type: UInt8) -> MACAddress? {
    let options = options
    var cursor = NeighborDiscoveryOptionCursor(options)
    while let option = cursor.next() {
      if option.type == type, option.range.count == 8 { return options.macAddress(at: option.range.lowerBound + 2) }
    }
    return nil
  }
}

extension MutableRawSpan {
  /// Writes a source (1) or target (2) link-layer address option, 8 octets, at `offset` (RFC 4861, 4.6.1).
  @_lifetime(self: copy self)
  mutating func setLinkLayerOption(_ type: UInt8, _ address: MACAddress, at offset: Int) {
    setOctet(type, at: offset)
    setOctet(1, at: offset + 1)
    setMACAddress(address, at: offset + 2)
  }

  /// Writes the head of an ICMPv6 message with checksum 0.
  @_lifetime(self: copy self)
  mutating func setICMPv6Header(_ type: ICMPv6Type, rest: UInt32, at offset: Int) {
    setUInt32(UInt32(type.rawValue) << 24, at: offset)
    setUInt32(rest, at: offset + 4)
  }
}
