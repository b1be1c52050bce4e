import Buffers
import ConnectionTracking
import Dataplane
import Routing
import Wire

/// TCP, UDP and ICMP queries: one look-up for a packet of a known connection.
extension Translator {
  /// The connection that a packet belongs to.
  enum Resolution {
    /// It is at this place of the table.
    case connection(Int, isNew: Bool)
    /// The packet is for the router itself.
    case router
    /// There is none, and there will be none.
    case drop(DropReason)
  }

  /// From inside to outside: the source becomes an outside endpoint.
  @inline(__always)
  mutating func translateSource(
    _ packet: inout Packet, _ headers: inout IPHeaders, _ flow: Flow, _ context: ElementContext
  ) -> Step {
    switch resolveOutbound(flow, packet, context) {
    case .connection(let place, let isNew):
      context.note(packet, note(place, isNew: isNew))
      return write(&packet, &headers, source: outside(of: place), destination: nil, context)
    case .router: return .untouched
    case .drop(let reason): return .drop(reason)
    }
  }

  /// From outside to an outside address: the destination becomes an inside endpoint.
  @inline(__always)
  mutating func translateDestination(
    _ packet: inout Packet, _ headers: inout IPHeaders, _ flow: Flow, _ context: ElementContext
  ) -> Step {
    switch resolveInbound(flow, packet, context) {
    case .connection(let place, let isNew):
      context.note(packet, note(place, isNew: isNew))
      return write(&packet, &headers, source: nil, destination: inside(of: place), context)
    case .router: return .untouched
    case .drop(let reason): return .drop(reason)
    }
  }

  /// From inside to an outside address: both ends, so that either host sees the other's outside endpoint (RFC 4787, 6,
  /// "external source IP address and port").
  mutating func hairpin(
    _ packet: inout Packet, _ headers: inout IPHeaders, _ flow: Flow, _ context: ElementContext
  ) -> Step {
    // Nothing is opened for a packet that leads nowhere or to the router itself.
    if mappings.find(flow.proto, outside: flow.destination) == nil { return unreached(flow, packet, context) }
    var translated = flow
    switch resolveOutbound(flow, packet, context) {
    case .connection(let place, let isNew):
      context.note(packet, note(place, isNew: isNew))
      translated.source = outside(of: place)
    case .router: return .untouched
    case .drop(let reason): return .drop(reason)
    }
    switch resolveInbound(translated, packet, context) {
    case .connection(let place, let isNew):
      context.note(packet, "hairpin, " + note(place, isNew: isNew))
      return write(&packet, &headers, source: translated.source, destination: inside(of: place), context)
    case .router: return .untouched
    case .drop(let reason): return .drop(reason)
    }
  }

  @inline(__always)
  mutating func resolveOutbound(_ flow: Flow, _ packet: borrowing Packet, _ context: ElementContext) -> Resolution {
    if let found = live(flow.tuple, now: context.now) {
      guard found.direction == .original else { return .drop(.martian) }
      account(found, flow.flags, now: context.now)
      return .connection(found.index, isNew: false)
    }
    return openOutbound(flow, packet, context)
  }

  @inline(__always)
  mutating func resolveInbound(_ flow: Flow, _ packet: borrowing Packet, _ context: ElementContext) -> Resolution {
    if let found = live(flow.tuple, now: context.now) {
      guard found.direction == .reply else { return .drop(.martian) }
      account(found, flow.flags, now: context.now)
      return .connection(found.index, isNew: false)
    }
    return openInbound(flow, packet, context)
  }

  /// The connection of a packet, unless it is past its deadline; then it is forgotten at last.
  @inline(__always)
  mutating func live(_ tuple: ConnectionTuple, now: Instant) -> ConnectionReference? {
    guard let found = connections.find(tuple) else { return nil }
    if connections[found.index].deadline > now { return found }
    close(found.index)
    return nil
  }

  /// A packet of a connection passes: it is counted, and the timeout starts anew where it is one that counts.
  @inline(__always)
  mutating func account(_ found: ConnectionReference, _ flags: TCPFlags, now: Instant) {
    let place = found.index
    if found.direction == .original && connections[place].originalPackets == 0 { confirm(place) }
    connections[place].countPacket(found.direction)
    if connections[place].original.protocol == .tcp {
      let refreshes = connections[place].tcp.advance(flags, found.direction)
      if refreshes { connections.refresh(place, phase: connections[place].tcp.phase, now: now) }
    } else if found.direction == .original || policy.refreshesInbound {
      connections.refresh(place, phase: connections[place].phase, now: now)
    }
  }

  /// The endpoint that a connection's packets come from, as the outside sees it.
  @inline(__always)
  func outside(of place: Int) -> IPv4Endpoint {
    IPv4Endpoint(connections[place].reply.destinationIPv4, connections[place].reply.destinationPort)
  }

  /// The endpoint behind the NAT.
  @inline(__always)
  func inside(of place: Int) -> IPv4Endpoint {
    IPv4Endpoint(connections[place].original.sourceIPv4, connections[place].original.sourcePort)
  }

  /// Writes new ends into a packet and its headers, and remembers where the rest of a fragmented datagram goes.
  @inline(__always)
  mutating func write(
    _ packet: inout Packet, _ headers: inout IPHeaders, source: IPv4Endpoint?, destination: IPv4Endpoint?,
    _ context: ElementContext
  ) -> Step {
    if headers.upper.moreFragments, !remember(packet, headers, source, destination, context) { return .drop(.fragment) }
    guard packet.makeWritable() else { return .drop(.noBuffers) }
    let transport = headers.payloadOffset
    let isPartial = packet.offload.needsChecksum && Int(packet.offload.checksumStart) == transport
    let place = HeaderPlace(
      network: IPHeaders.offset, transport: transport, proto: headers.upper.protocol,
      checksum: isPartial ? .partial : .complete, end: IPHeaders.offset + headers.length)
    var bytes = packet.mutableBytes
    if let source {
      HeaderRewriting.setEnd(.source, to: source, in: &bytes, at: place)
      headers.source = .v4(source.address)
    }
    if let destination {
      HeaderRewriting.setEnd(.destination, to: destination, in: &bytes, at: place)
      headers.destination = .v4(destination.address)
    }
    return .translated
  }
}
