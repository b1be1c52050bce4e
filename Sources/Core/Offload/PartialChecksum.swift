public import Buffers
public import Wire

/// A checksum that the sender left to be finished: its field holds the folded sum of the pseudo-header, and everything
/// from `start` to the end of the packet is to be added (virtio 1.2, 5.1.6.2: `VIRTIO_NET_HDR_F_NEEDS_CSUM`).
public struct PartialChecksum: Hashable, Sendable {
  /// Offset of the first octet that the checksum covers.
  public let start: Int
  /// Offset of the 16-bit field, from the start of the packet.
  public let field: Int

  /// The checksum that `offload` asks for in a packet of `packetLength` octets; `nil` where it asks for none, or for one
  /// outside the packet.
  @inlinable
  public init?(_ offload: OffloadMetadata, packetLength: Int) {
    start = Int(offload.checksumStart)
    field = start + Int(offload.checksumOffset)
    guard offload.needsChecksum, field + 2 <= packetLength else { return nil }
  }

  /// Writes the checksum. `packet` is at least as long as was said when this was made.
  ///
  /// UDP's 0 means "no checksum", so a sum that comes out as 0 is written as 0xffff there (RFC 768); a field 6 octets
  /// behind the start is UDP's, for no other Internet checksum is there.
  @inlinable
  public func complete(in packet: inout MutableRawSpan) {
    let value = InternetChecksum.checksum(of: packet.bytes.extracting(droppingFirst: start))
    packet.setUInt16(value == 0 && field - start == PartialChecksum.udpOffset ? 0xffff : value, at: field)
  }

  /// Octets from the start of a UDP header to its checksum.
  @inlinable static var udpOffset: Int { 6 }
}
