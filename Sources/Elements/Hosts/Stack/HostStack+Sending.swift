import Buffers
import Dataplane
import Routing
import Wire

/// How a host's datagrams leave: route, source address, path MTU, fragments (RFC 1122, 3.3; RFC 8200, 5).
extension HostStack {
  /// The longest datagram of IPv4, and the longest payload of IPv6, octets.
  static let lengthMax = 65_535

  /// Sends a datagram whose payload of `length` octets is written by `write`, at the offset that it is given; a checksum
  /// in it is completed. Answers why it was not sent, or `nil`. A pool without a buffer loses it as a link would.
  mutating func send(
    _ outgoing: Outgoing, length: Int, _ context: ElementContext, write: (inout MutableRawSpan, Int) -> Void
  ) -> Rejection.Cause? {
    let reach = plane.reach(outgoing.destination, scope: outgoing.scope)
    guard reach != .none,
      let source = outgoing.source ?? plane.source(towards: outgoing.destination, by: reach)
    else { return .noRoute }
    let (limit, isFragmentable) = pathMTU(to: outgoing.destination, reach, context)
    let version = outgoing.destination.version
    let headerLength = version == .v4 ? IPv4View.minimumLength : IPv6View.length
    let whole = headerLength + length
    guard (version == .v4 ? whole : length) <= HostStack.lengthMax else {
      return .packetTooBig(mtu: HostStack.lengthMax)
    }
    let fits = whole <= limit
    if !fits && outgoing.fragmenting == .never { return .packetTooBig(mtu: limit) }
    guard var packet = ForwardingPlane.makeDatagram(version, length: whole, context) else {
      context.countDrop(.noBuffers)
      return nil
    }
    let isWhole =
      switch outgoing.fragmenting {
      case .never: true
      case .byPath: fits && !isFragmentable
      case .anywhere: false
      }
    let identification = isWhole ? 0 : plane.takeIdentification()
    var bytes = packet.mutableBytes
    switch (source, outgoing.destination) {
    case (.v4(let source), .v4(let destination)):
      IPv4Header(
        source: source, destination: destination, protocol: outgoing.proto, payloadLength: length,
        ttl: outgoing.timeToLive, identification: identification, dontFragment: isWhole
      ).write(to: &bytes, at: IPHeaders.offset)
    case (.v6(let source), .v6(let destination)):
      IPv6Header(
        source: source, destination: destination, nextHeader: outgoing.proto, payloadLength: length,
        hopLimit: outgoing.timeToLive
      ).write(to: &bytes, at: IPHeaders.offset)
    case (.v4, .v6), (.v6, .v4): return .noRoute
    }
    write(&bytes, IPHeaders.offset + headerLength)
    TransportChecksum.complete(in: &bytes, at: IPHeaders.offset)
    dispatch(packet, reach, limit: limit, fits: fits, context)
    return nil
  }

  /// Sends a datagram that is whole already: what the plane had to say.
  mutating func sendWhole(_ packet: consuming Packet, _ context: ElementContext) {
    guard let headers = IPHeaders(packet) else { return context.drop(packet, .malformed) }
    let reach = plane.reach(headers.destination, scope: Int(packet.arrivalPort))
    let (limit, _) = pathMTU(to: headers.destination, reach, context)
    dispatch(packet, reach, limit: limit, fits: headers.length <= limit, context)
  }

  /// What the path to `destination` carries, octets, and whether "don't fragment" makes no sense on it.
  func pathMTU(
    to destination: IPAddress, _ reach: ForwardingPlane.Reach, _ context: ElementContext
  ) -> (mtu: Int, isFragmentable: Bool) {
    guard case .link(let port, _) = reach else { return (Int.max, false) }
    let link = plane.interfaces[port].mtu
    guard let path = pathMTUs.entry(destination, at: context.now), path.mtu < link else { return (link, false) }
    return (path.mtu, path.mayFragment)
  }

  private mutating func dispatch(
    _ packet: consuming Packet, _ reach: ForwardingPlane.Reach, limit: Int, fits: Bool, _ context: ElementContext
  ) {
    switch reach {
    case .none: context.drop(packet, .noRoute)
    case .own: loop(packet, context)
    case .link(let port, let neighbour):
      if fits { return plane.send(packet, toStation: neighbour, on: port, context) }
      switch neighbour.version {
      case .v4: plane.sendFragments(packet, mtu: limit, toStation: neighbour, on: port, context)
      case .v6: sendFragmentsV6(packet, mtu: limit, toStation: neighbour, on: port, context)
      }
    }
  }

  /// Sends an IPv6 datagram without extension headers in fragments (RFC 8200, 4.5).
  private mutating func sendFragmentsV6(
    _ packet: consuming Packet, mtu: Int, toStation neighbour: IPAddress, on port: Int, _ context: ElementContext
  ) {
    let pieces = IPv6Pieces(payloadLength: packet.count - IPHeaders.offset - IPv6View.length, mtu: mtu)
    guard let pieces else { return context.drop(packet, .packetTooBig) }
    if packet.traceID != 0 { context.note(packet, "fragmented for an MTU of \(mtu)") }
    fragmentIdentification &+= 1
    for index in 0..<pieces.count {
      guard let piece = pieces.make(index, of: packet, fragmentIdentification) else {
        return context.drop(packet, .noBuffers)
      }
      plane.send(piece, toStation: neighbour, on: port, context)
    }
  }
}
