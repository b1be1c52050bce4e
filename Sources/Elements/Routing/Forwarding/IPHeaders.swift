public import Wire

/// What a router reads of an IP packet once, and hands along so that nobody reads it twice.
///
/// Whoever rewrites the packet's addresses writes them here as well: the route is looked up from this value. It is kept
/// small, for every packet fills one: a cache line of fields as they stand in the headers.
@frozen
public struct IPHeaders: Sendable, Hashable {
  /// Octets in front of the IP header: the Ethernet header, which has no VLAN tag at a router's port.
  @inlinable public static var offset: Int { EthernetView.length }

  @usableFromInline var sourceHigh: UInt64 = 0
  @usableFromInline var sourceLow: UInt64 = 0
  @usableFromInline var destinationHigh: UInt64 = 0
  @usableFromInline var destinationLow: UInt64 = 0
  @usableFromInline var lengthField: UInt32 = 0
  @usableFromInline var upperOffset: UInt32 = 0
  @usableFromInline var fragmentOffset: UInt16 = 0
  @usableFromInline var upperProtocol: IPProtocol = .noNextHeader
  @usableFromInline var headerLengthField: UInt8 = 0
  @usableFromInline var moreFragments = false
  @usableFromInline var versionField: IPVersion = .v4
  /// The time to live, or the hop limit.
  public var timeToLive: UInt8 = 0
  /// True where no router may take the datagram apart; always so for IPv6.
  public var dontFragment = false

  /// Makes headers of their fields; both addresses are of one version.
  @inlinable
  public init(
    source: IPAddress, destination: IPAddress, upper: UpperLayer, length: Int, headerLength: Int, timeToLive: UInt8,
    dontFragment: Bool
  ) {
    versionField = destination.version
    self.source = source
    self.destination = destination
    self.upper = upper
    self.length = length
    self.headerLength = headerLength
    self.timeToLive = timeToLive
    self.dontFragment = dontFragment
  }

  /// Headers of nothing, to be read into.
  @inlinable
  public init() {}

  /// The version of the protocol.
  @inlinable public var version: IPVersion { versionField }

  /// Who sent it. What is set is of the same version.
  @inlinable public var source: IPAddress {
    get { version == .v4 ? .v4(IPv4Address(bits: UInt32(truncatingIfNeeded: sourceLow))) : .v6(sourceV6) }
    set {
      switch newValue {
      case .v4(let address): sourceLow = UInt64(address.bits)
      case .v6(let address): (sourceHigh, sourceLow) = (address.high, address.low)
      }
    }
  }

  /// Where it goes. What is set is of the same version.
  @inlinable public var destination: IPAddress {
    get { version == .v4 ? .v4(IPv4Address(bits: UInt32(truncatingIfNeeded: destinationLow))) : .v6(destinationV6) }
    set {
      switch newValue {
      case .v4(let address): destinationLow = UInt64(address.bits)
      case .v6(let address): (destinationHigh, destinationLow) = (address.high, address.low)
      }
    }
  }

  @inlinable var sourceV6: IPv6Address { IPv6Address(high: sourceHigh, low: sourceLow) }
  @inlinable var destinationV6: IPv6Address { IPv6Address(high: destinationHigh, low: destinationLow) }

  /// What it carries; `upper.offset` counts from the IP header. Behind IPv6 extension headers that cannot be walked, it
  /// is the first one that could not be read.
  @inlinable public var upper: UpperLayer {
    get {
      UpperLayer(
        protocol: upperProtocol, offset: Int(upperOffset), fragmentOffset: Int(fragmentOffset),
        moreFragments: moreFragments)
    }
    set {
      upperProtocol = newValue.protocol
      upperOffset = UInt32(truncatingIfNeeded: newValue.offset)
      fragmentOffset = UInt16(truncatingIfNeeded: newValue.fragmentOffset)
      moreFragments = newValue.moreFragments
    }
  }

  /// Octets of the datagram, the IP header included. What pads the frame behind it has been cut off.
  @inlinable public var length: Int {
    get { Int(lengthField) }
    set { lengthField = UInt32(truncatingIfNeeded: newValue) }
  }

  /// Octets of the IP header with its options: 20…60 for IPv4, 40 for IPv6.
  @inlinable public var headerLength: Int {
    get { Int(headerLengthField) }
    set { headerLengthField = UInt8(truncatingIfNeeded: newValue) }
  }

  /// Octets from the start of the packet to what the datagram carries.
  @inlinable public var payloadOffset: Int { IPHeaders.offset + Int(upperOffset) }

  /// True for IPv4 with options.
  @inlinable var hasOptions: Bool { version == .v4 && headerLengthField > 20 }
}
