/// Words that stand for numbers in the values of fields.
enum FieldWords {
  /// EtherTypes.
  static let etherTypes: [(name: String, value: UInt16)] = [
    ("ip", 0x0800), ("ipv4", 0x0800), ("arp", 0x0806), ("rarp", 0x8035), ("ipv6", 0x86dd), ("lldp", 0x88cc),
    ("mpls", 0x8847),
  ]

  /// IP protocols.
  static let protocols: [(name: String, value: UInt16)] = [
    ("icmp", 1), ("igmp", 2), ("tcp", 6), ("udp", 17), ("gre", 47), ("esp", 50), ("ah", 51), ("icmp6", 58),
    ("icmpv6", 58), ("ospf", 89), ("vrrp", 112), ("sctp", 132),
  ]

  /// ARP operations.
  static let arpOperations: [(name: String, value: UInt16)] = [("request", 1), ("reply", 2)]

  /// TCP flags, with the names of Open vSwitch.
  static let tcpFlags: [(name: String, value: UInt16)] = [
    ("fin", 0x001), ("syn", 0x002), ("rst", 0x004), ("psh", 0x008), ("ack", 0x010), ("urg", 0x020), ("ece", 0x040),
    ("cwr", 0x080), ("ns", 0x100), ("[200]", 0x200), ("[400]", 0x400), ("[800]", 0x800),
  ]

  /// What a packet can be as a fragment.
  static let fragments: [(name: String, value: UInt128, mask: UInt128)] = [
    ("no", 0, 3), ("yes", 1, 1), ("first", 1, 3), ("later", 3, 3), ("not_later", 0, 2),
  ]
}
