import Dataplane

extension TCPEndpoints {
  /// Puts a connection into the table; its slot.
  mutating func insert(_ endpoint: Endpoint) -> Int {
    let slot: Int
    if let free = freeSlots.popLast() {
      slot = free
      slots[slot] = endpoint
    } else {
      slot = slots.count
      slots.append(endpoint)
    }
    index[endpoint.key] = slot
    return slot
  }

  /// Lets the user of a connection that something has happened to do its part, collects what is to be sent, and
  /// sets the connection's timer, or takes it out of the table where it has ended.
  mutating func settle(_ slot: Int, at now: Instant) {
    guard slots[slot] != nil else { return }
    let key = slots[slot]!.key
    carry(slot, at: now)
    flush(slot, key, at: now)
    if slots[slot]!.connection.state == .timeWait, case .nobody = slots[slot]!.user {
      let deadline = slots[slot]!.connection.lingerDeadline ?? now
      timeWaits.insert(TCPTimeWait(slots[slot]!.connection), for: key, until: deadline)
      remove(slot)
    } else if slots[slot]!.connection.state == .closed {
      remove(slot)
    } else {
      deadlines.set(slots[slot]!.nextDeadline, for: slot)
    }
  }

  private mutating func carry(_ slot: Int, at now: Instant) {
    let events = slots[slot]!.connection.takeEvents()
    if slots[slot]!.isOpening, !events.isDisjoint(with: [.opened, .failed, .closed]) {
      slots[slot]!.isOpening = false
      noteOpened(slots[slot]!.key)
    }
    // Taken out while it is changed, so that it is not copied.
    var user = Endpoint.User.nobody
    swap(&user, &slots[slot]!.user)
    switch user {
    case .nobody: break
    case .server(var server):
      if server.carry(&slots[slot]!.connection, at: now) { slots[slot]!.user = .server(server) }
    case .client(var client):
      if let outcome = client.carry(&slots[slot]!.connection, events, at: now) {
        outcomes.append((client.id, outcome))
      } else {
        slots[slot]!.user = .client(client)
      }
    }
  }

  private mutating func flush(_ slot: Int, _ key: ConnectionKey, at now: Instant) {
    while let segment = slots[slot]!.connection.nextSegment(at: now) { send(segment, key) }
  }

  private mutating func remove(_ slot: Int) {
    guard let endpoint = slots[slot] else { return }
    if endpoint.isOpening { noteOpened(endpoint.key) }
    deadlines.set(nil, for: slot)
    index[endpoint.key] = nil
    slots[slot] = nil
    freeSlots.append(slot)
  }

  /// A connection counts no longer as one that its listener is opening. The listener may be another by now.
  private mutating func noteOpened(_ key: ConnectionKey) {
    guard let count = listeners[key.localPort]?.openingCount, count > 0 else { return }
    listeners[key.localPort]?.openingCount = count - 1
  }

  /// Gives the memory of the tables back once they are empty.
  mutating func tidy() {
    guard index.isEmpty, !slots.isEmpty else { return }
    slots = []
    freeSlots = []
    index = [:]
    deadlines = DeadlineHeap()
  }

  mutating func send(_ segment: TCPSegment, _ key: ConnectionKey) {
    counters.segmentsOut &+= 1
    transmissions.append(TCPTransmission(from: key.local, to: key.remote, segment))
  }
}
