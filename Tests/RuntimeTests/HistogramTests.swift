import Testing

@testable import Runtime

@Suite("A histogram of lateness")
struct HistogramTests {
  /// The generator behind values left to chance (xorshift64).
  struct Chance {
    var state: UInt64

    mutating func next() -> UInt64 {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return state
    }
  }

  @Test("buckets follow each other without gaps, and each knows its last value")
  func buckets() {
    var value: UInt64 = 0
    for bucket in 0...Histogram.bucket(of: Histogram.valueMax) {
      #expect(Histogram.bucket(of: value) == bucket)
      #expect(Histogram.bucket(of: Histogram.last(of: bucket)) == bucket)
      value = Histogram.last(of: bucket) + 1
    }
    #expect(value == Histogram.valueMax + 1)
  }

  @Test("nothing noted is nothing")
  func empty() {
    let histogram = Histogram()
    #expect(histogram.count == 0 && histogram.max == 0 && histogram.percentile(0.5) == 0)
  }

  @Test("small values are exact, and values beyond the range count as its end")
  func edges() {
    var histogram = Histogram()
    for value in [0, 7, 2047] as [UInt64] { histogram.note(value) }
    #expect(histogram.percentile(0) == 0 && histogram.percentile(0.5) == 7 && histogram.max == 2047)
    histogram.note(.max)
    #expect(histogram.max == Histogram.valueMax && histogram.percentile(1) == Histogram.valueMax)
  }

  @Test("percentiles agree with those of the sorted values within a thousandth")
  func percentiles() {
    let seed: UInt64 = 0x51ab_2c04
    print("seed \(seed)")
    var chance = Chance(state: seed)
    var histogram = Histogram()
    // Every order of magnitude is as likely as every other.
    var values = (0..<20_000).map { _ in chance.next() >> (28 + chance.next() % 36) }
    for value in values { histogram.note(value) }
    values.sort()
    #expect(histogram.count == 20_000)
    for share in [0, 0.001, 0.25, 0.5, 0.9, 0.99, 0.999, 1] {
      let exact = values[max(0, Int((Double(values.count) * share).rounded(.up)) - 1)]
      let found = histogram.percentile(share)
      #expect(found >= exact && Double(found - exact) <= Double(exact) / 1000, "\(share): \(found), not \(exact)")
    }
    #expect(histogram.max == histogram.percentile(1))
  }

  @Test("what was noted since a copy is the difference")
  func since() {
    var (histogram, later) = (Histogram(), Histogram())
    for value in 0..<100 as Range<UInt64> { histogram.note(value * 1000) }
    let copy = histogram
    for value in 50..<90 as Range<UInt64> {
      histogram.note(value * 3)
      later.note(value * 3)
    }
    #expect(histogram.since(copy) == later)
    #expect(histogram.since(histogram) == Histogram())
  }

  @Test("a worker is behind when more than one in a hundred is later than the tolerance")
  func behind() {
    var lateness = Lateness()
    for _ in 0..<990 { lateness.timers.note(40_000) }
    for _ in 0..<10 { lateness.timers.note(5_000_000) }
    #expect(!lateness.isBehind)
    lateness.timers.note(5_000_000)
    #expect(lateness.isBehind)
    #expect(!lateness.since(lateness).isBehind)
  }
}
