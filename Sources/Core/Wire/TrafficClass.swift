/// The octet of IPv4 (once "type of service") and IPv6 ("traffic class") that says how to queue a packet: six bits of
/// differentiated services (RFC 2474, 3) and two of congestion notification (RFC 3168, 5).
public struct TrafficClass: RawRepresentable, Hashable, Sendable {
  /// The octet on the wire.
  public var rawValue: UInt8

  /// Makes a class of its octet.
  @inlinable
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Makes a class of its fields; only the low 6 bits of `dscp` are used.
  @inlinable
  public init(dscp: UInt8, ecn: ExplicitCongestion = .notCapable) { rawValue = dscp << 2 | ecn.rawValue }

  /// The differentiated services code point, 0…63.
  @inlinable public var dscp: UInt8 {
    get { rawValue >> 2 }
    set { rawValue = newValue << 2 | rawValue & 3 }
  }

  /// The congestion notification.
  @inlinable public var ecn: ExplicitCongestion {
    get { ExplicitCongestion(rawValue: rawValue & 3) ?? .notCapable }
    set { rawValue = rawValue & 0xfc | newValue.rawValue }
  }

  /// Best effort, no congestion notification.
  @inlinable public static var `default`: TrafficClass { TrafficClass(rawValue: 0) }
}

/// What a packet says about congestion (RFC 3168, 5).
public enum ExplicitCongestion: UInt8, Hashable, Sendable {
  /// The transport does not take part.
  case notCapable = 0
  /// The transport takes part, code point ECT(1).
  case capable1 = 1
  /// The transport takes part, code point ECT(0).
  case capable0 = 2
  /// A queue on the way was congested.
  case experienced = 3
}
