import Buffers
import Dataplane
import Offload
import Wire

/// Takes IPv4 datagrams apart that are longer than the next link carries (RFC 791, 2.3 and 3.2; RFC 1812, 5.2.6), those
/// that are fragments already included.
///
/// The packet becomes the first fragment, with all options; the others are new, with the options that are to be copied.
/// Every fragment but the last is as long as it may be. A checksum that was left to the edge is completed first: no edge
/// could finish it once the datagram is in pieces. A super-packet is cut into its segments first, each of which is then
/// fragmented.
struct Fragmenter: ~Copyable {
  /// The fragments, in order; the caller takes them out.
  var pieces = PacketBatch()
  private var later = PacketBatch()
  private var segments = PacketBatch()

  /// What came of it.
  enum Outcome: ~Copyable {
    /// The fragments are in `pieces`.
    case fragmented
    /// The packet is to be dropped; nothing is in `pieces`.
    case failed(Packet, DropReason)
  }

  /// Fragments `packet`, whose IPv4 header is behind 14 octets of Ethernet and not marked "don't fragment", so that no
  /// piece is longer than `mtu` (at least 68).
  mutating func fragment(_ packet: consuming Packet, mtu: Int) -> Outcome {
    let outcome =
      packet.offload.segmentation == .none ? fragmentFrame(packet, mtu: mtu) : fragmentSegments(packet, mtu: mtu)
    switch consume outcome {
    case .fragmented: return .fragmented
    case .failed(let packet, let reason):
      pieces.removeAll()
      later.removeAll()
      segments.removeAll()
      return .failed(packet, reason)
    }
  }

  private mutating func fragmentFrame(_ packet: consuming Packet, mtu: Int) -> Outcome {
    if let failure = SoftwareOffload.completeChecksum(of: &packet) {
      return .failed(packet, Fragmenter.reason(failure))
    }
    guard packet.makeWritable() else { return .failed(packet, .noBuffers) }
    guard let plan = FragmentPlan(packet, mtu: mtu) else { return .failed(packet, .malformed) }
    for index in 1..<plan.count {
      guard let piece = Fragmenter.makePiece(index, of: packet, plan) else { return .failed(packet, .noBuffers) }
      later.append(piece)
    }
    plan.makeFirst(&packet)
    pieces.append(packet)
    while let piece = later.popFirst() { pieces.append(piece) }
    return .fragmented
  }

  private mutating func fragmentSegments(_ packet: consuming Packet, mtu: Int) -> Outcome {
    switch SoftwareOffload.complete(packet, into: &segments) {
    case .failed(let packet, let failure): return .failed(packet, Fragmenter.reason(failure))
    case .completed: break
    }
    while let segment = segments.popFirst() {
      if segment.count - IPHeaders.offset <= mtu {
        pieces.append(segment)
        continue
      }
      switch fragmentFrame(segment, mtu: mtu) {
      case .fragmented: continue
      case .failed(let segment, let reason): return .failed(segment, reason)
      }
    }
    return .fragmented
  }

  /// The fragment `index`, from 1, as a packet of its own.
  private static func makePiece(_ index: Int, of packet: borrowing Packet, _ plan: FragmentPlan) -> Packet? {
    guard var piece = packet.allocateSibling(), piece.resize(to: IPHeaders.offset + plan.laterHeaderLength) else {
      return nil
    }
    let source = packet.bytes
    var bytes = piece.mutableBytes
    bytes.setBytes(source.extracting(first: IPHeaders.offset), at: 0)
    plan.writeHeader(of: index, from: source, to: &bytes)
    guard piece.append(source.extracting(plan.payload(of: index))) else { return nil }
    piece.arrivalPort = packet.arrivalPort
    piece.traceID = packet.traceID
    return piece
  }

  private static func reason(_ failure: OffloadFailure) -> DropReason {
    switch failure {
    case .malformed: .malformed
    case .noBuffers: .noBuffers
    }
  }
}
