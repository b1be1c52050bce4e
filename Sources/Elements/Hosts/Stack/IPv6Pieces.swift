import Buffers
import Routing
import Wire

/// How an IPv6 datagram without extension headers is cut into fragments by its sender (RFC 8200, 4.5).
struct IPv6Pieces: Sendable {
  /// How many fragments there are.
  let count: Int
  private let payloadLength: Int
  private let pieceLength: Int

  /// Plans fragments of at most `mtu` octets; `nil` where a fragment would have no room for payload.
  init?(payloadLength: Int, mtu: Int) {
    self.payloadLength = payloadLength
    pieceLength = (mtu - IPv6View.length - IPv6FragmentHeader.length) & ~7
    guard pieceLength > 0, payloadLength > 0 else { return nil }
    count = (payloadLength + pieceLength - 1) / pieceLength
  }

  /// Fragment `index` of `packet`; `nil` where the pool is empty.
  func make(_ index: Int, of packet: borrowing Packet, _ identification: UInt32) -> Packet? {
    let headers = IPHeaders.offset + IPv6View.length
    let start = index * pieceLength
    let end = min(start + pieceLength, payloadLength)
    guard var piece = packet.allocateSibling(), piece.resize(to: headers + IPv6FragmentHeader.length) else {
      return nil
    }
    let source = packet.bytes
    var bytes = piece.mutableBytes
    bytes.setBytes(source.extracting(first: headers), at: 0)
    bytes.setUInt16(UInt16(truncatingIfNeeded: IPv6FragmentHeader.length + end - start), at: IPHeaders.offset + 4)
    bytes.setOctet(IPProtocol.fragment.rawValue, at: IPHeaders.offset + 6)
    IPv6FragmentHeader(
      nextHeader: IPProtocol(rawValue: source.octet(at: IPHeaders.offset + 6)), fragmentOffset: start,
      moreFragments: end < payloadLength, identification: identification
    ).write(to: &bytes, at: headers)
    guard piece.append(source.extracting(headers + start..<headers + end)) else { return nil }
    piece.arrivalPort = packet.arrivalPort
    piece.traceID = packet.traceID
    return piece
  }
}
