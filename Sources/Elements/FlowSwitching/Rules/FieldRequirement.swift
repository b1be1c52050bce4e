import Wire

/// What a match must already say for a field to mean something (OpenFlow 1.5.1, 7.2.3.6, "prerequisites"): there are
/// ports only in TCP, UDP and SCTP, and so on.
enum FieldRequirement: Hashable, Sendable {
  case none
  case vlanTag
  case arp
  case ipv4
  case ipv4OrARP
  case ipv6
  case ip
  case ports
  case tcpOrUDP
  case tcp
  case udp
  case sctp
  case icmp
  case icmpv4
  case icmpv6
  case neighbourDiscovery
  case neighbourSolicitation
  case neighbourAdvertisement

  /// How much of it a match says.
  enum Standing: Int, Comparable {
    /// No packet of the match has the field.
    case impossible
    /// Some packets of the match may have the field.
    case open
    /// All packets of the match have the field.
    case met

    static func < (left: Standing, right: Standing) -> Bool { left.rawValue < right.rawValue }
  }

  /// How much of it `match` says.
  func standing(in match: FlowMatch) -> Standing {
    switch self {
    case .none: return .met
    case .vlanTag:
      guard match.mask[.vlanTCI] & 0x1000 != 0 else { return .open }
      return match.value[.vlanTCI] & 0x1000 != 0 ? .met : .impossible
    case .arp: return type(in: match, [EtherType.arp.rawValue, 0x8035])
    case .ipv4: return type(in: match, [EtherType.ipv4.rawValue])
    case .ipv4OrARP: return type(in: match, [EtherType.ipv4.rawValue, EtherType.arp.rawValue, 0x8035])
    case .ipv6: return type(in: match, [EtherType.ipv6.rawValue])
    case .ip: return type(in: match, [EtherType.ipv4.rawValue, EtherType.ipv6.rawValue])
    case .ports: return proto(in: match, .ip, [.tcp, .udp, .sctp])
    case .tcpOrUDP: return proto(in: match, .ip, [.tcp, .udp])
    case .tcp: return proto(in: match, .ip, [.tcp])
    case .udp: return proto(in: match, .ip, [.udp])
    case .sctp: return proto(in: match, .ip, [.sctp])
    case .icmp:
      return max(proto(in: match, .ipv4, [.icmp]), proto(in: match, .ipv6, [.icmpv6]))
    case .icmpv4: return proto(in: match, .ipv4, [.icmp])
    case .icmpv6: return proto(in: match, .ipv6, [.icmpv6])
    case .neighbourDiscovery: return message(in: match, [135, 136])
    case .neighbourSolicitation: return message(in: match, [135])
    case .neighbourAdvertisement: return message(in: match, [136])
    }
  }

  private func type(in match: FlowMatch, _ types: [UInt16]) -> Standing {
    guard let type = match.exact(.ethernetType) else { return .open }
    return types.contains { UInt128($0) == type } ? .met : .impossible
  }

  private func proto(in match: FlowMatch, _ ip: FieldRequirement, _ protocols: [IPProtocol]) -> Standing {
    let below = ip.standing(in: match)
    guard below != .impossible, let proto = match.exact(.ipProtocol) else { return min(below, .open) }
    return protocols.contains { UInt128($0.rawValue) == proto } ? below : .impossible
  }

  private func message(in match: FlowMatch, _ types: [UInt8]) -> Standing {
    let below = FieldRequirement.icmpv6.standing(in: match)
    guard below != .impossible, let type = match.exact(.icmpType) else { return min(below, .open) }
    return types.contains { UInt128($0) == type } ? below : .impossible
  }

  /// What to write in the match, for a hint.
  var wanted: String {
    switch self {
    case .none: "nothing"
    case .vlanTag: "dl_vlan=…, or vlan_tci=0x1000/0x1000 for any tag"
    case .arp: "arp"
    case .ipv4: "ip"
    case .ipv4OrARP: "ip or arp"
    case .ipv6: "ipv6"
    case .ip: "ip or ipv6"
    case .ports: "tcp, udp or sctp, or for IPv6 tcp6, udp6 or sctp6"
    case .tcpOrUDP: "tcp or udp, or for IPv6 tcp6 or udp6"
    case .tcp: "tcp or tcp6"
    case .udp: "udp or udp6"
    case .sctp: "sctp or sctp6"
    case .icmp: "icmp or icmp6"
    case .icmpv4: "icmp"
    case .icmpv6: "icmp6"
    case .neighbourDiscovery: "icmp6,icmp_type=135 or icmp6,icmp_type=136"
    case .neighbourSolicitation: "icmp6,icmp_type=135"
    case .neighbourAdvertisement: "icmp6,icmp_type=136"
    }
  }
}
