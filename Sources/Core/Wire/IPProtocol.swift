/// What follows an IP header: IPv4's protocol and IPv6's next header share one space (IANA's "protocol-numbers").
public struct IPProtocol: RawRepresentable, Hashable, Sendable {
  /// The number on the wire.
  public let rawValue: UInt8

  /// Makes a protocol of its number.
  @inlinable
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// IPv6 hop-by-hop options (RFC 8200, 4.3).
  @inlinable public static var hopByHop: IPProtocol { IPProtocol(rawValue: 0) }
  /// ICMP for IPv4 (RFC 792).
  @inlinable public static var icmp: IPProtocol { IPProtocol(rawValue: 1) }
  /// IGMP (RFC 3376).
  @inlinable public static var igmp: IPProtocol { IPProtocol(rawValue: 2) }
  /// TCP (RFC 9293).
  @inlinable public static var tcp: IPProtocol { IPProtocol(rawValue: 6) }
  /// UDP (RFC 768).
  @inlinable public static var udp: IPProtocol { IPProtocol(rawValue: 17) }
  /// IPv6 routing header (RFC 8200, 4.4).
  @inlinable public static var routing: IPProtocol { IPProtocol(rawValue: 43) }
  /// IPv6 fragment header (RFC 8200, 4.5).
  @inlinable public static var fragment: IPProtocol { IPProtocol(rawValue: 44) }
  /// GRE (RFC 2784).
  @inlinable public static var gre: IPProtocol { IPProtocol(rawValue: 47) }
  /// ESP (RFC 4303).
  @inlinable public static var esp: IPProtocol { IPProtocol(rawValue: 50) }
  /// Authentication header (RFC 4302).
  @inlinable public static var authentication: IPProtocol { IPProtocol(rawValue: 51) }
  /// ICMP for IPv6 (RFC 4443).
  @inlinable public static var icmpv6: IPProtocol { IPProtocol(rawValue: 58) }
  /// Nothing follows (RFC 8200, 4.7).
  @inlinable public static var noNextHeader: IPProtocol { IPProtocol(rawValue: 59) }
  /// IPv6 destination options (RFC 8200, 4.6).
  @inlinable public static var destinationOptions: IPProtocol { IPProtocol(rawValue: 60) }
  /// SCTP (RFC 9260).
  @inlinable public static var sctp: IPProtocol { IPProtocol(rawValue: 132) }

  /// True where the header begins with a source and a destination port.
  @inlinable public var hasPorts: Bool { self == .tcp || self == .udp || self == .sctp }

  /// Octets from the start of the transport header to its Internet checksum: TCP, UDP and both ICMPs; else `nil`.
  @inlinable public var checksumOffset: Int? {
    switch self {
    case .tcp: 16
    case .udp: 6
    case .icmp, .icmpv6: 2
    default: nil
    }
  }

  /// True where the checksum covers the addresses as well (RFC 9293, 3.1; RFC 768; RFC 4443, 2.3).
  @inlinable public var hasPseudoHeader: Bool { self == .tcp || self == .udp || self == .icmpv6 }
}

extension IPProtocol: CustomStringConvertible {
  /// The protocol's usual name, or its number.
  public var description: String {
    switch self {
    case .hopByHop: "hop-by-hop"
    case .icmp: "ICMP"
    case .igmp: "IGMP"
    case .tcp: "TCP"
    case .udp: "UDP"
    case .routing: "routing"
    case .fragment: "fragment"
    case .gre: "GRE"
    case .esp: "ESP"
    case .authentication: "AH"
    case .icmpv6: "ICMPv6"
    case .noNextHeader: "no next header"
    case .destinationOptions: "destination options"
    case .sctp: "SCTP"
    default: "protocol \(rawValue)"
    }
  }
}

/// What an IP header carries and where it begins, the same for both versions.
public struct UpperLayer: Hashable, Sendable {
  /// The protocol of the payload.
  public let `protocol`: IPProtocol
  /// Octets from the start of the IP header to the payload.
  public let offset: Int
  /// Where the payload belongs in the whole datagram, octets: 0 unless it is a later fragment.
  public let fragmentOffset: Int
  /// True where more fragments of the datagram follow.
  public let moreFragments: Bool

  /// Makes a position of its fields.
  @inlinable
  public init(`protocol`: IPProtocol, offset: Int, fragmentOffset: Int = 0, moreFragments: Bool = false) {
    self.protocol = `protocol`
    self.offset = offset
    self.fragmentOffset = fragmentOffset
    self.moreFragments = moreFragments
  }

  /// True for any piece of a datagram that was taken apart.
  @inlinable public var isFragment: Bool { fragmentOffset != 0 || moreFragments }
  /// True where the payload begins with the transport header: a whole datagram or its first fragment.
  @inlinable public var hasTransportHeader: Bool { fragmentOffset == 0 }
}
