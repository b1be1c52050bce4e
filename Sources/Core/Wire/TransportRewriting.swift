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
    guard let upper = upperLayer(in: bytes.bytes, at: offset), upper.hasTransportHeader,
      upper.protocol == .tcp || upper.protocol == .udp,
      let old = TransportPorts(bytes.bytes, at: offset + upper.offset)
    else { return false }
    let transport = offset + upper.offset
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
      adjustChecksum(of: upper.protocol, by: delta, state: .complete, in: &bytes, at: transport)
    }
    return true
  }

  /// Sets the identifier of an ICMP or ICMPv6 echo message, and corrects the checksum.
  @discardableResult
  public static func setEchoIdentifier(
    _ identifier: UInt16, in bytes: inout MutableRawSpan, at offset: Int
  ) -> Bool {
    guard let upper = upperLayer(in: bytes.bytes, at: offset), upper.hasTransportHeader,
      bytes.holds(ICMPv4View.length, at: offset + upper.offset)
    else { return false }
    let transport = offset + upper.offset
    switch (upper.protocol, bytes.bytes.octet(at: transport)) {
    case (.icmp, ICMPv4Type.echoRequest.rawValue), (.icmp, ICMPv4Type.echoReply.rawValue),
      (.icmpv6, ICMPv6Type.echoRequest.rawValue), (.icmpv6, ICMPv6Type.echoReply.rawValue):
      var delta = ChecksumDelta()
      delta.replace(bytes.bytes.uint16(at: transport + 4), with: identifier)
      bytes.setUInt16(identifier, at: transport + 4)
      adjustChecksum(of: upper.protocol, by: delta, state: .complete, in: &bytes, at: transport)
      return true
    default: return false
    }
  }

  /// Corrects the checksum of the transport header at `transport`, where the field is inside `bytes`. UDP's 0, "no
  /// checksum", stays, and a sum that comes out as 0 becomes 0xffff (RFC 768).
  @usableFromInline
  static func adjustChecksum(
    of proto: IPProtocol, by delta: ChecksumDelta, state: ChecksumState, in bytes: inout MutableRawSpan,
    at transport: Int
  ) {
    guard let position = proto.checksumOffset, bytes.holds(2, at: transport + position) else { return }
    let old = bytes.bytes.uint16(at: transport + position)
    switch state {
    case .partial: bytes.setUInt16(delta.applied(toSum: old), at: transport + position)
    case .complete:
      if proto == .udp, old == 0 { return }
      let new = delta.applied(to: old)
      bytes.setUInt16(proto == .udp && new == 0 ? 0xffff : new, at: transport + position)
    }
  }

  /// What the datagram of either version at `offset` carries; it may be cut off behind its headers.
  static func upperLayer(in bytes: RawSpan, at offset: Int) -> UpperLayer? {
    guard bytes.holds(1, at: offset) else { return nil }
    let datagram = bytes.extracting(droppingFirst: offset)
    switch datagram.octet(at: 0) >> 4 {
    case 4: return IPv4View(quoted: datagram)?.upperLayer
    case 6: return IPv6View(quoted: datagram)?.upperLayer
    default: return nil
    }
  }
}
