import Buffers
import ConnectionTracking
import Dataplane
import Routing
import Wire

/// The translation of a NAT as a plain value, called by the forwarding plane on both sides of the route look-up.
///
/// ```
///   from outside, to an outside address ─▶ ingress: destination ─▶ route ─▶ inside
///   from inside, to the outside         ─▶ route ─▶ egress: source ─▶ outside
///   from inside, to an outside address  ─▶ ingress: source, then destination (hairpin) ─▶ route ─▶ inside
/// ```
///
/// A connection is one conversation of an inside endpoint with a remote one; a mapping is the outside endpoint that it
/// goes by and that it may share with others. The connection's original tuple is what the inside sends, its reply tuple
/// what the outside sends back, so that one look-up serves a packet of either direction.
struct Translator: ~Copyable, PacketTranslator {
  let policy: Policy
  var connections: ConnectionTable
  /// The neighbours of each connection in the list of its mapping, by its place in `connections`.
  var links: [Link] = []
  var mappings: MappingTable
  var peers: PeerTable
  var fragments: FragmentTable
  /// The ports of each outside address, for each of the three protocols.
  var pools: [PortPool]
  /// Forwards, which are mappings too.
  var forwards: [NAT.Forward] = []
  var forwardPlaces: [Int] = []
  /// `ingress` has translated the packet that comes to `egress` next.
  private var isTranslated = false

  /// Neighbours in a mapping's list of connections; `MappingRecord.none` at its ends.
  struct Link: Sendable {
    var next = MappingRecord.none
    var previous = MappingRecord.none
  }

  init(policy: Policy, timeouts: ConnectionTimeouts, connectionsMax: Int, seed: UInt64) {
    self.policy = policy
    connections = ConnectionTable(
      countMax: min(connectionsMax, NAT.Configuration.tableMax), timeouts: timeouts, seed: seed)
    mappings = MappingTable(seed: seed)
    peers = PeerTable(seed: seed)
    fragments = FragmentTable(seed: seed)
    pools = [PortPool](repeating: PortPool(), count: policy.addresses.count * 3)
  }

  mutating func ingress(
    _ packet: inout Packet, _ headers: inout IPHeaders, from port: Int?, _ context: ElementContext
  ) -> TranslationVerdict {
    isTranslated = false
    guard case .v4(let destination) = headers.destination, policy.isOutsideAddress(destination),
      case .v4(let source) = headers.source
    else { return .pass }
    let realm = port.map { policy.realm($0) }
    if realm == .neither || realm == .inside && !policy.hairpin { return .pass }
    let flow = Flow(packet, headers, source, destination)
    let step: Step
    switch (realm, flow.kind) {
    case (_, .error): step = translateErrorInward(&packet, &headers, from: realm, context)
    case (nil, _), (_, .unsupported): return .pass
    case (_, .malformed): return .drop(.malformed)
    case (_, .laterFragment): step = translateFragment(&packet, &headers, flow, context)
    case (.inside, .conversation): step = hairpin(&packet, &headers, flow, context)
    case (_, .conversation): step = translateDestination(&packet, &headers, flow, context)
    }
    switch step {
    case .translated:
      isTranslated = true
      return .pass
    case .untouched: return .pass
    case .drop(let reason): return .drop(reason)
    }
  }

  mutating func egress(
    _ packet: inout Packet, _ headers: inout IPHeaders, from port: Int?, to egress: Int, _ context: ElementContext
  ) -> TranslationVerdict {
    guard !isTranslated, case .v4(let source) = headers.source, case .v4(let destination) = headers.destination else {
      return .pass
    }
    let realm = port.map { policy.realm($0) }
    switch (realm, policy.realm(egress)) {
    case (.outside, .inside):
      context.note(packet, "\(destination) is behind the NAT, and not reached by its own address")
      return .drop(.noMapping)
    case (.inside, .outside), (nil, .outside): break
    case (.inside, .inside), (.inside, .neither), (nil, .inside), (nil, .neither), (.outside, .outside),
      (.outside, .neither), (.neither, _):
      return .pass
    }
    let flow = Flow(packet, headers, source, destination)
    let step: Step
    switch flow.kind {
    case .error: step = translateErrorOutward(&packet, &headers, from: realm, context)
    case _ where realm == nil: return .pass
    case .conversation: step = translateSource(&packet, &headers, flow, context)
    case .laterFragment: step = translateFragment(&packet, &headers, flow, context)
    case .unsupported:
      context.note(packet, "\(headers.upper.protocol) cannot be translated")
      return .drop(.unsupported)
    case .malformed: return .drop(.malformed)
    }
    if case .drop(let reason) = step { return .drop(reason) }
    return .pass
  }

  /// What became of a packet.
  enum Step {
    /// It has its new addresses.
    case translated
    /// It is none of the translation's business, and has kept its addresses.
    case untouched
    /// It must go.
    case drop(DropReason)
  }
}
