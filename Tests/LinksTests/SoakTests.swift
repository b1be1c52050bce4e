import Dataplane
import Links
import SeededRandom
import Testing

@Suite("at random")
struct SoakTests {
  @Test(
    "a worker that looks late changes neither the fates nor the order of packets, and none leaves early",
    arguments: 91...98)
  func lateness(seed: UInt64) {
    var random = SplitMix64(seed: seed, for: #function)
    let conditions = SoakTests.conditions(&random)
    let pauses = (0..<3_000).map { _ in UInt64.random(in: 0...(400 * microsecond), using: &random) }
    let onTime = run(conditions, pauses, seed: seed, isLate: { false })
    let late = run(conditions, pauses, seed: seed, isLate: { Int.random(in: 0..<4, using: &random) > 0 })
    #expect(late.arrivals.map(\.id) == onTime.arrivals.map(\.id))
    #expect(zip(late.arrivals, onTime.arrivals).allSatisfy { $0.time >= $1.time })
    #expect(late.statistics == onTime.statistics)
    #expect(late.arrivals.map(\.time) != onTime.arrivals.map(\.time))
  }

  @Test("every packet ends somewhere, whatever happens to the link", arguments: 101...108)
  func conservation(seed: UInt64) async {
    var random = SplitMix64(seed: seed, for: #function)
    let bench = LinkBench(seed: seed, poolCapacity: 8_192)
    var sent: [LinkDirection: UInt64] = [.forward: 0, .backward: 0]
    for id in 0..<6_000 {
      let direction = Bool.random(using: &random) ? LinkDirection.forward : .backward
      bench.send(id, octets: Int.random(in: 60...1_514, using: &random), direction)
      sent[direction, default: 0] += 1
      bench.run(for: Nanoseconds(UInt64.random(in: 0...(300 * microsecond), using: &random)))
      switch Int.random(in: 0..<200, using: &random) {
      case 0..<4: bench.set(SoakTests.conditions(&random), direction)
      case 4: await bench.link.setUp(false, direction)
      case 5: await bench.link.setUp(false)
      case 6..<12: await bench.link.setUp(true)
      case 12: bench.oversleep(until: bench.now + UInt64.random(in: 0...(50 * millisecond), using: &random))
      default: break
      }
    }
    bench.runOut()
    for direction in LinkDirection.allCases {
      let end = bench.statistics(direction)
      let died = end.lost + end.queueDrops + end.managedDrops + end.flightDrops + end.downDrops
      #expect(sent[direction]! + end.duplicated == end.passedPackets + died, "\(end)")
      #expect(UInt64(bench.arrivals(direction).count) == end.passedPackets)
      #expect(end.queuePackets == 0 && end.queueOctets == 0 && end.inFlight == 0)
    }
    #expect(bench.pool.inUse == 0)
  }

  /// Sends a packet after each pause; where it `isLate` no timer fires in the pause.
  private func run(_ conditions: LinkConditions, _ pauses: [UInt64], seed: UInt64, isLate: () -> Bool)
    -> (arrivals: [Arrival], statistics: LinkStatistics)
  {
    let bench = LinkBench(conditions, seed: seed)
    for (id, pause) in pauses.enumerated() {
      if isLate() {
        bench.dispatcher.now = bench.dispatcher.now + Nanoseconds(pause)
      } else {
        bench.run(for: Nanoseconds(pause))
      }
      bench.send(id, octets: 100 + id % 1_400)
    }
    bench.runOut()
    return (bench.arrivals(), bench.statistics())
  }

  /// Conditions with each of their parts there or not.
  private static func conditions(_ random: inout SplitMix64) -> LinkConditions {
    var conditions = LinkConditions(delay: Nanoseconds(UInt64.random(in: 1...(30 * millisecond), using: &random)))
    func happens() -> Bool { Bool.random(using: &random) }
    if happens() { conditions.jitter = .init(Nanoseconds(conditions.delay.count / 2), happens() ? .normal : .uniform) }
    if happens() { conditions.rate = .megabits(UInt64.random(in: 10...60, using: &random)) }
    if happens() { conditions.queue = .init(happens() ? .packets(50) : .octets(40_000)) }
    if happens() { conditions.queue.management = .codel(.init(interval: .milliseconds(20))) }
    if happens() { conditions.loss = .independent(Chance(0.05, correlation: 0.3)) }
    if happens() { conditions.loss = .bursts(GilbertElliott(p: 0.02, r: 0.3)) }
    if happens() { conditions.reorder = 0.05 }
    if happens() { conditions.duplicate = 0.05 }
    return conditions
  }
}
