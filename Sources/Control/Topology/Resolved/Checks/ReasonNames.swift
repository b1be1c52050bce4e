/// Why packets die and why probes are turned away, by the names that a check may give as its `reason`.
public enum ReasonNames {
  /// Reasons for which an element drops a packet.
  public static let drops = [
    "noBuffers", "queueFull", "portNotConnected", "linkDown", "linkLoss", "queueManaged", "malformed", "badChecksum",
    "notForUs", "sameAsIngress", "reservedGroup", "vlanNotAllowed", "martian", "tableMiss", "droppedByRule", "noRoute",
    "ttlExpired", "packetTooBig", "neighbourUnreachable", "neighbourQueueFull", "neighbourTableFull", "fragment",
    "unsupported", "noMapping", "filtered", "portsExhausted", "connectionTableFull", "rateLimited", "deviceError",
    "removed", "undecided",
  ]

  /// Causes for which a probe is rejected: what an ICMP error says (RFC 792, RFC 4443), or what the host itself says.
  public static let rejections = [
    "noRoute", "neighbourUnreachable", "networkUnreachable", "hostUnreachable", "protocolUnreachable",
    "portUnreachable", "administrativelyProhibited", "packetTooBig", "timeExceeded", "reset",
  ]

  /// Both, each once.
  public static let all = drops + rejections.filter { !drops.contains($0) }

  /// The name that a text stands for: `noRoute`, `no-route` and `no route` are one. `nil` for none.
  public static func name(_ text: some StringProtocol) -> String? {
    let plain = text.lowercased().filter { $0 != "-" && $0 != " " && $0 != "_" }
    return all.first { $0.lowercased() == plain }
  }
}
