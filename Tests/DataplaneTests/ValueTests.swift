import Dataplane
import SeededRandom
import Testing

struct ValueTests {
  @Test("instants and lengths of time end at their bounds, and do not wrap")
  func instants() {
    #expect(Instant.zero + .seconds(1) == Instant(nanoseconds: 1_000_000_000))
    #expect(Instant.distantFuture + .seconds(1) == .distantFuture)
    #expect(Instant(nanoseconds: .max - 1) + Nanoseconds(5) == .distantFuture)
    #expect(Instant(nanoseconds: 5) - Instant(nanoseconds: 7) == Nanoseconds(0))
    #expect(Instant(nanoseconds: 7) - Instant(nanoseconds: 5) == Nanoseconds(2))
    #expect(Instant.zero < Instant.distantFuture)
  }

  @Test(
    "durations become whole nanoseconds, negative ones none, those beyond 584 years the most there is",
    arguments: [
      (Duration.zero, 0), (.nanoseconds(1), 1), (.milliseconds(1500), 1_500_000_000), (.seconds(-1), 0),
      (.nanoseconds(-1), 0), (Duration(secondsComponent: 0, attosecondsComponent: 999_999_999), 0),
      (.seconds(Int64.max), UInt64.max),
    ] as [(Duration, UInt64)])
  func durations(_ duration: Duration, _ count: UInt64) { #expect(Nanoseconds(duration).count == count) }

  @Test("the generator follows from its seed: the same words as xoshiro256** seeded by SplitMix64")
  func randomIsReproducible() {
    var source = RandomSource(seed: 42)
    #expect((0..<4).map { _ in source.next() } == ValueTests.wordsOfSeed42)
    var again = RandomSource(seed: 42)
    #expect(again.next() == ValueTests.wordsOfSeed42[0])
  }

  @Test("elements draw from the dispatcher's generator, which can be set and read")
  func contextsShareTheGenerator() {
    let rig = Rig(seed: 42)
    let (left, right) = (rig.probe("left"), rig.probe("right"))
    #expect(left.context.random() == ValueTests.wordsOfSeed42[0])
    #expect(right.context.random() == ValueTests.wordsOfSeed42[1])
    rig.dispatcher.random = RandomSource(seed: 42)
    #expect(left.context.random() == ValueTests.wordsOfSeed42[0])
  }

  @Test("drop reasons are numbered without a gap, and no two read the same")
  func dropReasons() {
    #expect(DropReason.allCases.map { Int($0.rawValue) } == Array(0..<DropReason.allCases.count))
    #expect(Set(DropReason.allCases.map(\.description)).count == DropReason.allCases.count)
    let probe = Rig().probe("probe")
    for reason in DropReason.allCases {
      probe.context.countDrop(reason)
      #expect(probe.context.dropCount(reason) == 1)
    }
    #expect(probe.context.delivered == 0)
    #expect(probe.context.dropCounts.map(\.reason) == DropReason.allCases)
  }

  static let wordsOfSeed42: [UInt64] = [
    0x1578_0b2e_0c2e_c716, 0x6104_d986_6d11_3a7e, 0xae17_5332_39e4_99a1, 0xecb8_ad47_03b3_60a1,
  ]
}
