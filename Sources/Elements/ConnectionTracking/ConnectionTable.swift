public import Dataplane

/// The connections that somebody in the middle follows, found by the tuple of either direction with one look into a
/// hash index, and forgotten in the order of their deadlines.
///
/// ```
///              hash index                     connections (fixed places)
///  tuple ──▶ │ original #7 │ ─────────────▶ │ 7 │ original, reply, phase, deadline, attachment │
///            │ reply    #7 │ ─────────────▶ │   │
///                                              │ one list a phase, oldest deadline first
/// ```
///
/// Every phase has one timeout, so a refreshed connection goes to the end of its phase's list and the lists stay sorted
/// with no more than that. Deadlines are rounded up to ticks of 2²⁷ ns (134 ms): a busy connection moves in its list at
/// most once a tick. The table never grows beyond its bound, and reserves the room at the start: memory that no
/// connection has reached costs address space alone.
///
/// Nothing is removed behind the owner's back, who may have more to forget: ask ``nextDue(at:)`` and ``remove(_:)`` it,
/// and treat what is found past its deadline as gone.
@frozen
public struct ConnectionTable: ~Copyable {
  /// The unit that deadlines are rounded up to.
  public static let tick = Nanoseconds(1 << 27)
  /// The largest bound that a table can have.
  public static let capacityMax = 1 << 24

  @usableFromInline var connections: [Connection]
  @usableFromInline var index = HashIndex()
  @usableFromInline let seed: UInt64
  @usableFromInline let timeouts: InlineArray<5, UInt64>
  /// First and last connection of each phase's list; `none` where it is empty.
  @usableFromInline var heads = InlineArray<5, UInt32>(repeating: ConnectionTable.none)
  @usableFromInline var tails = InlineArray<5, UInt32>(repeating: ConnectionTable.none)
  /// No connection is due before this; deadlines only move later, so it may be early.
  @usableFromInline var earliest: UInt64 = .max
  private var free = ConnectionTable.none

  /// How many connections are in it.
  public private(set) var count = 0
  /// The most connections that it holds.
  public let countMax: Int

  @inlinable static var none: UInt32 { .max }

  /// An empty table of at most `countMax` connections, 1…``capacityMax``. `seed` is mixed into every hash.
  public init(countMax: Int, timeouts: ConnectionTimeouts = ConnectionTimeouts(), seed: UInt64) {
    self.countMax = min(max(1, countMax), ConnectionTable.capacityMax)
    self.seed = seed
    self.timeouts = InlineArray { phase in
      min(Nanoseconds(timeouts[ConnectionPhase.allCases[phase]]).count, UInt64.max / 4)
    }
    connections = []
    connections.reserveCapacity(self.countMax)
  }

  /// True where no further connection can be entered.
  @inlinable public var isFull: Bool { count >= countMax }

  /// The connection at a place; it must hold one.
  @inlinable
  public subscript(_ index: Int) -> Connection {
    @inline(__always) _read { yield connections[index] }
    @inline(__always) _modify { yield &connections[index] }
  }

  /// The connection that a packet with this tuple belongs to, even if its deadline has passed.
  @inlinable @inline(__always)
  public func find(_ tuple: ConnectionTuple) -> ConnectionReference? {
    // Both tuples are in the index, the original as an even number and the other as an odd one.
    let found = index.find(tuple.hash(seed: seed)) { number in
      let connection = Int(number &>> 1)
      return number & 1 == 0 ? connections[connection].original == tuple : connections[connection].reply == tuple
    }
    guard let found else { return nil }
    return ConnectionReference(index: Int(found &>> 1), direction: found & 1 == 0 ? .original : .reply)
  }

  /// Enters a connection with its timeout running from `now`. `nil` where the table is full, the tuples are the same or
  /// one of them belongs to a connection already. With `isReplyOnly` it is found by its reply tuple alone, so that the
  /// original one may belong to another: a NAT may let the same two endpoints talk by two outside endpoints.
  public mutating func insert(
    original: ConnectionTuple, reply: ConnectionTuple, isReplyOnly: Bool = false, attachment: UInt32,
    phase: ConnectionPhase, now: Instant
  ) -> Int? {
    guard !isFull, original != reply, isReplyOnly || find(original) == nil, find(reply) == nil else { return nil }
    let connection = Connection(
      original: original, reply: reply, isReplyOnly: isReplyOnly, attachment: attachment, phase: phase)
    let place: UInt32
    if free != ConnectionTable.none {
      place = free
      free = connections[Int(place)].next
      connections[Int(place)] = connection
    } else {
      place = UInt32(connections.count)
      connections.append(connection)
    }
    if !isReplyOnly { index.insert(place << 1, hash: original.hash(seed: seed)) }
    index.insert(place << 1 | 1, hash: reply.hash(seed: seed))
    link(place, due: deadline(phase, now))
    count += 1
    return Int(place)
  }

  /// Lets a connection be found by its original tuple too. False where that belongs to another.
  public mutating func claimOriginal(_ place: Int) -> Bool {
    guard connections[place].isReplyOnly else { return true }
    let original = connections[place].original
    guard find(original) == nil else { return false }
    connections[place].isReplyOnly = false
    index.insert(UInt32(place) << 1, hash: original.hash(seed: seed))
    return true
  }

  /// Forgets a connection, and answers what it was.
  @discardableResult
  public mutating func remove(_ place: Int) -> Connection {
    let connection = connections[place]
    precondition(connection.isLive, "no connection there")
    let number = UInt32(place)
    if !connection.isReplyOnly { index.remove(number << 1, hash: connection.original.hash(seed: seed)) }
    index.remove(number << 1 | 1, hash: connection.reply.hash(seed: seed))
    unlink(number)
    connections[place].isLive = false
    connections[place].next = free
    free = number
    count -= 1
    return connection
  }

  /// The places that hold connections, in no meaningful but a repeatable order.
  public var places: [Int] { connections.indices.filter { connections[$0].isLive } }
}
