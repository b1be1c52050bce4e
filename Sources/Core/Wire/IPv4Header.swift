/// An IPv4 header as a value, to be written in front of a payload (RFC 791, 3.1). Options are bytes: they are read from
/// the view and given to ``write(to:at:options:)``.
public struct IPv4Header: Hashable, Sendable {
  /// Who sends it.
  public var source: IPv4Address
  /// Where it goes.
  public var destination: IPv4Address
  /// What the payload is.
  public var `protocol`: IPProtocol
  /// Octets of the payload, without header and options; at most 65,535 less the header.
  public var payloadLength: Int
  /// Routers that the datagram may pass.
  public var ttl: UInt8
  /// How to queue it.
  public var trafficClass: TrafficClass
  /// What the fragments of one datagram have in common (RFC 6864).
  public var identification: UInt16
  /// True where no router may take the datagram apart.
  public var dontFragment: Bool
  /// True where more fragments of the datagram follow.
  public var moreFragments: Bool
  /// Where the payload belongs in the whole datagram, octets: a multiple of 8 up to 65,528; it is rounded down.
  public var fragmentOffset: Int

  /// Makes a header of its fields; by default a whole datagram that may be fragmented, with the TTL that RFC 1122
  /// (3.2.1.7) and IANA's "ip-parameters" recommend.
  @inlinable
  public init(
    source: IPv4Address, destination: IPv4Address, `protocol`: IPProtocol, payloadLength: Int, ttl: UInt8 = 64,
    trafficClass: TrafficClass = .default, identification: UInt16 = 0, dontFragment: Bool = false,
    moreFragments: Bool = false, fragmentOffset: Int = 0
  ) {
    self.source = source
    self.destination = destination
    self.protocol = `protocol`
    self.payloadLength = payloadLength
    self.ttl = ttl
    self.trafficClass = trafficClass
    self.identification = identification
    self.dontFragment = dontFragment
    self.moreFragments = moreFragments
    self.fragmentOffset = fragmentOffset
  }

  /// Copies the header, without its options, out of a view.
  @inlinable
  public init(_ view: borrowing IPv4View) {
    self.init(
      source: view.source, destination: view.destination, protocol: view.protocol,
      payloadLength: view.totalLength - view.headerLength, ttl: view.ttl, trafficClass: view.trafficClass,
      identification: view.identification, dontFragment: view.dontFragment, moreFragments: view.moreFragments,
      fragmentOffset: view.fragmentOffset)
  }

  /// Writes the header without options, 20 octets, with its checksum at `offset`. False, and nothing is written, where
  /// there is no room or the total length would pass 65,535.
  @inlinable
  @discardableResult
  public func write(to bytes: inout MutableRawSpan, at offset: Int = 0) -> Bool {
    writeFields(headerLength: IPv4View.minimumLength, to: &bytes, at: offset)
  }

  /// Writes the header with options, padded with "end of options" to a multiple of 4, and its checksum. False, and
  /// nothing is written, where there is no room, the options are longer than 40 octets, or the total length would pass
  /// 65,535.
  @inlinable
  @discardableResult
  public func write(to bytes: inout MutableRawSpan, at offset: Int = 0, options: RawSpan) -> Bool {
    guard options.byteCount <= IPv4View.maximumLength - IPv4View.minimumLength else { return false }
    let headerLength = IPv4View.minimumLength + (options.byteCount + 3) / 4 * 4
    guard writeFields(headerLength: headerLength, to: &bytes, at: offset) else { return false }
    for index in IPv4View.minimumLength..<headerLength { bytes.setOctet(0, at: offset + index) }
    bytes.setBytes(options, at: offset + IPv4View.minimumLength)
    return IPv4Rewriting.completeChecksum(in: &bytes, at: offset)
  }

  /// Writes the fields, and the checksum where there are no options.
  @inlinable
  func writeFields(headerLength: Int, to bytes: inout MutableRawSpan, at offset: Int) -> Bool {
    guard bytes.holds(headerLength, at: offset), 0...65_535 - headerLength ~= payloadLength,
      0...65_535 ~= fragmentOffset
    else { return false }
    // In few pieces: a load that gathers several stores still under way waits for them.
    let flags: UInt64 = (dontFragment ? 0x4000 : 0) | (moreFragments ? 0x2000 : 0)
    let first =
      UInt64(0x40 | headerLength / 4) << 56 | UInt64(trafficClass.rawValue) << 48
      | UInt64(headerLength + payloadLength) << 32 | UInt64(identification) << 16 | flags | UInt64(fragmentOffset / 8)
    let second = UInt64(ttl) << 56 | UInt64(`protocol`.rawValue) << 48 | UInt64(source.bits)
    var checksum: UInt16 = 0
    if headerLength == IPv4View.minimumLength {
      let mask: UInt64 = 0xffff_ffff
      checksum = ~InternetChecksum.fold(
        first >> 32 + first & mask + second >> 32 + second & mask + UInt64(destination.bits))
    }
    bytes.setUInt64(first, at: offset)
    bytes.setUInt64(second | UInt64(checksum) << 32, at: offset + 8)
    bytes.setIPv4Address(destination, at: offset + 16)
    return true
  }
}
