/// Why a packet died. Every packet that an element neither emits, holds nor delivers ends with one of these; they are
/// counted per element, named in captures, traces and metrics, and exhaustive: a new reason is a new case.
public enum DropReason: UInt8, CaseIterable, Sendable {
  /// The packet pool had no buffer left.
  case noBuffers
  /// The queue of the link was full.
  case queueFull
  /// The port leads nowhere: no link is attached to it.
  case portNotConnected
  /// The link or the port is down.
  case linkDown
  /// The link lost it, as its conditions say.
  case linkLoss
  /// The queue's management dropped it before the queue was full (RFC 8289).
  case queueManaged
  /// A header is truncated or contradicts itself.
  case malformed
  /// A checksum does not match.
  case badChecksum
  /// The frame is addressed to another station.
  case notForUs
  /// The frame would leave by the port it came in by.
  case sameAsIngress
  /// A link-local group address that a conforming bridge keeps to one link (IEEE 802.1Q-2018, 8.6.3).
  case reservedGroup
  /// The port does not carry this VLAN.
  case vlanNotAllowed
  /// An address that must not appear here (RFC 1812, 5.3.7).
  case martian
  /// No rule of the flow table matched.
  case tableMiss
  /// A rule or a flow says to drop it.
  case droppedByRule
  /// The routing table has no route.
  case noRoute
  /// Time to live, or the hop limit, ran out.
  case ttlExpired
  /// Longer than the next link carries, and must not be fragmented.
  case packetTooBig
  /// The neighbour did not answer.
  case neighbourUnreachable
  /// Too many packets wait for the neighbour to answer.
  case neighbourQueueFull
  /// The neighbour table is full.
  case neighbourTableFull
  /// No fragments are reassembled here, or the datagram's other fragments did not come.
  case fragment
  /// The protocol, message or option is not one this element handles.
  case unsupported
  /// No connection or mapping fits, and the packet may not make one.
  case noMapping
  /// The mapping exists but does not admit this peer.
  case filtered
  /// No external port is free.
  case portsExhausted
  /// The connection table is full.
  case connectionTableFull
  /// More than the allowed rate of this kind of packet.
  case rateLimited
  /// The device would not take it.
  case deviceError
  /// The element or link was removed while the packet was in it.
  case removed
  /// The element ended its turn without deciding: a defect of the element.
  case undecided

  /// How many reasons there are.
  @inlinable static var count: Int { Int(undecided.rawValue) + 1 }
}

extension DropReason: CustomStringConvertible {
  /// The reason in words, as `trace` and captures print it.
  public var description: String {
    switch self {
    case .noBuffers: "no packet buffer free"
    case .queueFull: "link queue full"
    case .portNotConnected: "port not connected"
    case .linkDown: "link down"
    case .linkLoss: "lost on the link"
    case .queueManaged: "dropped by the queue's management"
    case .malformed: "malformed packet"
    case .badChecksum: "bad checksum"
    case .notForUs: "addressed to another station"
    case .sameAsIngress: "destination is on the ingress port"
    case .reservedGroup: "reserved group address"
    case .vlanNotAllowed: "VLAN not allowed on the port"
    case .martian: "martian address"
    case .tableMiss: "no flow rule matched"
    case .droppedByRule: "dropped by a rule"
    case .noRoute: "no route"
    case .ttlExpired: "time to live expired"
    case .packetTooBig: "packet too big"
    case .neighbourUnreachable: "neighbour unreachable"
    case .neighbourQueueFull: "neighbour queue full"
    case .neighbourTableFull: "neighbour table full"
    case .fragment: "fragment not reassembled"
    case .unsupported: "nothing here handles it"
    case .noMapping: "no NAT mapping"
    case .filtered: "filtered by NAT"
    case .portsExhausted: "no NAT port free"
    case .connectionTableFull: "connection table full"
    case .rateLimited: "rate limited"
    case .deviceError: "device error"
    case .removed: "element or link removed"
    case .undecided: "element did not decide"
    }
  }
}

extension DropReason {
  /// The reason as the code names it, for programs: `noRoute`.
  public var name: String {
    switch self {
    case .noBuffers: "noBuffers"
    case .queueFull: "queueFull"
    case .portNotConnected: "portNotConnected"
    case .linkDown: "linkDown"
    case .linkLoss: "linkLoss"
    case .queueManaged: "queueManaged"
    case .malformed: "malformed"
    case .badChecksum: "badChecksum"
    case .notForUs: "notForUs"
    case .sameAsIngress: "sameAsIngress"
    case .reservedGroup: "reservedGroup"
    case .vlanNotAllowed: "vlanNotAllowed"
    case .martian: "martian"
    case .tableMiss: "tableMiss"
    case .droppedByRule: "droppedByRule"
    case .noRoute: "noRoute"
    case .ttlExpired: "ttlExpired"
    case .packetTooBig: "packetTooBig"
    case .neighbourUnreachable: "neighbourUnreachable"
    case .neighbourQueueFull: "neighbourQueueFull"
    case .neighbourTableFull: "neighbourTableFull"
    case .fragment: "fragment"
    case .unsupported: "unsupported"
    case .noMapping: "noMapping"
    case .filtered: "filtered"
    case .portsExhausted: "portsExhausted"
    case .connectionTableFull: "connectionTableFull"
    case .rateLimited: "rateLimited"
    case .deviceError: "deviceError"
    case .removed: "removed"
    case .undecided: "undecided"
    }
  }
}
