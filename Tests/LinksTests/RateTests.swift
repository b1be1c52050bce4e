import Dataplane
import Links
import SeededRandom
import Testing

@Suite("rate and queue")
struct RateTests {
  @Test("a rate is met to the nanosecond over a long run, whatever it is", arguments: [99_999_989, 7, 1_000_000_000])
  func exactRate(bitsPerSecond: UInt64) {
    var random = SplitMix64(seed: 21, for: #function)
    let count = bitsPerSecond < 1_000 ? 100 : 50_000
    let bench = LinkBench(LinkConditions(rate: BitRate(bitsPerSecond: bitsPerSecond), queue: .init(.packets(10))))
    var bits: UInt128 = 0
    var sent = 0
    while sent < count {
      while bench.statistics().queuePackets < 10 {
        let length = Int.random(in: 60...1_514, using: &random)
        bits += UInt128(length * 8)
        bench.send(sent, octets: length)
        sent += 1
      }
      bench.run(until: bench.dispatcher.nextDeadline!.nanoseconds)
    }
    bench.runOut()
    let arrivals = bench.arrivals()
    #expect(arrivals.count == sent)
    let ideal = (bits * 1_000_000_000 + UInt128(bitsPerSecond) - 1) / UInt128(bitsPerSecond)
    #expect(UInt128(arrivals.last!.time) == ideal)
  }

  @Test("a link with rate, queue and delay agrees with a naive one, packet by packet", arguments: 31...36)
  func agreesWithModel(seed: UInt64) {
    var random = SplitMix64(seed: seed, for: #function)
    let rate = UInt64.random(in: 1_000_000...20_000_000, using: &random)
    let limit: LinkConditions.Queue.Limit = seed % 2 == 0 ? .packets(17) : .octets(9_000)
    let bench = LinkBench(
      LinkConditions(delay: .milliseconds(3), rate: BitRate(bitsPerSecond: rate), queue: .init(limit)))
    var model = NaiveLink(rate: rate, limit: limit, delay: 3 * millisecond)
    for id in 0..<4_000 {
      // Now in bursts, now with pauses, at about the rate on average.
      if Int.random(in: 0..<4, using: &random) == 0 {
        bench.run(for: Nanoseconds(UInt64.random(in: 0...(50_000_000_000_000 / rate), using: &random)))
      }
      let length = Int.random(in: 60...1_514, using: &random)
      bench.send(id, octets: length)
      model.send(id, octets: length, at: bench.now - LinkBench.start)
    }
    bench.runOut()
    let arrivals = bench.arrivals()
    #expect(arrivals.map(\.id) == model.arrivals.map(\.id))
    #expect(arrivals.map(\.time) == model.arrivals.map(\.time))
    #expect(bench.statistics().queueDrops == UInt64(model.dropped))
    #expect(bench.drops(.queueFull) == UInt64(model.dropped))
    #expect(bench.statistics().queuePacketsMax == model.packetsMax)
    #expect(bench.statistics().queueOctetsMax == model.octetsMax)
    print("of 4,000 packets \(model.dropped) found the queue full")
    #expect(model.dropped > 100 && model.dropped < 3_000)
  }

  @Test("the queue holds so many packets besides the one being sent")
  func queueBound() {
    let bench = LinkBench(LinkConditions(rate: .megabits(8), queue: .init(.packets(3))))
    for id in 0..<6 { bench.send(id, octets: 1_000) }
    let statistics = bench.statistics()
    #expect(statistics.queuePackets == 3)
    #expect(statistics.queueOctets == 3_000)
    #expect(statistics.queueDrops == 2)
    bench.runOut()
    #expect(bench.arrivals().map(\.time) == [1, 2, 3, 4].map { $0 * millisecond })
    #expect(bench.statistics().passedOctets == 4_000)
  }

  @Test("a new rate holds for what waits, and nothing is lost")
  func rateChange() {
    let bench = LinkBench(LinkConditions(delay: .milliseconds(5), rate: .kilobits(80)))
    for id in 0..<4 { bench.send(id, octets: 1_000) }  // 100 ms each
    bench.run(for: .milliseconds(150))
    bench.set(LinkConditions(delay: .milliseconds(5), rate: .megabits(8)))
    bench.runOut()
    #expect(bench.arrivals().map(\.time) == [105, 205, 206, 207].map { $0 * millisecond })
    bench.set(LinkConditions(rate: .kilobits(80)))
    for id in 0..<3 { bench.send(id, octets: 1_000) }
    let start = bench.now - LinkBench.start
    bench.set(LinkConditions())
    bench.runOut()
    #expect(bench.arrivals().map(\.time) == Array(repeating: start + 100 * millisecond, count: 3))
  }

  @Test("a queue that has become too long keeps what it has and takes no more")
  func shorterQueue() {
    var conditions = LinkConditions(rate: .megabits(8), queue: .init(.packets(10)))
    let bench = LinkBench(conditions)
    for id in 0..<9 { bench.send(id, octets: 1_000) }
    conditions.queue.limit = .packets(2)
    bench.set(conditions)
    bench.send(9, octets: 1_000)
    bench.runOut()
    #expect(bench.arrivals().map(\.id) == Array(0..<9))
    #expect(bench.statistics().queueDrops == 1)
  }

  @Test("looking at the statistics changes nothing", arguments: [LinkConditions.Loss.none, .independent(0.1)])
  func statisticsAreHarmless(loss: LinkConditions.Loss) {
    func run(looking: Bool) -> [Arrival] {
      let jitter = LinkConditions.Jitter(.milliseconds(1))
      let bench = LinkBench(
        LinkConditions(delay: .milliseconds(30), jitter: jitter, loss: loss, rate: .megabits(1)), seed: 5)
      for id in 0..<500 {
        bench.send(id, octets: 200)
        bench.run(for: .microseconds(700))
        if looking { _ = bench.statistics() }
      }
      bench.runOut()
      return bench.arrivals()
    }
    #expect(run(looking: true) == run(looking: false))
  }
}

/// A link as one would write it without a thought for speed: each packet's times are worked out when it comes, as exact
/// fractions of a nanosecond with the rate as their denominator.
private struct NaiveLink {
  let rate: UInt64
  let limit: LinkConditions.Queue.Limit
  let delay: UInt64
  var arrivals: [(id: Int, time: UInt64)] = []
  var dropped = 0
  var packetsMax = 0
  var octetsMax = 0
  private var freeAt: UInt128 = 0
  private var waiting: [(start: UInt64, octets: Int)] = []

  init(rate: UInt64, limit: LinkConditions.Queue.Limit, delay: UInt64) {
    (self.rate, self.limit, self.delay) = (rate, limit, delay)
  }

  mutating func send(_ id: Int, octets: Int, at now: UInt64) {
    waiting.removeAll { $0.start <= now }
    let start = max(UInt128(now) * UInt128(rate), freeAt)
    if roundedUp(start) > now {
      let octetsWaiting = waiting.reduce(0) { $0 + $1.octets }
      let isFull =
        switch limit {
        case .packets(let count): waiting.count + 1 > count
        case .octets(let count): octetsWaiting + octets > count
        }
      if isFull {
        dropped += 1
        return
      }
      waiting.append((roundedUp(start), octets))
      packetsMax = max(packetsMax, waiting.count)
      octetsMax = max(octetsMax, octetsWaiting + octets)
    }
    freeAt = start + UInt128(octets) * 8_000_000_000
    arrivals.append((id, roundedUp(freeAt) + delay))
  }

  private func roundedUp(_ time: UInt128) -> UInt64 { UInt64((time + UInt128(rate) - 1) / UInt128(rate)) }
}
