import Wire

/// What an ICMP error says of the datagram that it is about: enough to find who sent it (RFC 1122, 3.2.2; RFC 4443, 2.4).
struct QuotedDatagram: Sendable, Hashable {
  /// Who sent it.
  let source: IPAddress
  /// Where it went.
  let destination: IPAddress
  /// What it carried.
  let proto: IPProtocol
  /// Octets of the whole datagram.
  let length: Int
  /// The first four octets of what it carried: ports.
  let sourcePort: UInt16
  let destinationPort: UInt16
  /// The next four octets: TCP's sequence number, or identifier and sequence number of an echo.
  let next: UInt32

  /// Reads what an error quotes; `nil` where less is quoted than the first eight octets of the payload, or the quote is a
  /// later fragment's.
  init?(_ bytes: RawSpan) {
    let upper: UpperLayer
    if let view = IPv4View(quoted: bytes) {
      (source, destination) = (.v4(view.source), .v4(view.destination))
      length = view.totalLength
      upper = view.upperLayer
    } else if let view = IPv6View(quoted: bytes), let layer = view.upperLayer {
      (source, destination) = (.v6(view.source), .v6(view.destination))
      length = IPv6View.length + view.payloadLength
      upper = layer
    } else {
      return nil
    }
    guard upper.fragmentOffset == 0, bytes.holds(8, at: upper.offset) else { return nil }
    proto = upper.protocol
    sourcePort = bytes.uint16(at: upper.offset)
    destinationPort = bytes.uint16(at: upper.offset + 2)
    next = bytes.uint32(at: upper.offset + 4)
  }

  /// The identifier of an echo request.
  var identifier: UInt16 { UInt16(truncatingIfNeeded: next >> 16) }
  /// The sequence number of an echo request.
  var sequence: UInt16 { UInt16(truncatingIfNeeded: next) }
}

extension Rejection.Cause {
  /// What an ICMP error says (RFC 792; RFC 1812, 5.2.7); `nil` for messages that are no rejection, such as a redirect.
  init?(_ message: ICMPv4Message) {
    switch message {
    case .destinationUnreachable(let reason, let mtu):
      switch reason {
      case .fragmentationNeeded: self = .packetTooBig(mtu: Int(mtu))
      case .protocol: self = .protocolUnreachable
      case .port: self = .portUnreachable
      case .networkProhibited, .hostProhibited, .prohibited: self = .administrativelyProhibited
      default:
        switch reason.rawValue {
        case 0, 6, 11: self = .networkUnreachable
        case 1, 7, 8, 12: self = .hostUnreachable
        default: self = .other(type: message.type.rawValue, code: reason.rawValue)
        }
      }
    case .timeExceeded: self = .timeExceeded
    case .parameterProblem(let code, _): self = .other(type: message.type.rawValue, code: code)
    case .echoRequest, .echoReply, .redirect, .other: return nil
    }
  }

  /// What an ICMPv6 error says (RFC 4443, 3); `nil` for messages that are no error.
  init?(_ message: ICMPv6Message) {
    switch message {
    case .destinationUnreachable(let reason):
      switch reason {
      case .noRoute: self = .networkUnreachable
      case .prohibited, .sourcePolicy, .rejectRoute: self = .administrativelyProhibited
      case .address: self = .hostUnreachable
      case .port: self = .portUnreachable
      default: self = .other(type: message.type.rawValue, code: reason.rawValue)
      }
    case .packetTooBig(let mtu): self = .packetTooBig(mtu: Int(mtu))
    case .timeExceeded: self = .timeExceeded
    case .parameterProblem(let code, _):
      self = code == 1 ? .protocolUnreachable : .other(type: message.type.rawValue, code: code)
    case .other(let type, let code, _):
      guard type.isError else { return nil }
      self = .other(type: type.rawValue, code: code)
    case .echoRequest, .echoReply: return nil
    }
  }
}
