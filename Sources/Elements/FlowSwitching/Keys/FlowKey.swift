/// The header fields of one packet that rules can match, in 16 words of a fixed layout (`FieldLayout`): what a flow
/// table is looked up with. A field that the packet does not have is 0.
///
/// ```
/// word  63                                                            0
///  0    | in_port 16 | dl_type 16 | outer tag 16 | inner tag 16 |
///  1    | dl_dst 48                    | nw_proto, arp_op 8 | nw_ttl 8 |
///  2    | dl_src 48                    | nw_tos 8 | ip_frag 8 |
///  3    | nw_src, arp_spa 32     | nw_dst, arp_tpa 32     |
///  4    | tp_src, icmp_type 16 | tp_dst, icmp_code 16 | tcp_flags 16 | 0 |
///  5–8  | ipv6_src | ipv6_src | ipv6_dst | ipv6_dst |
///  9,10 | arp_sha, nd_sll 48 | 0 |  | arp_tha, nd_tll 48 | 0 |
/// 11,12 | nd_target | nd_target |
/// 13    | metadata |
/// 14,15 | reg0 32 | reg1 32 |  | reg2 32 | reg3 32 |
/// ```
///
/// A tag is its control information with bit 12 set ("there is a tag", as in OpenFlow's `OFPVID_PRESENT`) in place of
/// the drop eligible indicator. A mask is a key as well: ones where a rule looks.
public struct FlowKey: Sendable {
  /// How many words there are.
  public static let wordCount = 16

  @usableFromInline var words: InlineArray<16, UInt64>

  /// A key of a packet without any field.
  @inlinable
  public init() { words = InlineArray(repeating: 0) }

  /// The word at `index`, 0…15.
  @inlinable
  public subscript(word index: Int) -> UInt64 {
    get { words[index] }
    set { words[index] = newValue }
  }

  /// The bits of both.
  public static func & (left: FlowKey, right: FlowKey) -> FlowKey {
    var result = FlowKey()
    for index in 0..<wordCount { result.words[index] = left.words[index] & right.words[index] }
    return result
  }

  /// The bits of either.
  public static func | (left: FlowKey, right: FlowKey) -> FlowKey {
    var result = FlowKey()
    for index in 0..<wordCount { result.words[index] = left.words[index] | right.words[index] }
    return result
  }

  /// How many bits are set.
  public var bitCount: Int {
    var count = 0
    for index in 0..<FlowKey.wordCount { count += words[index].nonzeroBitCount }
    return count
  }

  /// True where no bit is set.
  public var isZero: Bool {
    for index in 0..<FlowKey.wordCount where words[index] != 0 { return false }
    return true
  }
}

extension FlowKey: Hashable {
  /// True where all words are equal.
  public static func == (left: FlowKey, right: FlowKey) -> Bool {
    for index in 0..<wordCount where left.words[index] != right.words[index] { return false }
    return true
  }

  /// Feeds all words.
  public func hash(into hasher: inout Hasher) {
    for index in 0..<FlowKey.wordCount { hasher.combine(words[index]) }
  }
}

extension FlowKey: Comparable {
  /// Orders by the words, first to last, so that a listing is the same in every run.
  public static func < (left: FlowKey, right: FlowKey) -> Bool {
    for index in 0..<wordCount where left.words[index] != right.words[index] {
      return left.words[index] < right.words[index]
    }
    return false
  }
}
