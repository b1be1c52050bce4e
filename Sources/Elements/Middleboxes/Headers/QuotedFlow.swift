import Wire

/// The packet that an ICMP error is about, as the error quotes it (RFC 792; RFC 1812, 4.3.2.3): a whole IPv4 header and
/// at least eight octets of what follows.
struct QuotedFlow {
  /// Who sent the quoted packet; of an ICMP query, the identifier is the port of the side that asked, the other's is 0.
  let source: IPv4Endpoint
  /// To whom.
  let destination: IPv4Endpoint
  /// Where it is in the bytes that were read.
  let place: HeaderPlace

  /// Why an error cannot be translated.
  enum Refusal {
    /// The message, or what it quotes, is cut off.
    case malformed
    /// The checksum of the message or of the quoted header is wrong (RFC 5508, REQ-3).
    case badChecksum
    /// It quotes something that is not translated.
    case unsupported
  }

  /// Reads the error that fills `bytes` from `start` on.
  static func read(_ bytes: RawSpan, from start: Int) -> Result {
    guard let message = ICMPv4View(bytes.extracting(droppingFirst: start)), message.type.isError else {
      return .refused(.malformed)
    }
    // A redirect names a router of the one side, of no use on the other.
    guard message.type != .redirect else { return .refused(.unsupported) }
    guard message.isChecksumValid else { return .refused(.badChecksum) }
    guard let quoted = IPv4View(quoted: message.quoted) else { return .refused(.malformed) }
    guard quoted.isChecksumValid else { return .refused(.badChecksum) }
    guard quoted.fragmentOffset == 0 else { return .refused(.unsupported) }
    let payload = quoted.bytes.extracting(droppingFirst: quoted.headerLength)
    guard payload.byteCount >= 8 else { return .refused(.malformed) }
    let ports: TransportPorts
    switch quoted.protocol {
    case .tcp, .udp: ports = TransportPorts(source: payload.uint16(at: 0), destination: payload.uint16(at: 2))
    case .icmp:
      guard let role = QueryRole(ICMPv4Type(rawValue: payload.octet(at: 0))) else { return .refused(.unsupported) }
      ports = role.ports(identifier: payload.uint16(at: 4))
    default: return .refused(.unsupported)
    }
    let network = start + ICMPv4View.length
    return .flow(
      QuotedFlow(
        source: IPv4Endpoint(quoted.source, ports.source),
        destination: IPv4Endpoint(quoted.destination, ports.destination),
        place: HeaderPlace(
          network: network, transport: network + quoted.headerLength, proto: quoted.protocol,
          end: network + quoted.bytes.byteCount)))
  }

  /// What was read.
  enum Result {
    case flow(QuotedFlow)
    case refused(Refusal)
  }
}
