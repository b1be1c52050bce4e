public import Buffers
import Wire

extension SegmentationPlan {
  /// Makes the empty packet `frame` frame `index`, 0..<``count``, of the packet that was planned: its headers, its piece
  /// of the payload, and lengths, identification, sequence number, flags and checksums of its own.
  ///
  /// - IPv4's identification counts up from the super-packet's (RFC 6864 asks for no more of atomic datagrams).
  /// - FIN and PSH are on the last frame only. CWR is on the first only, whether or not the metadata mentions ECN: one
  ///   reduction of the window is told once (RFC 3168, 6.1.2).
  public func write(_ index: Int, of packet: borrowing Packet, to frame: inout Packet) {
    frame.append(packet.bytes.extracting(first: headerLength))
    frame.append(packet.bytes.extracting(payload(of: index)))
    var bytes = frame.mutableBytes
    finish(index, in: &bytes)
  }

  private func finish(_ index: Int, in frame: inout MutableRawSpan) {
    let segmentLength = frame.byteCount - transport
    switch version {
    case .v4: finishIPv4(index, in: &frame)
    case .v6: frame.setUInt16(UInt16(truncatingIfNeeded: frame.byteCount - network - IPv6View.length), at: network + 4)
    }
    let field: Int
    if `protocol` == .tcp {
      finishTCP(index, in: &frame)
      field = transport + SegmentationPlan.tcpChecksum
    } else {
      frame.setUInt16(UInt16(truncatingIfNeeded: segmentLength), at: transport + 4)
      field = transport + SegmentationPlan.udpChecksum
    }
    guard var sum = pseudoHeader else { return }
    frame.setUInt16(0, at: field)
    sum.add(UInt16(truncatingIfNeeded: segmentLength))
    sum.add(frame.bytes.extracting(droppingFirst: transport))
    let value = sum.value
    frame.setUInt16(value == 0 && `protocol` == .udp ? 0xffff : value, at: field)
  }

  private func finishIPv4(_ index: Int, in frame: inout MutableRawSpan) {
    let identification = frame.bytes.uint16(at: network + 4) &+ UInt16(truncatingIfNeeded: index)
    frame.setUInt16(UInt16(truncatingIfNeeded: frame.byteCount - network), at: network + 2)
    frame.setUInt16(identification, at: network + 4)
    IPv4Rewriting.completeChecksum(in: &frame, at: network)
  }

  private func finishTCP(_ index: Int, in frame: inout MutableRawSpan) {
    let sequence = frame.bytes.uint32(at: transport + 4)
    frame.setUInt32(sequence &+ UInt32(truncatingIfNeeded: index * segmentSize), at: transport + 4)
    var flags = TCPFlags(rawValue: frame.bytes.octet(at: transport + 13))
    if index > 0 { flags.remove(.cwr) }
    if index < count - 1 { flags.subtract([.fin, .psh]) }
    frame.setOctet(flags.rawValue, at: transport + 13)
  }
}
