public import Wire

/// What a connection knows of its way: the version of the Internet Protocol, and how long packets may be.
public struct TCPPath: Hashable, Sendable {
  /// The version of the Internet Protocol below.
  public let version: IPVersion
  /// The longest packet of the interface, octets: what the MSS option says is made of it (RFC 9293, 3.7.1).
  public let interfaceMTU: Int
  /// The longest packet of the whole path, as far as is known, octets.
  public internal(set) var mtu: Int

  /// A way by an interface of `interfaceMTU` octets, on which packets of `pathMTU` came through.
  public init(_ version: IPVersion, mtu interfaceMTU: Int, pathMTU: Int? = nil) {
    self.version = version
    self.interfaceMTU = min(max(interfaceMTU, TCPPath.mtuMin(version)), 65_535)
    mtu = min(max(pathMTU ?? interfaceMTU, TCPPath.mtuMin(version)), self.interfaceMTU)
  }

  /// The shortest path that is believed in: 1,280 octets for IPv6 (RFC 8201, 4), and 552 for IPv4, as in Linux: RFC 1191
  /// would let a forged message ask for 68.
  public static func mtuMin(_ version: IPVersion) -> Int { version == .v4 ? 552 : 1_280 }

  /// Octets of the headers of IP and TCP without options.
  var headerLength: Int { version == .v4 ? 40 : 60 }
  /// What is sent to a peer that did not say what it takes (RFC 9293, 3.7.1).
  var defaultSegmentMax: Int { version == .v4 ? 536 : 1_220 }
  /// What the MSS option says.
  var advertisedSegmentMax: Int { interfaceMTU - headerLength }

  /// Common path MTUs, for messages that do not say one (RFC 1191, 7.1).
  static let plateaus = [32_000, 17_914, 8_166, 4_352, 2_002, 1_492, 1_006, 552]
}
