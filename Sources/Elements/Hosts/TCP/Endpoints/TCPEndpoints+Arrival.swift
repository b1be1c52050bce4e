public import Dataplane
public import Wire

extension TCPEndpoints {
  /// Takes a segment whose checksum was right, for one of the host's own addresses. `mtu`: of the interface that it came
  /// by, octets.
  public mutating func receive(
    _ segment: TCPSegment, from source: IPAddress, to destination: IPAddress, mtu: Int, at now: Instant
  ) {
    counters.segmentsIn &+= 1
    // Nothing is said to all (RFC 9293, 3.9.2.3).
    guard !source.isMulticast, !destination.isMulticast, !source.isUnspecified else { return }
    let key = ConnectionKey(
      local: destination, remote: source, localPort: segment.header.destinationPort,
      remotePort: segment.header.sourcePort)
    if let slot = index[key] {
      slots[slot]?.connection.receive(segment, at: now)
      settle(slot, at: now)
    } else if let wait = timeWaits[key] {
      receive(segment, wait, key, mtu: mtu, at: now)
    } else {
      accept(segment, key, mtu: mtu, after: nil, at: now)
    }
    tidy()
  }

  private mutating func receive(
    _ segment: TCPSegment, _ wait: TCPTimeWait, _ key: ConnectionKey, mtu: Int, at now: Instant
  ) {
    switch wait.receive(segment, at: now) {
    case .ignore: break
    case .acknowledge: send(wait.acknowledgement(at: now), key)
    case .restart:
      timeWaits.extend(key, until: now + settings.timeWait)
      send(wait.acknowledgement(at: now), key)
    case .end: timeWaits.remove(key)
    case .reopen(let sequence):
      guard listeners[key.localPort] != nil else {
        send(wait.acknowledgement(at: now), key)
        return
      }
      timeWaits.remove(key)
      accept(segment, key, mtu: mtu, after: sequence, at: now)
    }
  }

  /// A segment of no connection that is known (RFC 9293, 3.10.7.1 and 3.10.7.2).
  private mutating func accept(
    _ segment: TCPSegment, _ key: ConnectionKey, mtu: Int, after sequence: UInt32?, at now: Instant
  ) {
    let flags = segment.header.flags
    guard let listener = listeners[key.localPort], flags.isDisjoint(with: [.ack, .rst]), flags.contains(.syn) else {
      guard let refusal = segment.refusal else { return }
      counters.refused &+= 1
      send(refusal, key)
      return
    }
    guard listener.openingCount < TCPEndpoints.backlogMax, index.count < TCPEndpoints.connectionsMax else {
      counters.overflowed &+= 1
      return
    }
    let initial = sequence ?? initialSequence(key, at: now)
    guard
      let connection = TCPConnection(
        accepting: segment, initialSequence: initial, path: TCPPath(key.local.version, mtu: mtu), settings: settings,
        at: now)
    else { return }
    listeners[key.localPort]?.openingCount += 1
    counters.accepted &+= 1
    let server = StreamServer(listener.makeResponder())
    let slot = insert(Endpoint(key: key, connection: connection, user: .server(server), isOpening: true))
    settle(slot, at: now)
  }

  /// An ICMP error has come that quotes a segment of this host: its ports and its sequence number. `rejection` says
  /// what it was; ``Rejection/Cause/packetTooBig(mtu:)`` makes the connection send shorter segments.
  public mutating func receiveError(
    _ rejection: Rejection, quoting ports: (source: UInt16, destination: UInt16), sequence: UInt32,
    from local: IPAddress, to remote: IPAddress, at now: Instant
  ) {
    let key = ConnectionKey(local: local, remote: remote, localPort: ports.source, remotePort: ports.destination)
    guard let slot = index[key] else { return }
    slots[slot]?.connection.rejected(rejection, sequence: sequence, at: now)
    settle(slot, at: now)
  }

  /// The host itself could not reach `destination`: connections to it that are being opened fail, and the others hear of
  /// it only where it is about the length of packets.
  public mutating func rejected(_ rejection: Rejection, destination: IPAddress, at now: Instant) {
    for slot in slots.indices where slots[slot]?.key.remote == destination {
      slots[slot]?.connection.rejected(rejection, sequence: nil, at: now)
      settle(slot, at: now)
    }
  }

  /// The path to `destination` takes packets of `mtu` octets, as another protocol found out.
  public mutating func pathMTUChanged(to mtu: Int, destination: IPAddress, at now: Instant) {
    rejected(Rejection(.packetTooBig(mtu: mtu)), destination: destination, at: now)
  }
}
