/// Changes of a TCP, UDP or ICMP header in place. `offset` is where the IP header of either version begins in `bytes`.
/// All return false, and change nothing, where there is no such header whole: a later fragment, another protocol.
public enum TransportRewriting {
  /// Sets the ports that are not `nil` of TCP or UDP, and corrects the checksum where it is there: a quoted datagram
  /// may end before it.
  @discardableResult
  public static func setPorts(
    source: UInt16? = nil, destination: UInt16? = nil, in bytes: inout MutableRawSpan, at offset: Int,
    checksum: ChecksumState = .complete
  ) -> Bool {
    guard let site = Site(bytes.bytes, at: offset), site.proto == .tcp || site.proto == .udp, site.count >= 4,
      let old = TransportPorts(bytes.bytes, at: site.start)
    else { return false }
    let transport = site.start
    var delta = ChecksumDelta()
    if let source {
      delta.replace(old.source, with: source)
      bytes.setUInt16(source, at: transport)
    }
    if let destination {
      delta.replace(old.destination, with: destination)
      bytes.setUInt16(destination, at: transport + 2)
    }
    // A partial checksum covers the ports only once it is finished.
    if checksum == .complete {
      adjustChecksum(of: site, by: delta, state: .complete, in: &bytes)
    }
    return true
  }

  /// Sets the identifier of an ICMP or ICMPv6 echo message, and corrects the checksum.
  @discardableResult
  public static func setEchoIdentifier(
    _ identifier: UInt16, in bytes: inout MutableRawSpan, at offset: Int
  ) -> Bool {
    guard let site = Site(bytes.bytes, at: offset), site.count >= ICMPv4View.length else { return false }
    let transport = site.start
    switch (site.proto, bytes.bytes.octet(at: transport)) {
    case (.icmp, ICMPv4Type.echoRequest.rawValue), (.icmp, ICMPv4Type.echoReply.rawValue),
      (.icmpv6, ICMPv6Type.echoRequest.rawValue), (.icmpv6, ICMPv6Type.echoReply.rawValue):
      var delta = ChecksumDelta()
      delta.replace(bytes.bytes.uint16(at: transport + 4), with: identifier)
      bytes.setUInt16(identifier, at: transport + 4)
      adjustChecksum(of: site, by: delta, state: .complete, in: &bytes)
      return true
    default: return false
    }
  }

  /// Corrects the checksum of a transport header, where the field is inside the datagram. UDP's 0, "no checksum",
  /// stays, and a sum that comes out as 0 becomes 0xffff (RFC 768).
  static func adjustChecksum(
    of site: Site, by delta: ChecksumDelta, state: ChecksumState, in bytes: inout MutableRawSpan
  ) {
    guard let position = site.proto.checksumOffset, site.count >= position + 2 else { return }
    let old = bytes.bytes.uint16(at: site.start + position)
    switch state {
    case .partial: bytes.setUInt16(delta.applied(toSum: old), at: site.start + position)
    case .complete:
      if site.proto == .udp, old == 0 { return }
      let new = delta.applied(to: old)
      bytes.setUInt16(site.proto == .udp && new == 0 ? 0xffff : new, at: site.start + position)
    }
  }

  /// Where a datagram's transport header is: a whole datagram, its first fragment, or one whose end is cut off.
  struct Site {
    /// The protocol of the header.
    let proto: IPProtocol
    /// Where the header begins in the bytes.
    let start: Int
    /// Octets from there to the end of the datagram, or of the bytes where it is cut off. What pads the frame does not
    /// count.
    let count: Int

    /// Finds the header of the datagram of either version at `offset`; `nil` where there is none.
    init?(_ bytes: RawSpan, at offset: Int) {
      guard bytes.holds(1, at: offset) else { return nil }
      let datagram = bytes.extracting(droppingFirst: offset)
      let upper: UpperLayer
      let end: Int
      if let view = IPv4View(quoted: datagram) {
        (upper, end) = (view.upperLayer, view.bytes.byteCount)
      } else if let view = IPv6View(quoted: datagram), let found = view.upperLayer {
        (upper, end) = (found, view.bytes.byteCount)
      } else {
        return nil
      }
      guard upper.hasTransportHeader else { return nil }
      proto = upper.protocol
      start = offset + upper.offset
      count = end - upper.offset
    }
  }
}
