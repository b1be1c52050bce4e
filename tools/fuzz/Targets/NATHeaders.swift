// needs: Sources/Core/Wire ./Sources/Elements/Middleboxes/Headers
import Wire

// The folder of the NAT that reads and rewrites headers is compiled into the target, by way of its leading dot: the rest
// of the module needs packages.

/// What a NAT does to a datagram, and to the datagram that an ICMP error quotes.
func violation(in bytes: RawSpan) -> String? { rewritingViolation(bytes) ?? quoteViolation(bytes) }

private let inside = IPv4Endpoint(IPv4Address(10, 1, 0, 10), 0x1234)
private let outside = IPv4Endpoint(IPv4Address(198, 51, 100, 2), 0xfedc)

/// Rewriting one end keeps right checksums right and wrong ones wrong, changes nothing else, and can be undone.
private func rewritingViolation(_ bytes: RawSpan) -> String? {
  guard let view = IPv4View(bytes), view.fragmentOffset == 0 else { return nil }
  let room = view.totalLength - view.headerLength
  let proto = view.protocol
  guard proto == .tcp && room >= 20 || proto == .udp && room >= 8 || proto == .icmp && room >= 8 else { return nil }
  let place = HeaderPlace(network: 0, transport: view.headerLength, proto: proto, end: view.totalLength)
  let datagram = octets(view.bytes)
  // A message of zeros alone has the other of the two zeros of one's complement as its sum, which an update turns round.
  if datagram[view.headerLength...].allSatisfy({ $0 == 0 }) { return nil }
  for end in [PacketEnd.source, .destination] {
    var changed = datagram
    changed.withMutableBytes { HeaderRewriting.setEnd(end, to: outside, in: &$0, at: place) }
    let after = changed.span.bytes
    if IPv4View(after)?.isChecksumValid != view.isChecksumValid { return "the header's checksum has changed sides" }
    if TransportChecksum.isValid(after) != TransportChecksum.isValid(view.bytes) {
      return "the transport's checksum has changed sides"
    }
    let checksum = view.headerLength + (proto.checksumOffset ?? 0)
    let port = view.headerLength + (proto == .icmp ? 4 : end.portOffset)
    let touched = [end.addressOffset, end.addressOffset + 2, 10, checksum, port]
    for index in datagram.indices where datagram[index] != changed[index] && !touched.contains(index & ~1) {
      return "octet \(index) has changed"
    }
  }
  return nil
}

/// An error whose quote was rewritten is read again as what was written, with right checksums.
private func quoteViolation(_ bytes: RawSpan) -> String? {
  guard let view = IPv4View(bytes), view.protocol == .icmp else { return nil }
  let start = view.headerLength
  guard case .flow(let quoted) = QuotedFlow.read(view.bytes, from: start) else { return nil }
  var datagram = octets(view.bytes)
  datagram.withMutableBytes { bytes in
    HeaderRewriting.setEnd(.source, to: inside, in: &bytes, at: quoted.place)
    HeaderRewriting.setEnd(.destination, to: outside, in: &bytes, at: quoted.place)
    TransportChecksum.complete(in: &bytes, at: 0)
  }
  // An outer fragment has no checksum that could be completed.
  if view.isFragment { return nil }
  guard case .flow(let read) = QuotedFlow.read(datagram.span.bytes, from: start) else { return "the error is lost" }
  if read.source.address != inside.address || read.destination.address != outside.address {
    return "the quoted addresses are not those written"
  }
  if quoted.place.proto != .icmp, read.source.port != inside.port || read.destination.port != outside.port {
    return "the quoted ports are not those written"
  }
  return nil
}

private func octets(_ bytes: RawSpan) -> [UInt8] { (0..<bytes.byteCount).map { bytes.octet(at: $0) } }

/// Datagrams of each kind, and errors that quote them whole and cut off.
let seeds: [[UInt8]] = {
  let (near, far) = (MACAddress(bits: 0x02_0000_000001), MACAddress(bits: 0x02_0000_000002))
  let web = IPv4Address(203, 0, 113, 80)
  let path = FramePath(from: near, to: far, source: outside.address, destination: web)
  let frames = [
    EthernetFrame.tcp(path, TCPHeader(sourcePort: 5000, destinationPort: 80, flags: .syn), payload: [1, 2, 3]),
    EthernetFrame.udp(path, sourcePort: 5000, destinationPort: 53, payload: [1, 2, 3]),
    EthernetFrame.icmpEcho(path, identifier: 9, payload: [1, 2, 3]),
  ]
  let errors = frames.flatMap { frame in
    [28, 60].map { length in
      EthernetFrame.icmpv4(path.reversed, .timeExceeded(code: 0), body: Array(frame.dropFirst(14).prefix(length)))
    }
  }
  return (frames + errors).map { Array($0.dropFirst(14)) }
}()
