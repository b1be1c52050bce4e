public import Buffers
public import Dataplane
import Wire

/// Telling senders that their packets went no further.
extension ForwardingPlane {
  /// Octets of an ICMP error of IPv4, its IP header included (RFC 1812, 4.3.2.3).
  static var errorLengthMax4: Int { 576 }
  /// Octets of an ICMPv6 error, its IP header included: what every link carries (RFC 4443, 2.4 (c)).
  static var errorLengthMax6: Int { 1280 }

  /// Drops a packet for `reason`, and tells its sender why, where that is allowed and the packet is not the router's own
  /// (`ingress` is `nil`).
  public mutating func refuse(
    _ packet: consuming Packet, _ headers: IPHeaders, _ error: ICMPError, _ reason: DropReason, from ingress: Int?,
    _ context: ElementContext
  ) {
    if ingress != nil && ICMPErrorPolicy.permits(error, about: packet, headers) {
      if !errorBudget.take(at: context.now) {
        suppressedErrors &+= 1
        if packet.traceID != 0 { context.note(packet, "no ICMP error: too many of late") }
      } else if let message = makeError(error, about: packet, headers, context) {
        if packet.traceID != 0 { context.note(packet, "answers \(headers.source): \(error)") }
        originated.append(message)
      }
    }
    context.drop(packet, reason)
  }

  private mutating func makeError(
    _ error: ICMPError, about packet: borrowing Packet, _ headers: IPHeaders, _ context: ElementContext
  ) -> Packet? {
    let scope = Int(packet.arrivalPort)
    switch (headers.source, headers.destination) {
    case (.v4(let source), .v4(let destination)):
      guard let message = error.v4, let own = errorSource(to: source, about: destination, scope: scope) else {
        return nil
      }
      return makeError4(message, from: own, to: source, about: packet, headers, context)
    case (.v6(let source), .v6(let destination)):
      let own = errorSource(to: source, about: destination, scope: scope)
      guard let own, let message = error.v6(nextHeaderOffset: nextHeaderOffset(packet)) else { return nil }
      return makeError6(message, from: own, to: source, about: packet, headers, context)
    default: return nil
    }
  }

  private mutating func makeError4(
    _ message: ICMPv4Message, from source: IPv4Address, to destination: IPv4Address, about packet: borrowing Packet,
    _ headers: IPHeaders, _ context: ElementContext
  ) -> Packet? {
    let room = ForwardingPlane.errorLengthMax4 - IPv4View.minimumLength - ICMPv4View.length
    let quoted = min(headers.length, room)
    let length = IPv4View.minimumLength + ICMPv4View.length
    guard var error = ForwardingPlane.makePacket(.ipv4, length: length, because: packet, context) else { return nil }
    // Errors go before ordinary traffic: precedence 6, internetwork control (RFC 1812, 4.3.2.5).
    let header = IPv4Header(
      source: source, destination: destination, protocol: .icmp, payloadLength: ICMPv4View.length + quoted,
      ttl: ForwardingPlane.defaultTimeToLive, trafficClass: TrafficClass(dscp: 48),
      identification: makeIdentification())
    var bytes = error.mutableBytes
    header.write(to: &bytes, at: IPHeaders.offset)
    message.write(to: &bytes, at: IPHeaders.offset + IPv4View.minimumLength)
    return ForwardingPlane.finish(&error, quoting: packet, quoted) ? consume error : nil
  }

  private func makeError6(
    _ message: ICMPv6Message, from source: IPv6Address, to destination: IPv6Address, about packet: borrowing Packet,
    _ headers: IPHeaders, _ context: ElementContext
  ) -> Packet? {
    let room = ForwardingPlane.errorLengthMax6 - IPv6View.length - ICMPv6View.length
    let quoted = min(headers.length, room)
    let length = IPv6View.length + ICMPv6View.length
    guard var error = ForwardingPlane.makePacket(.ipv6, length: length, because: packet, context) else { return nil }
    let header = IPv6Header(
      source: source, destination: destination, nextHeader: .icmpv6, payloadLength: ICMPv6View.length + quoted,
      hopLimit: ForwardingPlane.defaultTimeToLive)
    var bytes = error.mutableBytes
    header.write(to: &bytes, at: IPHeaders.offset)
    message.write(to: &bytes, at: IPHeaders.offset + IPv6View.length)
    return ForwardingPlane.finish(&error, quoting: packet, quoted) ? consume error : nil
  }

  /// Puts the beginning of the refused datagram behind the message, and the checksum in front of it.
  private static func finish(_ error: inout Packet, quoting packet: borrowing Packet, _ length: Int) -> Bool {
    let end = IPHeaders.offset + length
    guard packet.count >= end, error.append(packet.bytes.extracting(IPHeaders.offset..<end)) else { return false }
    var bytes = error.mutableBytes
    return TransportChecksum.complete(in: &bytes, at: IPHeaders.offset)
  }

  /// The router's address that an error comes from: the one that the packet was sent to, else that of the port by which
  /// the error will leave (RFC 1812, 4.3.2.4; RFC 1122, 3.2.1.3), else that of the port by which the packet came.
  private func errorSource(to sender: IPv4Address, about destination: IPv4Address, scope: Int) -> IPv4Address? {
    if routes.nextHop(of: .v4(IPv4Prefix(host: destination)))?.kind == .local { return destination }
    if let hop = routes.lookup(.v4(sender)), let own = addresses[hop.port].source(towards: sender) { return own }
    return addresses.indices.contains(scope) ? addresses[scope].source(towards: sender) : nil
  }

  /// As for IPv4 (RFC 4443, 2.2).
  private func errorSource(to sender: IPv6Address, about destination: IPv6Address, scope: Int) -> IPv6Address? {
    if routes.nextHop(of: .v6(IPv6Prefix(host: destination)))?.kind == .local { return destination }
    if addresses.indices.contains(scope), addresses[scope].owns(destination) { return destination }
    if !sender.isLinkLocal, let hop = routes.lookup(.v6(sender)) { return addresses[hop.port].source(towards: sender) }
    return addresses.indices.contains(scope) ? addresses[scope].source(towards: sender) : nil
  }

  /// Where the octet is that names the datagram's upper layer, from the start of the IPv6 header.
  private func nextHeaderOffset(_ packet: borrowing Packet) -> Int {
    guard let frame = EthernetView(packet.bytes), let view = IPv6View(frame.payload) else { return 0 }
    var cursor = IPv6ExtensionCursor(view)
    while cursor.next() != nil {}
    return cursor.nextHeaderOffset
  }
}
