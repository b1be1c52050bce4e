public import Dataplane
public import Wire

extension TCPEndpoints {
  /// Begins a probe; its outcome comes by ``takeOutcomes()`` under `id`. `mtu`: of the interface towards the destination,
  /// octets; `pathMTU`: where the path is known to take less.
  public mutating func start(
    _ probe: TCPProbe, id: UInt64, from source: IPAddress, mtu: Int, pathMTU: Int? = nil, at now: Instant
  ) {
    let client = TCPClient(probe, id: id, at: now)
    guard index.count < TCPEndpoints.connectionsMax,
      let key = unusedKey(from: source, to: probe.destination, port: probe.port),
      key.local.version == key.remote.version
    else {
      outcomes.append((id, TCPOutcome(.rejected(Rejection(.noRoute)))))
      return
    }
    let connection = TCPConnection(
      from: key.localPort, to: key.remotePort, initialSequence: initialSequence(key, at: now),
      path: TCPPath(source.version, mtu: mtu, pathMTU: pathMTU), settings: settings, at: now)
    counters.opened &+= 1
    settle(insert(Endpoint(key: key, connection: connection, user: .client(client))), at: now)
  }

  /// Ends a probe before its time; there is no outcome then.
  public mutating func cancel(id: UInt64, at now: Instant) {
    for slot in slots.indices {
      guard case .client(let client)? = slots[slot]?.user, client.id == id else { continue }
      slots[slot]?.user = .nobody
      slots[slot]?.connection.abort()
      settle(slot, at: now)
    }
  }

  /// A connection from an ephemeral port that none has now: a walk over all of them that begins where the destination
  /// and the seed say (RFC 6056, 3.3.3).
  private mutating func unusedKey(from source: IPAddress, to destination: IPAddress, port: UInt16) -> ConnectionKey? {
    var key = ConnectionKey(local: source, remote: destination, localPort: 0, remotePort: port)
    let ports = TCPEndpoints.ephemeralPorts
    let base = key.mixed(with: secret)
    for step in 0..<ports.count {
      let offset = (base >> 1) &+ UInt64(portOffset) &+ UInt64(step)
      key.localPort = ports.lowerBound + UInt16(offset % UInt64(ports.count))
      if index[key] == nil, timeWaits[key] == nil {
        portOffset &+= UInt16(truncatingIfNeeded: step + 1)
        return key
      }
    }
    return nil
  }

  /// RFC 9293, 3.4.1: a clock of 4 µs, and what follows from the connection and the seed.
  func initialSequence(_ key: ConnectionKey, at now: Instant) -> UInt32 {
    UInt32(truncatingIfNeeded: now.nanoseconds / 4_000) &+ UInt32(truncatingIfNeeded: key.mixed(with: ~secret))
  }
}
