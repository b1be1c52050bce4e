import Hosts
import Lab
import Topology
import Wire

/// What became of something a host tried, in the terms in which checks ask for it.
enum Fate {
  /// An answer came.
  case answered
  /// The peer refused the connection.
  case refused
  /// An error came back, or the host had one itself.
  case rejected(Rejection)
  /// Nothing came back.
  case silent
}

/// Who and what is to blame for a fate, by the names that checks use.
struct Blame {
  /// The node; `nil` where nobody in the lab is known to have done it.
  var node: String?
  /// Names of reasons that are true of it, the first being the plainest.
  var reasons: [String] = []
  /// What happened, in words, as `dropped by of1: dropped by a rule`.
  var text: String

  /// Finds out who is to blame that a probe from `source` came to nothing.
  init(_ fate: Fate, from source: String, to target: CheckTarget, _ story: FlowStory?, in lab: ResolvedLab) {
    let drop = story?.decisive.flatMap { $0.isDelivered ? nil : $0.drop }
    switch fate {
    case .answered: text = "answered"
    case .refused:
      node = target.node
      text = "refused" + (node.map { " by \($0)" } ?? "")
    case .rejected(let rejection):
      node = rejection.source.map { address in lab.owner(of: address) ?? "\(address)" } ?? source
      reasons = [rejection.cause.name] + (drop.map { [$0.reason] } ?? [])
      text = "rejected by \(node ?? source): \(rejection.cause)"
    case .silent:
      node = drop?.node
      reasons = drop.map { [$0.reason] } ?? []
      if let drop {
        text = "dropped by \(drop.node): \(drop.meaning)"
      } else if let last = story?.packets.last {
        text = "no answer (\(last.report.verdict))"
      } else if story != nil {
        text = "no answer, and nothing left \(source)"
      } else {
        text = "no answer"
      }
    }
  }

  /// True where this is what a check wants to see.
  func agrees(with check: Check) -> Bool {
    if let because = check.because, because != node { return false }
    if let reason = check.reason, !reasons.contains(reason) { return false }
    return true
  }
}

extension Rejection.Cause {
  /// The cause by the name that checks use.
  var name: String {
    switch self {
    case .noRoute: "noRoute"
    case .neighbourUnreachable: "neighbourUnreachable"
    case .networkUnreachable: "networkUnreachable"
    case .hostUnreachable: "hostUnreachable"
    case .protocolUnreachable: "protocolUnreachable"
    case .portUnreachable: "portUnreachable"
    case .administrativelyProhibited: "administrativelyProhibited"
    case .packetTooBig: "packetTooBig"
    case .timeExceeded: "timeExceeded"
    case .reset: "reset"
    case .other(let type, let code): "icmp-\(type)-\(code)"
    }
  }
}

extension Rejection.Cause: CustomStringConvertible {
  /// The cause in words.
  public var description: String {
    switch self {
    case .noRoute: "no route"
    case .neighbourUnreachable: "neighbour unreachable"
    case .networkUnreachable: "network unreachable"
    case .hostUnreachable: "host unreachable"
    case .protocolUnreachable: "protocol unreachable"
    case .portUnreachable: "port unreachable"
    case .administrativelyProhibited: "administratively prohibited"
    case .packetTooBig(let mtu): "packet too big, the link carries \(mtu)"
    case .timeExceeded: "time to live expired"
    case .reset: "connection reset"
    case .other(let type, let code): "ICMP type \(type) code \(code)"
    }
  }
}
