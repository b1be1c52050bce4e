import Wire

/// How a field's value is written.
enum FieldFormat: Hashable, Sendable {
  case decimal
  case hexadecimal
  case mac
  case ipv4
  case ipv6
  case port
  case etherType
  case ipProtocol
  case tcpFlags
  case fragment
  case arpOperation
  /// An octet whose upper six bits are the field.
  case typeOfService
  /// A VLAN identifier, or 0xffff for "no tag".
  case vlan
  /// A VLAN priority, of a frame that has a tag.
  case vlanPriority
  /// Identifier and "there is a tag" (OpenFlow 1.5.1, 7.2.3.6, `OXM_OF_VLAN_VID`).
  case vlanVID
  /// A whole tag.
  case vlanTCI
}

/// A word that names a field in the notation, and how the field is written under that name.
struct FieldName: Sendable {
  /// The word.
  let name: String
  /// The field.
  let field: MatchField
  /// What the match must say besides.
  let requirement: FieldRequirement
  /// How values are written.
  let format: FieldFormat
  /// True where a mask may be given.
  let isMaskable: Bool
  /// What a packet must be for an action to set the field; `nil` where none may.
  let settable: FieldRequirement?

  init(
    _ name: String, _ field: MatchField, _ format: FieldFormat, _ requirement: FieldRequirement = .none,
    masked: Bool = false, set: FieldRequirement? = nil
  ) {
    self.name = name
    self.field = field
    self.format = format
    self.requirement = requirement
    isMaskable = masked
    settable = set
  }

  /// All of them; of several names of a field, the first is the one that is printed.
  static let all: [FieldName] = [
    FieldName("in_port", .inPort, .port),
    FieldName("dl_src", .ethernetSource, .mac, masked: true, set: FieldRequirement.none),
    FieldName("eth_src", .ethernetSource, .mac, masked: true, set: FieldRequirement.none),
    FieldName("dl_dst", .ethernetDestination, .mac, masked: true, set: FieldRequirement.none),
    FieldName("eth_dst", .ethernetDestination, .mac, masked: true, set: FieldRequirement.none),
    FieldName("dl_type", .ethernetType, .etherType),
    FieldName("eth_type", .ethernetType, .etherType),
    FieldName("dl_vlan", .vlanID, .vlan),
    FieldName("dl_vlan_pcp", .vlanPriority, .vlanPriority),
    FieldName("vlan_pcp", .vlanPriority, .vlanPriority, set: .vlanTag),
    FieldName("vlan_vid", .vlanTCI, .vlanVID, masked: true, set: .vlanTag),
    FieldName("vlan_tci", .vlanTCI, .vlanTCI, masked: true),
    FieldName("nw_src", .ipv4Source, .ipv4, .ipv4OrARP, masked: true, set: .ipv4),
    FieldName("ip_src", .ipv4Source, .ipv4, .ipv4OrARP, masked: true, set: .ipv4),
    FieldName("ipv4_src", .ipv4Source, .ipv4, .ipv4, masked: true, set: .ipv4),
    FieldName("nw_dst", .ipv4Destination, .ipv4, .ipv4OrARP, masked: true, set: .ipv4),
    FieldName("ip_dst", .ipv4Destination, .ipv4, .ipv4OrARP, masked: true, set: .ipv4),
    FieldName("ipv4_dst", .ipv4Destination, .ipv4, .ipv4, masked: true, set: .ipv4),
    FieldName("ipv6_src", .ipv6Source, .ipv6, .ipv6, masked: true, set: .ipv6),
    FieldName("ipv6_dst", .ipv6Destination, .ipv6, .ipv6, masked: true, set: .ipv6),
    FieldName("nw_proto", .ipProtocol, .ipProtocol, .ip),
    FieldName("ip_proto", .ipProtocol, .ipProtocol, .ip),
    FieldName("nw_tos", .ipDSCP, .typeOfService, .ip, set: .ip),
    FieldName("ip_dscp", .ipDSCP, .decimal, .ip, set: .ip),
    FieldName("nw_ecn", .ipECN, .decimal, .ip, set: .ip),
    FieldName("ip_ecn", .ipECN, .decimal, .ip, set: .ip),
    FieldName("nw_ttl", .ipTTL, .decimal, .ip, set: .ip),
    FieldName("nw_frag", .ipFragment, .fragment, .ip),
    FieldName("ip_frag", .ipFragment, .fragment, .ip),
    FieldName("tp_src", .transportSource, .decimal, .ports, masked: true, set: .tcpOrUDP),
    FieldName("tcp_src", .transportSource, .decimal, .tcp, masked: true, set: .tcp),
    FieldName("udp_src", .transportSource, .decimal, .udp, masked: true, set: .udp),
    FieldName("sctp_src", .transportSource, .decimal, .sctp, masked: true),
    FieldName("tp_dst", .transportDestination, .decimal, .ports, masked: true, set: .tcpOrUDP),
    FieldName("tcp_dst", .transportDestination, .decimal, .tcp, masked: true, set: .tcp),
    FieldName("udp_dst", .transportDestination, .decimal, .udp, masked: true, set: .udp),
    FieldName("sctp_dst", .transportDestination, .decimal, .sctp, masked: true),
    FieldName("tcp_flags", .tcpFlags, .tcpFlags, .tcp, masked: true),
    FieldName("icmp_type", .icmpType, .decimal, .icmp),
    FieldName("icmpv4_type", .icmpType, .decimal, .icmpv4),
    FieldName("icmpv6_type", .icmpType, .decimal, .icmpv6),
    FieldName("icmp_code", .icmpCode, .decimal, .icmp),
    FieldName("icmpv4_code", .icmpCode, .decimal, .icmpv4),
    FieldName("icmpv6_code", .icmpCode, .decimal, .icmpv6),
    FieldName("arp_op", .arpOperation, .arpOperation, .arp, set: .arp),
    FieldName("arp_spa", .arpSenderIP, .ipv4, .arp, masked: true, set: .arp),
    FieldName("arp_tpa", .arpTargetIP, .ipv4, .arp, masked: true, set: .arp),
    FieldName("arp_sha", .arpSenderMAC, .mac, .arp, masked: true, set: .arp),
    FieldName("arp_tha", .arpTargetMAC, .mac, .arp, masked: true, set: .arp),
    FieldName("nd_target", .ndTarget, .ipv6, .neighbourDiscovery, masked: true),
    FieldName("nd_sll", .ndSourceMAC, .mac, .neighbourSolicitation, masked: true),
    FieldName("nd_tll", .ndTargetMAC, .mac, .neighbourAdvertisement, masked: true),
    FieldName("metadata", .metadata, .hexadecimal, masked: true, set: FieldRequirement.none),
    FieldName("reg0", .register0, .hexadecimal, masked: true, set: FieldRequirement.none),
    FieldName("reg1", .register1, .hexadecimal, masked: true, set: FieldRequirement.none),
    FieldName("reg2", .register2, .hexadecimal, masked: true, set: FieldRequirement.none),
    FieldName("reg3", .register3, .hexadecimal, masked: true, set: FieldRequirement.none),
  ]

  private static let index = Dictionary(all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })

  /// The name that is written `word`, or `nil`.
  static func named(_ word: String) -> FieldName? { index[word] }

  /// The name under which a field is printed.
  static func canonical(_ field: MatchField) -> FieldName? { all.first { $0.field == field } }

  /// Words that stand for a type, or a type and a protocol.
  static let shorthands: [(name: String, type: EtherType, proto: IPProtocol?)] = [
    ("ip", .ipv4, nil), ("ipv6", .ipv6, nil), ("arp", .arp, nil), ("rarp", EtherType(rawValue: 0x8035), nil),
    ("tcp", .ipv4, .tcp), ("udp", .ipv4, .udp), ("icmp", .ipv4, .icmp), ("sctp", .ipv4, .sctp),
    ("tcp6", .ipv6, .tcp), ("udp6", .ipv6, .udp), ("icmp6", .ipv6, .icmpv6), ("sctp6", .ipv6, .sctp),
  ]

  /// Fields of Open vSwitch that exist, and cannot be matched here.
  static func isKnownElsewhere(_ word: String) -> Bool {
    ["ipv6_label", "mpls", "mplsm", "packet_type", "pkt_mark", "recirc_id", "dp_hash", "conj_id", "actset_output"]
      .contains(word)
      || ["ct_", "tun_", "mpls_", "xreg", "xxreg", "nsh_", "nd_", "nw_proto", "reg"].contains {
        word.hasPrefix($0)
      }
  }
}
