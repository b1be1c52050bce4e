import Dataplane
import Links
import Testing

@Suite("loss, reordering, duplication and corruption")
struct ChanceTests {
  @Test("1 % of loss over a million packets is within its binomial bounds")
  func lossRate() {
    let lost = fates(LinkConditions(loss: .independent(0.01)), count: 1_000_000, seed: 41).count { $0 }
    // n = 10⁶, p = 0.01: 10,000 ± 4.5 · 99.5.
    #expect(abs(lost - 10_000) < 448, "\(lost)")
  }

  @Test("correlated loss keeps its rate, and its correlation is the one asked for")
  func correlatedLoss() {
    let count = 300_000
    let chance = Chance(0.05, correlation: 0.4)
    let fates = fates(LinkConditions(loss: .independent(chance)), count: count, seed: 42)
    let rate = Double(fates.count { $0 }) / Double(count)
    // The correlation ρ multiplies the variance of the count by (1 + ρ) / (1 − ρ).
    let deviation = (0.05 * 0.95 / Double(count) * 1.4 / 0.6).squareRoot()
    #expect(abs(rate - 0.05) < 4.5 * deviation, "\(rate)")
    let pairs = zip(fates, fates.dropFirst()).count { $0 && $1 }
    let correlation = (Double(pairs) / Double(count) - rate * rate) / (rate * (1 - rate))
    #expect(abs(correlation - 0.4) < 0.03, "\(correlation)")
    #expect(abs(meanRun(fates) - 1 / (0.95 * 0.6)) < 0.03, "\(meanRun(fates))")
  }

  @Test("bursts of loss have the stationary rate and the mean length of Gilbert's model")
  func gilbert() {
    let model = GilbertElliott(p: 0.01, r: 0.2)
    let count = 500_000
    let fates = fates(LinkConditions(loss: .bursts(model)), count: count, seed: 43)
    let rate = Double(fates.count { $0 }) / Double(count)
    let expected = 0.01 / 0.21
    // As a two-state chain with the second eigenvalue 1 − p − r = 0.79.
    let deviation = (expected * (1 - expected) / Double(count) * 1.79 / 0.21).squareRoot()
    #expect(abs(rate - expected) < 4.5 * deviation, "\(rate)")
    #expect(abs(model.meanLoss - expected) < 1e-12)
    // About 4,760 bursts, geometric with mean 5 and standard deviation √20.
    #expect(abs(meanRun(fates) - 5) < 4.5 * (20.0 / 4_760).squareRoot(), "\(meanRun(fates))")
  }

  @Test("Elliott's model also loses in the good state, and not everything in the bad one")
  func elliott() {
    let model = GilbertElliott(p: 0.02, r: 0.1, lossInBad: 0.6, lossInGood: 0.01)
    let count = 500_000
    let rate = Double(fates(LinkConditions(loss: .bursts(model)), count: count, seed: 44).count { $0 }) / Double(count)
    let bad = 0.02 / 0.12
    let deviation = (bad * (1 - bad) * 0.59 * 0.59 / Double(count) * 1.88 / 0.12 + 0.1 / Double(count)).squareRoot()
    #expect(abs(model.meanLoss - (bad * 0.6 + (1 - bad) * 0.01)) < 1e-12)
    #expect(abs(rate - model.meanLoss) < 4.5 * deviation, "\(rate)")
  }

  @Test("a burst goes on when only the delay is changed")
  func burstSurvivesChange() {
    let model = GilbertElliott(p: .always, r: 0.000_000_001)
    let bench = LinkBench(LinkConditions(loss: .bursts(model)))
    for id in 0..<5 { bench.send(id) }
    bench.set(LinkConditions(delay: .milliseconds(1), loss: .bursts(model)))
    for id in 5..<10 { bench.send(id) }
    bench.runOut()
    #expect(bench.arrivals().map(\.id) == [0])
    #expect(bench.drops(.linkLoss) == 9)
  }

  @Test("a duplicate arrives right behind its original, and as often as it should")
  func duplicates() {
    let count = 100_000
    let conditions = LinkConditions(delay: .milliseconds(1), duplicate: Chance(0.02, correlation: 0.3))
    let arrivals = run(conditions, count: count, seed: 45)
    let copies = arrivals.count - count
    let deviation = (Double(count) * 0.02 * 0.98 * 1.3 / 0.7).squareRoot()
    #expect(abs(Double(copies) - 2_000) < 4.5 * deviation, "\(copies)")
    #expect(zip(arrivals, arrivals.dropFirst()).count { $0.id == $1.id && $0.time == $1.time } == copies)
    #expect(zip(arrivals, arrivals.dropFirst()).allSatisfy { $1.id - $0.id <= 1 && $1.id >= $0.id })
  }

  @Test("a reordered packet skips the delay, the others keep their order and time")
  func reorders() {
    let count = 100_000
    let arrivals = run(LinkConditions(delay: .microseconds(50), reorder: 0.01), count: count, seed: 46)
    let ahead = arrivals.filter { $0.time == UInt64($0.id) * 10 * microsecond }
    #expect(abs(Double(ahead.count) - 1_000) < 4.5 * 990.0.squareRoot(), "\(ahead.count)")
    let others = arrivals.filter { $0.time == UInt64($0.id) * 10 * microsecond + 50 * microsecond }
    #expect(others.count + ahead.count == count)
    #expect(zip(others, others.dropFirst()).allSatisfy { $0.id < $1.id })
    #expect(zip(arrivals, arrivals.dropFirst()).allSatisfy { $0.time <= $1.time })
  }

  @Test("a reordered packet still takes its time to be sent, and passes one that waits no longer")
  func reordersAtARate() {
    let bench = LinkBench(LinkConditions(delay: .milliseconds(10), rate: .megabits(8), reorder: 0.25), seed: 7)
    for id in 0..<400 { bench.send(id, octets: 1_000) }
    bench.runOut()
    let arrivals = bench.arrivals()
    #expect(arrivals.count == 400)
    for arrival in arrivals {
      let through = UInt64(arrival.id + 1) * millisecond
      #expect(arrival.time == through || arrival.time == through + 10 * millisecond)
    }
    #expect(UInt64(arrivals.count { $0.time == UInt64($0.id + 1) * millisecond }) == bench.statistics().reordered)
  }

  @Test("what is always lost, copied or ahead is so for every packet")
  func certainties() {
    #expect(run(LinkConditions(loss: .independent(Chance(.always))), count: 100, seed: 1).isEmpty)
    #expect(run(LinkConditions(duplicate: Chance(.always)), count: 100, seed: 1).count == 200)
    let ahead = run(LinkConditions(delay: .seconds(1), reorder: Chance(.always)), count: 100, seed: 1)
    #expect(ahead.allSatisfy { $0.time == UInt64($0.id) * 10 * microsecond })
  }

  @Test("the same seed gives the same, another seed does not, and the other direction does not matter")
  func seeds() {
    let first = everything(seed: 1, backward: false)
    let again = everything(seed: 1, backward: false) == first
    let withTrafficBack = everything(seed: 1, backward: true) == first
    let otherSeed = everything(seed: 2, backward: false) == first
    #expect(again && withTrafficBack && !otherSeed)
  }

  @Test("a seed means the same on every machine and in every build")
  func digest() {
    var digest: UInt64 = 0xcbf2_9ce4_8422_2325
    for arrival in everything(seed: 3, backward: false) {
      for octet in arrival.octets { digest = (digest ^ UInt64(octet)) &* 0x100_0000_01b3 }
      digest = (digest ^ arrival.time) &* 0x100_0000_01b3
    }
    #expect(digest == 5_424_627_556_622_744_914)
  }

  /// What arrives of 1,000 packets over a link with everything that can befall one.
  private func everything(seed: UInt64, backward: Bool) -> [Arrival] {
    let conditions = LinkConditions(
      delay: .microseconds(300), jitter: .init(.microseconds(200), .normal), loss: .independent(0.1),
      rate: .megabits(100), reorder: 0.05, duplicate: 0.05, corrupt: 0.05)
    let bench = LinkBench(conditions, conditions, seed: seed)
    bench.keepOctets()
    for id in 0..<1_000 {
      var packet = bench.pool.packet([UInt8](repeating: 0, count: 64))!
      packet.id = id
      bench.put(packet)
      if backward { bench.put(id, octets: 600, .backward) }
      bench.run(for: .microseconds(10))
    }
    bench.runOut()
    return bench.arrivals().map { Arrival(id: $0.id, time: $0.time, length: $0.length, batch: 0, octets: $0.octets) }
  }

  /// Sends a packet every 10 µs, and answers what arrives.
  private func run(_ conditions: LinkConditions, count: Int, seed: UInt64) -> [Arrival] {
    print("seed \(seed)")
    let bench = LinkBench(conditions, seed: seed)
    for id in 0..<count {
      bench.send(id)
      bench.run(for: .microseconds(10))
    }
    bench.runOut()
    return bench.arrivals()
  }

  /// Which of `count` packets are lost on a link that only loses.
  private func fates(_ conditions: LinkConditions, count: Int, seed: UInt64) -> [Bool] {
    print("seed \(seed)")
    let bench = LinkBench(conditions, seed: seed)
    var isLost = Array(repeating: true, count: count)
    for first in stride(from: 0, to: count, by: 200) {
      for id in first..<min(first + 200, count) { bench.put(id) }
      bench.run(for: .microseconds(1))
      for arrival in bench.arrivals() { isLost[arrival.id] = false }
    }
    #expect(bench.statistics().lost == bench.drops(.linkLoss))
    return isLost
  }

  /// The mean length of runs of `true`.
  private func meanRun(_ fates: [Bool]) -> Double {
    let starts = zip([false] + fates, fates).count { !$0 && $1 }
    return Double(fates.count { $0 }) / Double(starts)
  }
}
