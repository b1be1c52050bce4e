/// What is tried between two hosts.
public enum Probe: Hashable, Sendable {
  /// An ICMP echo request (RFC 792, RFC 4443).
  case ping
  /// A TCP connection to a port.
  case tcp(UInt16)
  /// A datagram to a port, and an answer.
  case udp(UInt16)
}

extension Probe: CustomStringConvertible {
  /// `ping`, `tcp/443` or `udp/53`.
  public var description: String {
    switch self {
    case .ping: "ping"
    case .tcp(let port): "tcp/\(port)"
    case .udp(let port): "udp/\(port)"
    }
  }

  /// Reads what ``description`` writes; `nil` for any other text.
  public init?(_ text: String) {
    if text == "ping" {
      self = .ping
      return
    }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let port = UInt16(parts[1]), port > 0 else { return nil }
    switch parts[0] {
    case "tcp": self = .tcp(port)
    case "udp": self = .udp(port)
    default: return nil
    }
  }
}

extension Probe: Codable {
  /// Reads the text.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let probe = Probe(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "'\(text)' is not ping, tcp/PORT, udp/PORT")
    }
    self = probe
  }

  /// Writes the text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
