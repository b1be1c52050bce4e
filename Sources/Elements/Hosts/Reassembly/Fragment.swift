import Buffers
import Routing
import Wire

/// Where a piece belongs: what a host reads of a fragment of either version.
struct Fragment: Sendable, Hashable {
  /// What the fragments of one datagram have in common (RFC 791, 3.2; RFC 8200, 4.5).
  struct Key: Sendable, Hashable {
    var source: IPAddress
    var destination: IPAddress
    /// For IPv4 a part of the key; none for IPv6.
    var proto: IPProtocol
    var identification: UInt32
  }

  let key: Key
  /// The octets of the datagram's payload that the fragment has.
  let range: Range<Int>
  /// True where more follow.
  let hasMore: Bool
  /// Octets of the packet in front of the payload that the whole datagram keeps; for IPv6 without the fragment header.
  let headLength: Int
  /// Octets of the packet in front of the payload.
  let payloadOffset: Int
  /// For IPv6, where the packet says what follows the head; 0 for IPv4.
  let nextHeaderOffset: Int
  /// For IPv6, what follows the head in the whole datagram.
  let nextHeader: IPProtocol

  /// Reads the fragment in `packet`; `nil` where it is none.
  init?(_ packet: borrowing Packet) {
    guard let frame = EthernetView(packet.bytes) else { return nil }
    if let view = IPv4View(frame.payload) {
      key = Key(
        source: .v4(view.source), destination: .v4(view.destination), proto: view.protocol,
        identification: UInt32(view.identification))
      headLength = IPHeaders.offset + view.headerLength
      payloadOffset = headLength
      range = view.fragmentOffset..<view.fragmentOffset + view.totalLength - view.headerLength
      hasMore = view.moreFragments
      (nextHeaderOffset, nextHeader) = (0, view.protocol)
      return
    }
    guard let view = IPv6View(frame.payload) else { return nil }
    var cursor = IPv6ExtensionCursor(view)
    var pointer = cursor.nextHeaderOffset
    while let header = cursor.next() {
      if header.kind == .fragment, let fragment = IPv6FragmentHeader(view.bytes, at: header.offset) {
        key = Key(
          source: .v6(view.source), destination: .v6(view.destination), proto: .fragment,
          identification: fragment.identification)
        headLength = IPHeaders.offset + header.offset
        payloadOffset = headLength + header.length
        let length = view.bytes.byteCount - header.offset - header.length
        range = fragment.fragmentOffset..<fragment.fragmentOffset + length
        hasMore = fragment.moreFragments
        (nextHeaderOffset, nextHeader) = (IPHeaders.offset + pointer, fragment.nextHeader)
        return
      }
      pointer = cursor.nextHeaderOffset
    }
    return nil
  }

  /// The version of the protocol.
  var version: IPVersion { key.source.version }
}
