import Buffers
import Dataplane
import Routing
import Topology
import Wire

/// Packets of one conversation, as they leave the hosts at both its ends.
struct FlowPattern {
  /// The host that begins.
  var source: String
  /// The node that it talks to, where a node of the lab has the address.
  var destination: String?
  /// The address that it talks to.
  var address: IPAddress
  /// The transport: ICMP of both versions is one.
  var transport: FlowTransport
  /// The port at the far end; `nil` for any, and for ICMP.
  var port: UInt16?

  /// True for a packet of the conversation that leaves `node`; packets that carry no ports (later fragments) are taken
  /// by their addresses.
  func matches(_ packet: borrowing Packet, leaving node: String) -> Bool {
    guard node == source || node == destination, let headers = IPHeaders(packet),
      transport.includes(headers.upper.protocol)
    else { return false }
    let isForward = headers.destination == address && node == source
    guard isForward || (headers.source == address && node == destination) else { return false }
    guard let port, headers.upper.fragmentOffset == 0 else { return true }
    let offset = headers.payloadOffset + (isForward ? 2 : 0)
    guard packet.count >= offset + 2 else { return true }
    return unsafe UInt16(bigEndian: packet.bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt16.self)) == port
  }
}

/// A transport whose packets are watched.
public enum FlowTransport: String, Sendable {
  case icmp
  case tcp
  case udp

  func includes(_ number: IPProtocol) -> Bool {
    switch self {
    case .icmp: number == .icmp || number == .icmpv6
    case .tcp: number == .tcp
    case .udp: number == .udp
    }
  }
}

/// Watches one conversation while something is tried: each of its packets gets a trace number of its own where it leaves
/// its host, and what befalls it is written down. On the dispatcher's thread only.
final class FlowWatch: PacketObserver {
  /// Packets that are followed at most; later ones pass unseen.
  static let packetsMax = 512

  private let pattern: FlowPattern
  private let firstID: UInt16
  private var recorders: [TraceRecorder] = []

  /// Follows packets with the numbers from `firstID` on.
  init(_ pattern: FlowPattern, firstID: UInt16) {
    self.pattern = pattern
    self.firstID = firstID
  }

  func mark(_ packet: borrowing Packet, leaving element: ElementContext, by port: Int) -> UInt16 {
    guard recorders.count < FlowWatch.packetsMax, pattern.matches(packet, leaving: element.name) else { return 0 }
    let number = firstID + UInt16(recorders.count)
    recorders.append(TraceRecorder(traceID: number, source: element.name))
    return number
  }

  func observe(_ packet: borrowing Packet, _ event: PacketEvent, at element: ElementContext, now: Instant) {
    guard packet.traceID >= firstID, packet.traceID - firstID < recorders.count else { return }
    recorders[Int(packet.traceID - firstID)].observe(packet, event, at: element, now: now)
  }

  /// What was seen.
  var story: FlowStory { FlowStory(recorders.map { PacketStory($0, of: pattern) }) }
}
