/// Octets in the order of their coming, put in at the end and taken out at the front, each in constant time on average.
struct ByteQueue: Sendable {
  /// Octets of memory that an empty queue keeps at most.
  private static let keptMax = 65_536

  private var bytes: [UInt8] = []
  private var start = 0

  /// Octets in the queue.
  var count: Int { bytes.count - start }
  /// True where there are none.
  var isEmpty: Bool { bytes.count == start }

  /// Puts `slice` at the end.
  mutating func append(_ slice: ArraySlice<UInt8>) { bytes.append(contentsOf: slice) }

  /// A copy of `count` octets from `offset` on, as many as there are.
  func copy(from offset: Int, count: Int) -> [UInt8] {
    let lower = min(max(offset, 0), self.count)
    let upper = min(lower + max(count, 0), self.count)
    return Array(bytes[(start + lower)..<(start + upper)])
  }

  /// Takes `count` octets off the front, as many as there are.
  mutating func removeFirst(_ count: Int) {
    start += min(max(count, 0), self.count)
    if start == bytes.count {
      bytes.removeAll(keepingCapacity: bytes.capacity <= ByteQueue.keptMax)
      start = 0
    } else if start >= bytes.count - start, start >= 4_096 {
      // At most as many octets are moved as have been taken out since the last time.
      bytes.removeSubrange(..<start)
      start = 0
    }
  }

  /// Takes everything out.
  mutating func removeAll() -> [UInt8] {
    defer {
      bytes = []
      start = 0
    }
    return start == 0 ? bytes : Array(bytes[start...])
  }

  /// Takes out the first `count` octets, as many as there are.
  mutating func take(_ count: Int) -> [UInt8] {
    if count >= self.count { return removeAll() }
    defer { removeFirst(count) }
    return copy(from: 0, count: count)
  }
}
