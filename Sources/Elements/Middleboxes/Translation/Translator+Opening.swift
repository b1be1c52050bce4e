import Buffers
import ConnectionTracking
import Dataplane
import Wire

/// First packets: mappings and connections come into being, or do not.
extension Translator {
  /// A packet from inside that belongs to no connection.
  mutating func openOutbound(_ flow: Flow, _ packet: borrowing Packet, _ context: ElementContext) -> Resolution {
    let source = flow.source
    guard !policy.isOutsideAddress(source.address) else { return .drop(.martian) }
    guard flow.isOpening else {
      context.note(packet, "no connection \(flow.tuple), and the packet opens none")
      return .drop(.noMapping)
    }
    guard !connections.isFull else { return .drop(.connectionTableFull) }
    let remote = policy.masked(flow.destination)
    let mapping: Int
    if let known = findMapping(flow.proto, inside: source, remote: remote) {
      mapping = known
    } else {
      guard mappings.count - forwardPlaces.count < policy.mappingsMax else { return .drop(.connectionTableFull) }
      guard let new = makeMapping(flow.proto, inside: source, remote: remote, context) else {
        context.note(packet, "no port left for \(flow.proto.lowercased) \(source)")
        return .drop(.portsExhausted)
      }
      mapping = new
    }
    let outside = mappings[mapping].outside
    let reply = ConnectionTuple(
      flow.proto, source: flow.destination.address, port: flow.destination.port, destination: outside.address,
      port: outside.port)
    return open(.original, mapping, original: flow.tuple, reply: reply, flow, context)
  }

  /// A packet from outside to an outside endpoint that belongs to no connection.
  mutating func openInbound(_ flow: Flow, _ packet: borrowing Packet, _ context: ElementContext) -> Resolution {
    guard let place = mappings.find(flow.proto, outside: flow.destination) else {
      switch unreached(flow, packet, context) {
      case .drop(let reason): return .drop(reason)
      case .untouched, .translated: return .router
      }
    }
    guard flow.isOpening else {
      context.note(packet, "no connection \(flow.tuple), and the packet opens none")
      return .drop(.noMapping)
    }
    guard mappings[place].isForward || admits(flow.source.address, mapping: place) else {
      context.note(packet, "\(describe(place)) does not admit \(flow.source) (\(policy.filtering.rawValue) filtering)")
      return .drop(.filtered)
    }
    guard !connections.isFull else { return .drop(.connectionTableFull) }
    let inside = mappings[place].inside
    let original = ConnectionTuple(
      flow.proto, source: inside.address, port: inside.port, destination: flow.source.address, port: flow.source.port)
    return open(.reply, place, original: original, reply: flow.tuple, flow, context)
  }

  /// A packet to an outside endpoint that no mapping has: a ping is for the router, the rest is for nobody. Nothing
  /// answers it (RFC 5382, REQ-4).
  func unreached(_ flow: Flow, _ packet: borrowing Packet, _ context: ElementContext) -> Step {
    if flow.proto == .icmp, flow.isOpening { return .untouched }
    context.note(packet, "no mapping has \(flow.proto.lowercased) \(flow.destination)")
    return .drop(.noMapping)
  }

  /// True where the mapping's filter lets an address in that has no connection with it (RFC 4787, 5).
  private func admits(_ remote: IPv4Address, mapping: Int) -> Bool {
    switch policy.filtering {
    case .endpointIndependent: true
    case .addressDependent: peers.contains(remote, of: mapping)
    case .addressAndPortDependent: false
    }
  }

  /// The mapping of an inside endpoint: a forward of it, or the one that its traffic has made.
  private func findMapping(_ proto: IPProtocol, inside: IPv4Endpoint, remote: IPv4Endpoint) -> Int? {
    if !forwards.isEmpty, let forward = mappings.find(proto, inside: inside, remote: .none) { return forward }
    return mappings.find(proto, inside: inside, remote: remote)
  }

  private mutating func makeMapping(
    _ proto: IPProtocol, inside: IPv4Endpoint, remote: IPv4Endpoint, _ context: ElementContext
  ) -> Int? {
    let index = policy.addressIndex(for: inside.address)
    let port = pools[poolIndex(proto, index)].assign(
      for: inside.port, in: policy.ports, keepsParity: policy.keepsParity && proto == .udp, random: context.random())
    guard let port else { return nil }
    let outside = IPv4Endpoint(policy.addresses[index], port)
    return mappings.insert(
      MappingRecord(
        proto: proto, inside: inside, outside: outside, remote: remote, isForward: false, servesInside: true))
  }

  /// Enters a connection for its first packet, which goes in `direction`.
  private mutating func open(
    _ direction: ConnectionDirection, _ mapping: Int, original: ConnectionTuple, reply: ConnectionTuple, _ flow: Flow,
    _ context: ElementContext
  ) -> Resolution {
    // Held for as long as connections past their deadline may be met and closed, which might end the mapping.
    mappings[mapping].holderCount += 1
    let place = enter(direction, mapping, original: original, reply: reply, flow.proto, now: context.now)
    if let place {
      account(ConnectionReference(index: place, direction: direction), flow.flags, now: context.now)
    }
    mappings[mapping].holderCount -= 1
    guard mappings[mapping].holderCount > 0 || mappings[mapping].isForward else {
      removeMapping(mapping)
      return .drop(place == nil ? .connectionTableFull : .noMapping)
    }
    guard let place else { return .drop(.connectionTableFull) }
    return .connection(place, isNew: true)
  }

  private mutating func enter(
    _ direction: ConnectionDirection, _ mapping: Int, original: ConnectionTuple, reply: ConnectionTuple,
    _ proto: IPProtocol, now: Instant
  ) -> Int? {
    let phase: ConnectionPhase = proto == .tcp ? .tcpOpening : proto == .udp ? .udp : .icmp
    // The inside may talk to the same remote endpoint by another mapping; what it sends goes by that one as long as it
    // is there.
    let twin = live(direction == .original ? reply : original, now: now)
    if direction == .original, let twin {
      return connections[twin.index].original == original && connections.claimOriginal(twin.index) ? twin.index : nil
    }
    guard mappings[mapping].connectionCount < policy.connectionsPerMappingMax,
      let place = connections.insert(
        original: original, reply: reply, isReplyOnly: twin != nil, attachment: UInt32(mapping), phase: phase, now: now)
    else { return nil }
    link(place, to: mapping)
    return place
  }
}
