import Wire

/// Whether an ICMP query asks or answers (RFC 5508, 2); `nil` for other messages.
enum QueryRole {
  case question
  case answer

  init?(_ type: ICMPv4Type) {
    switch type {
    case .echoRequest, .timestampRequest: self = .question
    case .echoReply, .timestampReply: self = .answer
    default: return nil
    }
  }

  /// The identifier, as the port of the side that asks.
  func ports(identifier: UInt16) -> TransportPorts {
    switch self {
    case .question: TransportPorts(source: identifier, destination: 0)
    case .answer: TransportPorts(source: 0, destination: identifier)
    }
  }
}
