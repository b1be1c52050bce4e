public import Buffers
import Wire

/// When a packet must not be answered with an ICMP error, whatever befell it (RFC 1812, 4.3.2.7; RFC 4443, 2.4 (e)): else
/// errors would breed errors, and one packet to many stations would be answered by all of them.
public enum ICMPErrorPolicy {
  /// True where `error` may be sent about `packet`, whose headers are still those of the link it came in by.
  public static func permits(_ error: ICMPError, about packet: borrowing Packet, _ headers: IPHeaders) -> Bool {
    guard headers.upper.hasTransportHeader || mayAnswerFragment(headers), isSingleNode(headers.source) else {
      return false
    }
    guard let frame = EthernetView(packet.bytes) else { return false }
    let isGroup = frame.destination.isGroup || headers.destination.isMulticast || isBroadcast(headers.destination)
    if isGroup && !mayAnswerGroup(error, headers.version) { return false }
    return !isError(packet, headers) && hasMessage(error, headers.version)
  }

  /// IPv6 answers later fragments as well (RFC 4443, 2.4 (e) does not except them), but those that may belong to an error.
  private static func mayAnswerFragment(_ headers: IPHeaders) -> Bool {
    headers.version == .v6 && headers.upper.protocol != .icmpv6
  }

  /// IPv6 answers a packet to a group where it was too big, so that path MTU discovery works for groups too, and where it
  /// has an option that asks for it (RFC 4443, 2.4 (e.3)).
  private static func mayAnswerGroup(_ error: ICMPError, _ version: IPVersion) -> Bool {
    switch error {
    case .tooBig, .unknownOption: version == .v6
    default: false
    }
  }

  /// True where the source address is that of one station: not zero, loopback, a group or reserved.
  private static func isSingleNode(_ source: IPAddress) -> Bool {
    switch source {
    case .v4(let address):
      address.bits >> 24 != 0 && !address.isLoopback && !address.isMulticast && !address.isReserved
        && !address.isBroadcast
    case .v6(let address): !address.isUnspecified && !address.isLoopback && !address.isMulticast
    }
  }

  private static func isBroadcast(_ address: IPAddress) -> Bool { address.v4?.isBroadcast ?? false }

  /// True for an ICMP error, for a message whose type was cut off, and for a redirect of neighbour discovery.
  private static func isError(_ packet: borrowing Packet, _ headers: IPHeaders) -> Bool {
    let bytes = packet.bytes
    switch headers.upper.protocol {
    case .icmp where headers.version == .v4:
      guard bytes.holds(1, at: headers.payloadOffset) else { return true }
      return !isKnownQuery(bytes.octet(at: headers.payloadOffset))
    case .icmpv6 where headers.version == .v6:
      guard bytes.holds(1, at: headers.payloadOffset) else { return true }
      let type = ICMPv6Type(rawValue: bytes.octet(at: headers.payloadOffset))
      return type.isError || type == .redirect
    default: return false
    }
  }

  /// The ICMP messages of IPv4 that ask or answer. A type that is not known may be an error, and counts as one
  /// (RFC 1122, 3.2.2 names the errors; later ones are not in its list).
  private static func isKnownQuery(_ type: UInt8) -> Bool {
    switch type {
    case 0, 8, 9, 10, 13...18, 42, 43: true
    default: false
    }
  }

  private static func hasMessage(_ error: ICMPError, _ version: IPVersion) -> Bool {
    version == .v4 ? error.v4 != nil : error.v6(nextHeaderOffset: 0) != nil
  }
}
