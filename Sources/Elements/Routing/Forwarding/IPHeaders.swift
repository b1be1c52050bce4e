public import Wire

/// What a router reads of an IP packet once, and hands along so that nobody reads it twice.
///
/// Whoever rewrites the packet's addresses writes them here as well: the route is looked up from this value.
@frozen
public struct IPHeaders: Sendable, Hashable {
  /// Octets in front of the IP header: the Ethernet header, which has no VLAN tag at a router's port.
  @inlinable public static var offset: Int { EthernetView.length }

  /// Who sent it.
  public var source: IPAddress
  /// Where it goes.
  public var destination: IPAddress
  /// What it carries; `upper.offset` counts from the IP header. Behind IPv6 extension headers that cannot be walked, it
  /// is the first one that could not be read.
  public var upper: UpperLayer
  /// Octets of the datagram, the IP header included. What pads the frame behind it has been cut off.
  public var length: Int
  /// Octets of the IP header with its options: 20…60 for IPv4, 40 for IPv6.
  public var headerLength: Int
  /// The time to live, or the hop limit.
  public var timeToLive: UInt8
  /// True where no router may take the datagram apart; always so for IPv6.
  public var dontFragment: Bool

  /// Makes headers of their fields.
  @inlinable
  public init(
    source: IPAddress, destination: IPAddress, upper: UpperLayer, length: Int, headerLength: Int, timeToLive: UInt8,
    dontFragment: Bool
  ) {
    self.source = source
    self.destination = destination
    self.upper = upper
    self.length = length
    self.headerLength = headerLength
    self.timeToLive = timeToLive
    self.dontFragment = dontFragment
  }

  /// The version of the protocol.
  @inlinable public var version: IPVersion { destination.version }
  /// Octets from the start of the packet to what the datagram carries.
  @inlinable public var payloadOffset: Int { IPHeaders.offset + upper.offset }
}
