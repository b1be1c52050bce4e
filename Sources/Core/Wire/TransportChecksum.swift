/// The checksums of TCP, UDP, ICMP and ICMPv6 in a whole IP datagram of either version.
///
/// `offset` is where the IP header begins; the segment ends where the header says, not where the bytes do. Nothing is
/// written where the datagram is cut off, is a fragment, or has another protocol.
public enum TransportChecksum {
  /// Computes the checksum of the segment and writes it. False where there is none to compute.
  @discardableResult
  public static func complete(in bytes: inout MutableRawSpan, at offset: Int) -> Bool {
    guard let site = Site(bytes.bytes, at: offset) else { return false }
    if bytes.bytes.uint16(at: site.field) != 0 { bytes.setUInt16(0, at: site.field) }
    var sum = site.pseudoHeader
    sum.add(bytes.bytes.extracting(site.segment))
    bytes.setUInt16(site.wireValue(sum), at: site.field)
    return true
  }

  /// Writes the folded sum of the pseudo-header, for ``finish(in:at:)`` or a device to add the segment to. False where
  /// there is no checksum.
  @discardableResult
  public static func prepare(in bytes: inout MutableRawSpan, at offset: Int) -> Bool {
    guard let site = Site(bytes.bytes, at: offset) else { return false }
    bytes.setUInt16(site.pseudoHeader.folded, at: site.field)
    return true
  }

  /// Makes a ``ChecksumState/partial`` checksum complete. False where there is none.
  @discardableResult
  public static func finish(in bytes: inout MutableRawSpan, at offset: Int) -> Bool {
    guard let site = Site(bytes.bytes, at: offset) else { return false }
    var sum = InternetChecksum()
    sum.add(bytes.bytes.extracting(site.segment))
    bytes.setUInt16(site.wireValue(sum), at: site.field)
    return true
  }

  /// True where the checksum of the datagram at the front of `bytes` is right, or UDP over IPv4 has none; `nil` where
  /// there is nothing to check.
  public static func isValid(_ bytes: RawSpan) -> Bool? {
    guard let site = Site(bytes, at: 0) else { return nil }
    if site.proto == .udp, bytes.uint16(at: site.field) == 0 { return bytes.octet(at: 0) >> 4 == 4 }
    var sum = site.pseudoHeader
    sum.add(bytes.extracting(site.segment))
    return sum.folded == 0xffff
  }

  /// Where a datagram's transport checksum is and what it covers.
  private struct Site {
    let proto: IPProtocol
    var pseudoHeader: InternetChecksum
    let segment: Range<Int>
    let field: Int

    init?(_ bytes: RawSpan, at offset: Int) {
      guard bytes.holds(1, at: offset) else { return nil }
      let datagram = bytes.extracting(droppingFirst: offset)
      if let view = IPv4View(datagram) {
        guard let segment = Site.segment(view.upperLayer, in: view.bytes) else { return nil }
        proto = view.protocol
        pseudoHeader = InternetChecksum(
          pseudoHeader: view.source, view.destination, protocol: proto, length: segment.count)
        self.segment = offset + segment.lowerBound..<offset + segment.upperBound
      } else if let view = IPv6View(datagram), let upper = view.upperLayer {
        guard let segment = Site.segment(upper, in: view.bytes) else { return nil }
        proto = upper.protocol
        pseudoHeader = InternetChecksum(
          pseudoHeader: view.source, view.destination, protocol: proto, length: segment.count)
        self.segment = offset + segment.lowerBound..<offset + segment.upperBound
      } else {
        return nil
      }
      if !proto.hasPseudoHeader { pseudoHeader = InternetChecksum() }
      field = segment.lowerBound + (proto.checksumOffset ?? 0)
    }

    /// What the checksum covers: all that follows the IP header, for UDP what its length says. `nil` where there is no
    /// checksum.
    static func segment(_ upper: UpperLayer, in datagram: RawSpan) -> Range<Int>? {
      guard !upper.isFragment, let position = upper.protocol.checksumOffset,
        datagram.holds(position + 2, at: upper.offset)
      else { return nil }
      guard upper.protocol == .udp else { return upper.offset..<datagram.byteCount }
      let length = Int(datagram.uint16(at: upper.offset + 4))
      guard length >= UDPView.length, datagram.holds(length, at: upper.offset) else { return nil }
      return upper.offset..<upper.offset + length
    }

    /// The checksum as it is written: UDP's 0 means "none", so a sum that comes out as 0 is 0xffff (RFC 768).
    func wireValue(_ sum: InternetChecksum) -> UInt16 {
      let value = sum.value
      return proto == .udp && value == 0 ? 0xffff : value
    }
  }
}
