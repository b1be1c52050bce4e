/// What has arrived out of order, until what is missing in front of it comes (RFC 9293, 3.10.7.4).
struct ReassemblyQueue: Sendable {
  /// Most pieces; what comes beyond is as if it had been lost.
  static let piecesMax = 4_096

  private struct Piece: Sendable {
    var position: Int
    var bytes: [UInt8]
    var end: Int { position + bytes.count }
  }

  private var pieces: [Piece] = []
  /// Where there are octets.
  private(set) var ranges = SequenceRanges()
  /// A position of the range that was added to last (RFC 2018, 4: it is reported first).
  private(set) var latest = 0

  var isEmpty: Bool { pieces.isEmpty }

  /// Keeps `bytes`, which begin at `position`; what is there already stays as it came first.
  mutating func insert(_ bytes: [UInt8], at position: Int) {
    latest = position
    let whole = position..<(position + bytes.count)
    var start = position
    while let gap = ranges.firstGap(in: start..<whole.upperBound), pieces.count < ReassemblyQueue.piecesMax {
      guard ranges.insert(gap) else { return }
      let slice = gap == whole ? bytes : Array(bytes[(gap.lowerBound - position)..<(gap.upperBound - position)])
      pieces.insert(Piece(position: gap.lowerBound, bytes: slice), at: index(from: gap.lowerBound))
      start = gap.upperBound
    }
  }

  /// Takes out what joins on to `position`, and hands it to `body` piece by piece.
  mutating func take(from position: Int, _ body: (ArraySlice<UInt8>) -> Void) {
    var next = position
    var count = 0
    while count < pieces.count, pieces[count].position <= next {
      let piece = pieces[count]
      if piece.end > next {
        body(piece.bytes[(next - piece.position)...])
        next = piece.end
      }
      count += 1
    }
    guard count > 0 else { return }
    pieces.removeFirst(count)
    ranges.removeBelow(next)
  }

  /// The ranges as they are reported: the latest first, then the lowest (RFC 2018, 4).
  func report(_ countMax: Int) -> [Range<Int>] {
    guard let first = ranges.range(holding: latest) else { return Array(ranges.ranges.prefix(countMax)) }
    return [first] + ranges.ranges.lazy.filter { $0 != first }.prefix(max(countMax - 1, 0))
  }

  private func index(from position: Int) -> Int {
    var low = 0
    var high = pieces.count
    while low < high {
      let middle = (low + high) / 2
      if pieces[middle].position < position { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
