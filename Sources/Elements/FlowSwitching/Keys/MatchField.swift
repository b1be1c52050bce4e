/// A header field that a rule can match, and most of which an action can set.
///
/// Fields that no packet has together share their place in the key: ICMP's type and code are where ports would be, an
/// ARP operation is where the IP protocol would be, and so on, as a rule that looks at them looks at the types that
/// tell them apart as well.
public enum MatchField: UInt8, CaseIterable, Hashable, Sendable, BitwiseCopyable {
  /// The number of the port that the packet came in by.
  case inPort
  /// Source MAC address.
  case ethernetSource
  /// Destination MAC address.
  case ethernetDestination
  /// The EtherType behind up to two VLAN tags; 0x05ff for an IEEE 802.2 frame without one.
  case ethernetType
  /// The outermost VLAN tag: priority in bits 15…13, "there is a tag" in bit 12, identifier below; 0 without a tag.
  case vlanTCI
  /// The identifier of the outermost VLAN tag.
  case vlanID
  /// The priority of the outermost VLAN tag.
  case vlanPriority
  /// IPv4 source.
  case ipv4Source
  /// IPv4 destination.
  case ipv4Destination
  /// IPv6 source.
  case ipv6Source
  /// IPv6 destination.
  case ipv6Destination
  /// IPv4 protocol, or the IPv6 next header behind the extension headers.
  case ipProtocol
  /// Differentiated services code point.
  case ipDSCP
  /// Explicit congestion notification.
  case ipECN
  /// Time to live or hop limit.
  case ipTTL
  /// Bit 0: a fragment; bit 1: not the first one.
  case ipFragment
  /// Source port of TCP, UDP or SCTP; 0 in later fragments.
  case transportSource
  /// Destination port of TCP, UDP or SCTP; 0 in later fragments.
  case transportDestination
  /// The twelve control bits of TCP, the reserved ones included.
  case tcpFlags
  /// ICMP or ICMPv6 type.
  case icmpType
  /// ICMP or ICMPv6 code.
  case icmpCode
  /// ARP operation; 0 where it is above 255.
  case arpOperation
  /// ARP sender protocol address.
  case arpSenderIP
  /// ARP target protocol address.
  case arpTargetIP
  /// ARP sender hardware address.
  case arpSenderMAC
  /// ARP target hardware address.
  case arpTargetMAC
  /// Target address of a neighbour solicitation or advertisement.
  case ndTarget
  /// Source link-layer address option of a neighbour solicitation.
  case ndSourceMAC
  /// Target link-layer address option of a neighbour advertisement.
  case ndTargetMAC
  /// 64 bits that one table leaves for the next; 0 when a packet comes in.
  case metadata
  /// Register 0, 32 bits; 0 when a packet comes in.
  case register0
  /// Register 1.
  case register1
  /// Register 2.
  case register2
  /// Register 3.
  case register3
}

/// Where a field is in a ``FlowKey``.
struct FieldLayout {
  /// The word; of a field of 128 bits, its first half's.
  let word: Int
  /// How far the field's lowest bit is from the word's.
  let shift: UInt64
  /// Bits of the field: 1…64, or 128 for two whole words.
  let width: Int

  init(_ word: Int, _ shift: UInt64, _ width: Int) {
    self.word = word
    self.shift = shift
    self.width = width
  }
}

extension MatchField {
  /// Where the field is.
  var layout: FieldLayout {
    switch self {
    case .inPort: FieldLayout(0, 48, 16)
    case .ethernetType: FieldLayout(0, 32, 16)
    case .vlanTCI: FieldLayout(0, 16, 16)
    case .vlanID: FieldLayout(0, 16, 12)
    case .vlanPriority: FieldLayout(0, 29, 3)
    case .ethernetDestination: FieldLayout(1, 16, 48)
    case .ipProtocol, .arpOperation: FieldLayout(1, 8, 8)
    case .ipTTL: FieldLayout(1, 0, 8)
    case .ethernetSource: FieldLayout(2, 16, 48)
    case .ipDSCP: FieldLayout(2, 10, 6)
    case .ipECN: FieldLayout(2, 8, 2)
    case .ipFragment: FieldLayout(2, 0, 2)
    case .ipv4Source, .arpSenderIP: FieldLayout(3, 32, 32)
    case .ipv4Destination, .arpTargetIP: FieldLayout(3, 0, 32)
    case .transportSource: FieldLayout(4, 48, 16)
    case .transportDestination: FieldLayout(4, 32, 16)
    case .tcpFlags: FieldLayout(4, 16, 12)
    case .icmpType: FieldLayout(4, 48, 8)
    case .icmpCode: FieldLayout(4, 32, 8)
    case .ipv6Source: FieldLayout(5, 0, 128)
    case .ipv6Destination: FieldLayout(7, 0, 128)
    case .arpSenderMAC, .ndSourceMAC: FieldLayout(9, 16, 48)
    case .arpTargetMAC, .ndTargetMAC: FieldLayout(10, 16, 48)
    case .ndTarget: FieldLayout(11, 0, 128)
    case .metadata: FieldLayout(13, 0, 64)
    case .register0: FieldLayout(14, 32, 32)
    case .register1: FieldLayout(14, 0, 32)
    case .register2: FieldLayout(15, 32, 32)
    case .register3: FieldLayout(15, 0, 32)
    }
  }

  /// Bits of the field.
  public var width: Int { layout.width }

  /// A value with all the field's bits set.
  public var fullMask: UInt128 { width == 128 ? .max : (1 << UInt128(width)) - 1 }
}

extension FlowKey {
  /// The value of a field; setting it uses as many low bits as the field has.
  public subscript(field: MatchField) -> UInt128 {
    get {
      let layout = field.layout
      if layout.width == 128 { return UInt128(words[layout.word]) << 64 | UInt128(words[layout.word + 1]) }
      return UInt128(words[layout.word] >> layout.shift & FlowKey.ones(layout.width))
    }
    set {
      let layout = field.layout
      if layout.width == 128 {
        words[layout.word] = UInt64(truncatingIfNeeded: newValue >> 64)
        words[layout.word + 1] = UInt64(truncatingIfNeeded: newValue)
      } else {
        let ones = FlowKey.ones(layout.width)
        let cleared = words[layout.word] & ~(ones << layout.shift)
        words[layout.word] = cleared | (UInt64(truncatingIfNeeded: newValue) & ones) << layout.shift
      }
    }
  }

  /// The integer whose `width` low bits, 1…64, are set.
  @inline(__always)
  static func ones(_ width: Int) -> UInt64 { ~0 >> UInt64(64 - width) }
}
