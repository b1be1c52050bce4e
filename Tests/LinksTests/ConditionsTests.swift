import Dataplane
import Links
import Testing

@Suite("conditions")
struct ConditionsTests {
  @Test("probabilities are told exactly")
  func probabilities() {
    #expect(Probability(percent: 0.1)?.description == "0.1%")
    #expect(Probability(percent: 12.5)?.partsPerBillion == 125_000_000)
    #expect(Probability(partsPerBillion: 1)?.description == "0.0000001%")
    #expect(Probability.always.description == "100%")
    #expect(Probability(fraction: 0.01) == 0.01)
    #expect(Probability(fraction: 1.000_001) == nil)
    #expect(Probability(percent: -1) == nil)
    #expect(Probability(percent: .nan) == nil)
    #expect(Probability(partsPerBillion: 1_000_000_001) == nil)
  }

  @Test("rates are told in the largest unit that they reach")
  func rates() {
    #expect(BitRate.megabits(100).description == "100Mbit/s")
    #expect(BitRate.gigabits(10).description == "10Gbit/s")
    #expect(BitRate(bitsPerSecond: 1_500).description == "1.5kbit/s")
    #expect(BitRate(bitsPerSecond: 12).description == "12bit/s")
  }

  @Test("sound conditions have no problems")
  func sound() {
    #expect(LinkConditions().problems == [])
    let conditions = LinkConditions(
      delay: .milliseconds(20), jitter: .init(.milliseconds(20), .normal, correlation: 0.25),
      loss: .bursts(GilbertElliott(p: 0.01, r: 0.3)), rate: .megabits(100),
      queue: .init(.octets(64_000), .codel(.init())),
      reorder: 0.01, duplicate: 0.01, corrupt: 0.01)
    #expect(conditions.problems == [])
  }

  @Test("each problem is found, and they are told together")
  func problems() {
    var conditions = LinkConditions(
      delay: .milliseconds(1), jitter: .init(.milliseconds(2)), loss: .bursts(GilbertElliott(p: 0.1, r: .never)),
      rate: BitRate(bitsPerSecond: 0), queue: .init(.packets(0), .codel(.init(target: .seconds(1), longestFrame: -1))))
    #expect(
      conditions.problems == [
        .jitterExceedsDelay, .burstsNeverEnd, .rateIsZero, .queueHoldsNothing, .codelTargetOutOfRange,
        .codelFrameOutOfRange,
      ])
    conditions = LinkConditions(rate: .gigabits(2_000_000), queue: .init(.octets(1 << 31)), reorder: 0.1)
    #expect(conditions.problems == [.rateTooHigh, .queueTooLong, .reorderWithoutDelay])
    conditions = LinkConditions(delay: .seconds(86_401))
    #expect(conditions.problems == [.delayTooLong])
    #expect(conditions.problems.map(\.description) == ["the delay is more than a day"])
  }

  @Test("conditions with problems are refused, and the old ones stay")
  func refused() async {
    let bench = LinkBench(LinkConditions(delay: .milliseconds(1)))
    let problems = await bench.link.setConditions(LinkConditions(rate: BitRate(bitsPerSecond: 0)), .forward)
    #expect(problems == [.rateIsZero])
    #expect(await bench.link.conditions(.forward) == LinkConditions(delay: .milliseconds(1)))
    #expect(await bench.link.conditions(.backward) == LinkConditions())
  }
}
