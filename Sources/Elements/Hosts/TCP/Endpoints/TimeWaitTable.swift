import Dataplane

/// A host's connections in TIME-WAIT, the oldest first.
struct TimeWaitTable: Sendable {
  private struct Record: Sendable {
    let wait: TCPTimeWait
    var deadline: Instant
    /// The deadline of the record's entry in the order; any other entry is an old one.
    var entry: Instant
  }

  private var records: [ConnectionKey: Record] = [:]
  /// Who ends when; one entry a record, whose deadline may have moved since.
  private var order: [(deadline: Instant, key: ConnectionKey)] = []
  private var start = 0

  var count: Int { records.count }
  var nextDeadline: Instant? { start < order.count ? order[start].deadline : nil }

  subscript(key: ConnectionKey) -> TCPTimeWait? { records[key]?.wait }

  mutating func insert(_ wait: TCPTimeWait, for key: ConnectionKey, until deadline: Instant) {
    if records.count >= TCPEndpoints.timeWaitsMax { removeOldest() }
    records[key] = Record(wait: wait, deadline: deadline, entry: deadline)
    order.append((deadline, key))
  }

  mutating func extend(_ key: ConnectionKey, until deadline: Instant) { records[key]?.deadline = deadline }

  mutating func remove(_ key: ConnectionKey) {
    records[key] = nil
    dropGone()
  }

  /// Ends those whose time has come.
  mutating func expire(at now: Instant) {
    while start < order.count, order[start].deadline <= now {
      let key = order[start].key
      if isCurrent(order[start]), let deadline = records[key]?.deadline {
        if deadline <= now {
          records[key] = nil
        } else {
          order.append((deadline, key))
          records[key]?.entry = deadline
        }
      }
      start += 1
    }
    dropGone()
  }

  private func isCurrent(_ entry: (deadline: Instant, key: ConnectionKey)) -> Bool {
    records[entry.key]?.entry == entry.deadline
  }

  private mutating func removeOldest() {
    dropGone()
    guard start < order.count else { return }
    records[order[start].key] = nil
    dropGone()
  }

  /// Takes entries without a record off the front, and the room of those that were taken.
  private mutating func dropGone() {
    while start < order.count, !isCurrent(order[start]) { start += 1 }
    if start == order.count {
      order = []
      start = 0
    } else if start >= 64, start >= order.count - start {
      order.removeSubrange(..<start)
      start = 0
    }
  }
}
