import Wire

/// The receiving direction of a connection: what has come, what is missing, and how much more may come
/// (RFC 9293, 3.3.1: the RCV variables).
struct ReceiveHalf: Sendable {
  /// What an arriving segment changed.
  struct Arrival {
    /// Octets that can be read now and could not before.
    var delivered = 0
    /// True where the segment was not simply the next one: its acknowledgement must not wait (RFC 5681, 4.2).
    var isOutOfOrder = false
  }

  let space: SequenceSpace
  /// RCV.NXT: the first position that has not come.
  private(set) var next = 1
  /// The first position that was not acknowledged yet: timestamps of what begins behind it are not echoed (RFC 7323, 4.3).
  private(set) var acknowledgedEdge = 1
  /// Octets that can be read.
  private(set) var ready = ByteQueue()
  private(set) var reassembly = ReassemblyQueue()
  /// True where the FIN and everything in front of it have come.
  private(set) var isFinished = false
  /// The position of the FIN, where it is known.
  private var finish: Int?
  /// The position behind the window as it was advertised last; it never moves back (RFC 9293, 3.8.6).
  private(set) var edge: Int
  private let capacity: Int
  /// Bits by which the window is shifted that we advertise.
  var scale: UInt8 = 0

  init(initial: UInt32, capacity: Int) {
    space = SequenceSpace(initial: initial)
    self.capacity = min(max(capacity, 1), TCPSettings.bufferMax)
    edge = 1 + min(self.capacity, 65_535)
  }

  /// Octets of window that are still open.
  var window: Int { max(edge - next, 0) }

  /// The acceptability test (RFC 9293, 3.10.7.4, table 6), for a segment of `length` at `position`.
  func accepts(_ position: Int, length: Int) -> Bool {
    // A segment at the very edge is let in even where the window is shut: what it acknowledges counts.
    if position == next { return true }
    guard window > 0 else { return false }
    if position > next { return position < edge }
    return length > 0 && position + length > next
  }

  /// Takes the payload of an acceptable segment, and its FIN; what is outside the window is cut off.
  mutating func take(_ payload: [UInt8], at position: Int, hasFinish: Bool) -> Arrival {
    var arrival = Arrival()
    let limit = min(edge, finish ?? .max)
    let end = position + payload.count
    if hasFinish, finish == nil, end <= limit || end == next, end >= max(next, reassembly.ranges.end ?? 0) {
      finish = end
    }
    let from = max(position, next)
    let to = min(end, limit)
    if from < to {
      if from == next {
        arrival.isOutOfOrder = !reassembly.isEmpty
        ready.append(payload[(from - position)..<(to - position)])
        next = to
        arrival.delivered = to - from
        join(&arrival)
      } else {
        arrival.isOutOfOrder = true
        reassembly.insert(
          from == position && to == end ? payload : Array(payload[(from - position)..<(to - position)]), at: from)
      }
    }
    if end < next || (end == next && from >= to && !hasFinish) || to < end { arrival.isOutOfOrder = true }
    if let finish, finish == next, !isFinished {
      isFinished = true
      next += 1
    }
    return arrival
  }

  /// Moves what was waiting for the octets that have just come.
  private mutating func join(_ arrival: inout Arrival) {
    guard !reassembly.isEmpty else { return }
    let before = next
    var joined = ByteQueue()
    var position = next
    reassembly.take(from: next) { piece in
      joined.append(piece)
      position += piece.count
    }
    guard position > before else { return }
    ready.append(joined.removeAll()[...])
    next = position
    arrival.delivered += position - before
  }

  /// Everything that has come is being acknowledged.
  mutating func acknowledge() { acknowledgedEdge = next }

  /// Takes out what can be read, at most `count` octets.
  mutating func read(_ count: Int) -> [UInt8] { ready.take(count) }

  /// True where what was read since has opened the window so far that the peer should hear of it at once (RFC 9293,
  /// 3.8.6.2.2: by a segment or half the buffer; and not for each segment of a window that is wide open anyway).
  func shouldUpdate(segment: Int) -> Bool {
    let free = capacity - ready.count
    return !isFinished && free - window >= min(capacity / 2, segment) && free >= 2 * window
  }

  /// Opens the window as far as there is room, and returns what the header says of it.
  mutating func advertise(segment: Int, isSYN: Bool = false) -> UInt16 {
    let shift = isSYN ? 0 : Int(scale)
    let free = max(capacity - ready.count, 0)
    var width = window
    if free - width >= min(capacity / 2, segment) || isSYN { width = max(free, width) }
    // Rounded down, but where that would take back what was promised: rounded up.
    var field = width >> shift
    if field << shift < window { field += 1 }
    field = min(field, 65_535)
    edge = max(edge, next + field << shift)
    return UInt16(field)
  }
}
