import Wire

/// Which end of a packet is rewritten.
enum PacketEnd {
  /// Source address and source port.
  case source
  /// Destination address and destination port.
  case destination

  /// Where the address is, from the start of the IPv4 header (RFC 791, 3.1).
  @inline(__always) var addressOffset: Int { self == .source ? 12 : 16 }
  /// Where the port is, from the start of the TCP or UDP header.
  @inline(__always) var portOffset: Int { self == .source ? 0 : 2 }
}

/// Where in a packet an IPv4 header and what it carries are.
struct HeaderPlace {
  /// Offset of the IPv4 header.
  let network: Int
  /// Offset of the transport header; `nil` where there is none, as in a later fragment.
  let transport: Int?
  /// TCP, UDP or ICMP.
  let proto: IPProtocol
  /// What TCP's or UDP's checksum field holds.
  var checksum = ChecksumState.complete
  /// One past the last octet that belongs to the datagram, as far as it is there.
  let end: Int
}

/// Rewrites one end of a packet and corrects every checksum by the difference (RFC 1624), without a look at the rest.
enum HeaderRewriting {
  /// Writes `endpoint` as the packet's source or destination. The port of an ICMP query is its identifier.
  @inline(__always)
  static func setEnd(
    _ end: PacketEnd, to endpoint: IPv4Endpoint, in bytes: inout MutableRawSpan, at place: HeaderPlace
  ) {
    var delta = ChecksumDelta()
    let addressOffset = place.network + end.addressOffset
    delta.replace(bytes.bytes.ipv4Address(at: addressOffset), with: endpoint.address)
    bytes.setIPv4Address(endpoint.address, at: addressOffset)
    let header = place.network + 10
    bytes.setUInt16(delta.applied(to: bytes.bytes.uint16(at: header)), at: header)
    guard let transport = place.transport else { return }
    if place.proto == .icmp {
      setIdentifier(endpoint.port, in: &bytes, at: transport)
      return
    }
    let portOffset = transport + end.portOffset
    let port = bytes.bytes.uint16(at: portOffset)
    bytes.setUInt16(endpoint.port, at: portOffset)
    let field = transport + (place.proto == .tcp ? 16 : 6)
    guard field + 2 <= place.end else { return }
    let checksum = bytes.bytes.uint16(at: field)
    switch place.checksum {
    case .partial:
      // It covers the pseudo-header; the ports are added by whoever completes it.
      bytes.setUInt16(delta.applied(toSum: checksum), at: field)
    case .complete:
      if place.proto == .udp, checksum == 0 { return }
      delta.replace(port, with: endpoint.port)
      let new = delta.applied(to: checksum)
      bytes.setUInt16(place.proto == .udp && new == 0 ? 0xffff : new, at: field)
    }
  }

  /// Writes the identifier of an ICMP query; the checksum does not cover the addresses (RFC 792).
  @inline(__always)
  private static func setIdentifier(_ identifier: UInt16, in bytes: inout MutableRawSpan, at transport: Int) {
    var delta = ChecksumDelta()
    delta.replace(bytes.bytes.uint16(at: transport + 4), with: identifier)
    bytes.setUInt16(identifier, at: transport + 4)
    bytes.setUInt16(delta.applied(to: bytes.bytes.uint16(at: transport + 2)), at: transport + 2)
  }
}
