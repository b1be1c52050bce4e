import Wire

/// Why a router tells a sender that its packet went no further; each version has its own message for it.
public enum ICMPError: Sendable, Hashable {
  /// There is no route to the destination.
  case noRoute
  /// The neighbour, the destination itself or the next router, does not answer.
  case neighbourUnreachable
  /// The router does not speak the protocol (to its own addresses).
  case protocolUnreachable
  /// Nothing listens on the port (at its own addresses).
  case portUnreachable
  /// The next link carries no more than so many octets.
  case tooBig(mtu: Int)
  /// The time to live, or the hop limit, ran out.
  case timeExceeded
  /// The other fragments of the datagram did not come (RFC 1122, 3.3.2; RFC 8200, 4.5).
  case reassemblyTimeExceeded
  /// An octet of the datagram's headers makes no sense, `pointer` octets from its start (RFC 792, code 0; RFC 4443, 3.4,
  /// code 0).
  case badField(pointer: Int)
  /// The octet of the IPv6 datagram `pointer` octets from its start names a header that is not known there (RFC 4443,
  /// 3.4, code 1).
  case unknownHeader(pointer: Int)
  /// The octet of the IPv6 datagram `pointer` octets from its start names an option that is not known (RFC 4443, 3.4,
  /// code 2).
  case unknownOption(pointer: Int)
  /// The source address means nothing outside its link (RFC 4443, 3.1).
  case beyondScope
  /// The datagram asks to be routed by its sender, which is not done here (RFC 1812, 5.2.7.1).
  case sourceRouteFailed

  /// The message for IPv4 (RFC 792; RFC 1812, 5.2.7), or `nil` where there is none.
  var v4: ICMPv4Message? {
    switch self {
    case .noRoute: .destinationUnreachable(.network, nextHopMTU: 0)
    case .neighbourUnreachable: .destinationUnreachable(.host, nextHopMTU: 0)
    case .protocolUnreachable: .destinationUnreachable(.protocol, nextHopMTU: 0)
    case .portUnreachable: .destinationUnreachable(.port, nextHopMTU: 0)
    case .tooBig(let mtu): .destinationUnreachable(.fragmentationNeeded, nextHopMTU: UInt16(clamping: mtu))
    case .timeExceeded: .timeExceeded(code: 0)
    case .sourceRouteFailed: .destinationUnreachable(.sourceRouteFailed, nextHopMTU: 0)
    case .reassemblyTimeExceeded: .timeExceeded(code: 1)
    case .badField(let pointer): .parameterProblem(code: 0, pointer: UInt8(clamping: pointer))
    case .beyondScope, .unknownHeader, .unknownOption: nil
    }
  }

  /// The message for IPv6 (RFC 4443, 3), or `nil` where there is none. An unknown protocol is a parameter problem at the
  /// octet that names it: `nextHeaderOffset`.
  func v6(nextHeaderOffset: Int) -> ICMPv6Message? {
    switch self {
    case .noRoute: .destinationUnreachable(.noRoute)
    case .neighbourUnreachable: .destinationUnreachable(.address)
    case .protocolUnreachable: .parameterProblem(code: 1, pointer: UInt32(truncatingIfNeeded: nextHeaderOffset))
    case .portUnreachable: .destinationUnreachable(.port)
    case .tooBig(let mtu): .packetTooBig(mtu: UInt32(clamping: mtu))
    case .timeExceeded: .timeExceeded(code: 0)
    case .reassemblyTimeExceeded: .timeExceeded(code: 1)
    case .badField(let pointer): .parameterProblem(code: 0, pointer: UInt32(truncatingIfNeeded: pointer))
    case .unknownHeader(let pointer): .parameterProblem(code: 1, pointer: UInt32(truncatingIfNeeded: pointer))
    case .unknownOption(let pointer): .parameterProblem(code: 2, pointer: UInt32(truncatingIfNeeded: pointer))
    case .beyondScope: .destinationUnreachable(.beyondScope)
    case .sourceRouteFailed: nil
    }
  }
}

extension ICMPError: CustomStringConvertible {
  /// The message in words.
  public var description: String {
    switch self {
    case .noRoute: "network unreachable"
    case .neighbourUnreachable: "host unreachable"
    case .protocolUnreachable: "protocol unreachable"
    case .portUnreachable: "port unreachable"
    case .tooBig(let mtu): "packet too big, next link carries \(mtu)"
    case .timeExceeded: "time exceeded"
    case .reassemblyTimeExceeded: "time exceeded while waiting for fragments"
    case .badField(let pointer): "octet \(pointer) makes no sense"
    case .unknownHeader(let pointer): "octet \(pointer) names an unknown header"
    case .unknownOption(let pointer): "octet \(pointer) names an unknown option"
    case .beyondScope: "beyond the scope of the source address"
    case .sourceRouteFailed: "source route failed"
    }
  }
}
