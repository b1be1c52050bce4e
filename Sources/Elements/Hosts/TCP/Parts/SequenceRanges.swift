/// Ranges of positions, in order and with gaps between them: what has arrived out of order, as the receiver knows it and
/// as the sender is told (RFC 2018; the scoreboard of RFC 6675).
struct SequenceRanges: Sendable {
  /// Most ranges; of more, those that come last are not remembered.
  static let rangesMax = 1_024

  private(set) var ranges: [Range<Int>] = []
  /// Positions in all ranges together.
  private(set) var total = 0

  var isEmpty: Bool { ranges.isEmpty }
  /// The position behind the last range.
  var end: Int? { ranges.last?.upperBound }

  /// Index of the first range that ends at or behind `position`.
  private func index(endingFrom position: Int) -> Int {
    var low = 0
    var high = ranges.count
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound < position { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Adds `range`; false where it adds nothing, or there is no room.
  @discardableResult
  mutating func insert(_ range: Range<Int>) -> Bool {
    guard !range.isEmpty else { return false }
    let first = index(endingFrom: range.lowerBound)
    var union = range
    var end = first
    var merged = 0
    while end < ranges.count, ranges[end].lowerBound <= range.upperBound {
      union = min(union.lowerBound, ranges[end].lowerBound)..<max(union.upperBound, ranges[end].upperBound)
      merged += ranges[end].count
      end += 1
    }
    guard merged < union.count else { return false }
    if first == end {
      guard ranges.count < SequenceRanges.rangesMax else { return false }
      ranges.insert(union, at: first)
    } else {
      ranges[first] = union
      if end - first > 1 { ranges.removeSubrange((first + 1)..<end) }
    }
    total += union.count - merged
    return true
  }

  /// Forgets what is below `position`.
  mutating func removeBelow(_ position: Int) {
    guard let first = ranges.first, first.lowerBound < position else { return }
    let count = index(endingFrom: position + 1)
    for range in ranges[..<count] { total -= range.count }
    ranges.removeSubrange(..<count)
    guard let first = ranges.first, first.lowerBound < position else { return }
    total -= position - first.lowerBound
    ranges[0] = position..<first.upperBound
  }

  mutating func removeAll() {
    ranges = []
    total = 0
  }

  /// How many positions of `range` are in the ranges.
  func covered(in range: Range<Int>) -> Int {
    var sum = 0
    var at = index(endingFrom: range.lowerBound)
    while at < ranges.count, ranges[at].lowerBound < range.upperBound {
      sum += max(min(ranges[at].upperBound, range.upperBound) - max(ranges[at].lowerBound, range.lowerBound), 0)
      at += 1
    }
    return sum
  }

  /// The range that holds `position`.
  func range(holding position: Int) -> Range<Int>? {
    let at = index(endingFrom: position + 1)
    guard at < ranges.count, ranges[at].contains(position) else { return nil }
    return ranges[at]
  }

  /// The first gap of `range`, and only it; `nil` where there is none.
  func firstGap(in range: Range<Int>) -> Range<Int>? {
    var start = range.lowerBound
    var at = index(endingFrom: start + 1)
    while at < ranges.count, ranges[at].lowerBound <= start {
      start = ranges[at].upperBound
      at += 1
    }
    guard start < range.upperBound else { return nil }
    return start..<(at < ranges.count ? min(ranges[at].lowerBound, range.upperBound) : range.upperBound)
  }

  /// The position below which what is missing is lost and not only late: three ranges, or more octets than two segments
  /// have, have come from behind it (RFC 6675, 4: IsLost with DupThresh 3).
  func lossEdge(segment: Int) -> Int? {
    var octets = 0
    var count = 0
    for range in ranges.reversed() {
      octets += range.count
      count += 1
      if count >= 3 || octets > 2 * segment { return range.lowerBound }
    }
    return nil
  }
}
