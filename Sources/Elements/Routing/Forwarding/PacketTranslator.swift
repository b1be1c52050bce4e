public import Buffers
public import Dataplane

/// Something that rewrites packets on their way through a router: a NAT.
///
/// ```
///   packet in ─▶ checks ─▶ ingress ─▶ route, TTL, MTU ─▶ egress ─▶ fragments ─▶ neighbour ─▶ packet out
///                             │           │                 ▲
///                             │           └─▶ ICMP error ─▶ ingress, egress with `from: nil`
///                             └─▶ for the router itself
/// ```
///
/// For one packet `ingress` and `egress` are called one after the other with nothing between them but the look-up, so a
/// translator may keep in its state what `ingress` found for `egress` to use. `egress` is not called where the packet
/// went no further: no route, time exceeded, too big, or for the router itself.
///
/// What the router sends of its own accord (ICMP errors, echo replies) passes both hooks with `from: nil`, so that an
/// error about a translated packet can be given back the addresses that its reader knows. An error quotes the packet as
/// it is after `ingress`; where the neighbour did not answer, as it is after `egress`. It is sent to the source address
/// of what it quotes, even where that is the router's own: `ingress` has then the chance to find the true sender.
///
/// A translator that writes must call `packet.makeWritable()`, keep a partial checksum partial (`packet.offload`), leave
/// the length alone, and write new addresses into `headers` too. It must not emit, hold or drop by itself.
public protocol PacketTranslator: ~Copyable {
  /// A packet came in by port `ingress`, or from the router itself where that is `nil`. Its route is looked up next.
  /// Fragments come as they are; `headers.upper` says which piece it is.
  mutating func ingress(
    _ packet: inout Packet, _ headers: inout IPHeaders, from ingress: Int?, _ context: ElementContext
  ) -> TranslationVerdict

  /// The packet will leave by port `egress`. Its time to live is decremented already.
  mutating func egress(
    _ packet: inout Packet, _ headers: inout IPHeaders, from ingress: Int?, to egress: Int, _ context: ElementContext
  ) -> TranslationVerdict
}

/// What a translator says of a packet.
@frozen
public enum TranslationVerdict: Sendable, Hashable {
  /// It goes on, rewritten or not.
  case pass
  /// It is dropped for a reason.
  case drop(DropReason)
}

/// The translator of a router that is no NAT; it costs nothing.
@frozen
public struct NoTranslation: PacketTranslator {
  /// Makes one.
  @inlinable
  public init() {}

  /// Lets every packet pass.
  @inlinable @inline(__always)
  public mutating func ingress(
    _ packet: inout Packet, _ headers: inout IPHeaders, from ingress: Int?, _ context: ElementContext
  ) -> TranslationVerdict { .pass }

  /// Lets every packet pass.
  @inlinable @inline(__always)
  public mutating func egress(
    _ packet: inout Packet, _ headers: inout IPHeaders, from ingress: Int?, to egress: Int, _ context: ElementContext
  ) -> TranslationVerdict { .pass }
}
