import Dataplane
import Testing
import Wire

@testable import Hosts

/// The structures below TCP, each against a plain one.
@Suite("TCP parts")
struct PartsTests {
  @Test("ranges are what a set of positions says", arguments: UInt64(1)...20)
  func ranges(seed: UInt64) {
    var random = RandomSource(seed: seed)
    var ranges = SequenceRanges()
    var naive: Set<Int> = []
    for _ in 0..<400 {
      let start = Int(random.next() % 300)
      let range = start..<(start + Int(random.next() % 12))
      switch random.next() % 5 {
      case 0:
        let edge = Int(random.next() % 60)
        ranges.removeBelow(edge)
        naive = naive.filter { $0 >= edge }
      default:
        let isNew = !naive.isSuperset(of: range)
        #expect(ranges.insert(range) == isNew)
        naive.formUnion(range)
      }
      #expect(ranges.total == naive.count)
      #expect(Set(ranges.ranges.flatMap { $0 }) == naive)
      #expect(zip(ranges.ranges, ranges.ranges.dropFirst()).allSatisfy { $0.upperBound < $1.lowerBound })
      #expect(ranges.covered(in: range) == naive.intersection(range).count)
      let gap = range.first { !naive.contains($0) }
      #expect(ranges.firstGap(in: range)?.lowerBound == gap)
      #expect(ranges.range(holding: start).map { $0.contains(start) } == (naive.contains(start) ? true : nil))
    }
  }

  @Test("there are never more ranges than a bound")
  func rangesBound() {
    var ranges = SequenceRanges()
    for position in 0..<5_000 { ranges.insert((3 * position)..<(3 * position + 1)) }
    #expect(ranges.ranges.count == SequenceRanges.rangesMax && ranges.total == SequenceRanges.rangesMax)
  }

  @Test("a queue gives what was put in, in order", arguments: UInt64(1)...10)
  func queue(seed: UInt64) {
    var random = RandomSource(seed: seed)
    var queue = ByteQueue()
    var naive: [UInt8] = []
    for _ in 0..<600 {
      let count = Int(random.next() % 6_000)
      switch random.next() % 4 {
      case 0, 1:
        let bytes = (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        queue.append(bytes[...])
        naive += bytes
      case 2:
        queue.removeFirst(count)
        naive.removeFirst(min(count, naive.count))
      default:
        let isSame = queue.take(count / 2) == Array(naive.prefix(count / 2))
        #expect(isSame)
        naive.removeFirst(min(count / 2, naive.count))
      }
      let offset = naive.isEmpty ? 0 : Int(random.next() % UInt64(naive.count))
      let isSame = queue.copy(from: offset, count: 100) == Array(naive.dropFirst(offset).prefix(100))
      #expect(isSame && queue.count == naive.count)
    }
  }

  @Test("the earliest deadline is the least of all", arguments: UInt64(1)...10)
  func deadlines(seed: UInt64) {
    var random = RandomSource(seed: seed)
    var heap = DeadlineHeap()
    var naive: [Int: UInt64] = [:]
    for _ in 0..<2_000 {
      let slot = Int(random.next() % 50)
      if random.next() % 3 == 0 {
        heap.set(nil, for: slot)
        naive[slot] = nil
      } else {
        let time = random.next() % 40
        heap.set(Instant(nanoseconds: time), for: slot)
        naive[slot] = time
      }
      let least = naive.min { ($0.value, $0.key) < ($1.value, $1.key) }
      #expect(heap.first?.slot == least?.key && heap.first?.deadline.nanoseconds == least?.value)
    }
  }

  @Test("positions come back from their numbers, around the wrap and before the beginning")
  func space() {
    for initial in [UInt32(0), 5, 0x7fff_ffff, 0x8000_0000, 0xffff_fff0] {
      let space = SequenceSpace(initial: initial)
      for reference in [0, 1, 1_000, 0x7fff_ffff, 0x1_0000_0000, 0x5_1234_5678] {
        for distance in [-0x7fff_ffff, -5, 0, 1, 65_536, 0x7fff_ffff] {
          let position = reference + distance
          #expect(space.position(of: space.number(at: position), near: reference) == position)
        }
      }
    }
  }

  @Test("the timeout is that of RFC 6298, with Linux's least of 200 ms beyond the round trip")
  func roundTrips() {
    var timer = RoundTripTimer(TCPSettings())
    #expect(timer.timeout == .seconds(1))
    timer.backOff()
    #expect(timer.timeout == .seconds(2))
    timer.measured(.milliseconds(100))
    #expect(timer.timeout == .milliseconds(300))
    for _ in 0..<200 { timer.measured(.milliseconds(100)) }
    #expect(timer.timeout.count / 1_000_000 == 299 || timer.timeout == .milliseconds(300))
    timer.measured(.milliseconds(900))
    #expect(timer.timeout == .milliseconds(1_000) || (timer.timeout.count / 1_000_000).distance(to: 1_000) < 3)
    for _ in 0..<100 { timer.backOff() }
    #expect(timer.timeout == .seconds(120))
  }

  @Test("the window doubles in a round trip up to the threshold, and then grows by a segment (RFC 5681, 3.1)")
  func congestion() {
    var congestion = CongestionControl(segment: 1_000)
    #expect(congestion.window == 10_000)
    func roundTrip() {
      for _ in 0..<(congestion.window / 1_000) { congestion.acknowledged(1_000, segment: 1_000) }
    }
    roundTrip()
    #expect(congestion.window == 20_000)
    congestion.lost(underWay: 20_000, segment: 1_000)
    #expect(congestion.window == 10_000 && congestion.threshold == 10_000)
    for step in 1...5 {
      roundTrip()
      #expect(congestion.window == 10_000 + step * 1_000)
    }
    // What one acknowledgement says of many segments counts for two at most in slow start (RFC 3465, 2.2).
    congestion.timedOut(underWay: 15_000, segment: 1_000, isFirst: true)
    #expect(congestion.window == 1_000 && congestion.threshold == 7_500)
    congestion.acknowledged(5_000, segment: 1_000)
    #expect(congestion.window == 3_000)
    // A second timeout for the same octets leaves the threshold (RFC 5681, 3.1).
    congestion.timedOut(underWay: 1_000, segment: 1_000, isFirst: false)
    #expect(congestion.window == 1_000 && congestion.threshold == 7_500)
    congestion.lost(underWay: 1_000, segment: 1_000)
    #expect(congestion.threshold == 2_000, "never below two segments")
  }
}
