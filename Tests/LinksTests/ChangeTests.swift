import Buffers
import Dataplane
import Links
import SeededRandom
import Testing

@Suite("changes, down and up")
struct ChangeTests {
  @Test("what is in flight arrives when it was going to, and what follows with less delay does not overtake it")
  func shorterDelay() {
    let bench = LinkBench(LinkConditions(delay: .milliseconds(100)))
    bench.send(0)
    bench.run(for: .milliseconds(10))
    bench.set(LinkConditions(delay: .milliseconds(5)))
    bench.send(1)
    bench.run(for: .milliseconds(95))
    bench.send(2)
    bench.runOut()
    #expect(bench.arrivals().map(\.time) == [100, 100, 110].map { $0 * millisecond })
  }

  @Test("a longer delay does not hold back what is in flight")
  func longerDelay() {
    let bench = LinkBench(LinkConditions(delay: .milliseconds(5)))
    bench.send(0)
    bench.set(LinkConditions(delay: .milliseconds(100)))
    bench.send(1)
    bench.runOut()
    #expect(bench.arrivals().map(\.time) == [5, 100].map { $0 * millisecond })
  }

  @Test("random changes at random times lose nothing and keep the order")
  func randomChanges() {
    var random = SplitMix64(seed: 51, for: #function)
    let bench = LinkBench()
    for id in 0..<5_000 {
      bench.send(id, octets: Int.random(in: 60...1_514, using: &random))
      bench.run(for: Nanoseconds(UInt64.random(in: 0...millisecond, using: &random)))
      guard id % 50 == 0 else { continue }
      let delay = Nanoseconds(UInt64.random(in: 0...(20 * millisecond), using: &random))
      bench.set(
        LinkConditions(
          delay: delay, jitter: Bool.random(using: &random) ? .init(Nanoseconds(delay.count / 2)) : nil,
          rate: Bool.random(using: &random) ? .megabits(UInt64.random(in: 20...1_000, using: &random)) : nil,
          queue: .init(
            .packets(1_000),
            Bool.random(using: &random) ? .tailDrop : .codel(.init(target: .seconds(1), interval: .seconds(2))))))
    }
    bench.runOut()
    #expect(bench.arrivals().map(\.id) == Array(0..<5_000))
    #expect(bench.pool.inUse == 0)
  }

  @Test("a cut link loses what is in it and what comes, and carries again once it is up")
  func downAndUp() async {
    let bench = LinkBench(LinkConditions(delay: .milliseconds(10), rate: .megabits(8)))
    for id in 0..<20 { bench.send(id, octets: 1_000) }
    bench.run(for: .milliseconds(12))
    #expect(bench.arrivals().map(\.id) == [0, 1])
    await bench.link.setUp(false)
    #expect(await !bench.link.isUp(.forward))
    bench.send(20)
    bench.send(21, .backward)
    bench.run(for: .milliseconds(500))
    #expect(bench.arrivals() == [])
    #expect(bench.arrivals(.backward) == [])
    #expect(bench.statistics().downDrops == 19)
    #expect(bench.drops(.linkDown) == 20)
    #expect(bench.pool.inUse == 0)
    await bench.link.setUp(true)
    bench.send(22, octets: 1_000)
    bench.runOut()
    #expect(bench.arrivals().map(\.time) == [523 * millisecond])
  }

  @Test("a packet that arrives at the very instant of the cut has arrived")
  func cutAtArrival() async {
    let bench = LinkBench(LinkConditions(delay: .milliseconds(10)))
    bench.send(0)
    bench.dispatcher.now = Instant(nanoseconds: LinkBench.start + 10 * millisecond)
    await bench.link.setUp(false)
    bench.runOut()
    #expect(bench.arrivals().map(\.id) == [0])
  }

  @Test("a new packet after the cut does not wait for those that were lost, nor for the one that was being sent")
  func freshAfterCut() async {
    let bench = LinkBench(LinkConditions(delay: .seconds(10), rate: .kilobits(8)))
    bench.send(0, octets: 1_000)
    await bench.link.setUp(false)
    await bench.link.setUp(true)
    bench.set(LinkConditions(delay: .milliseconds(1)))
    bench.send(1)
    bench.runOut()
    #expect(bench.arrivals().map(\.time) == [millisecond])
  }

  @Test("each direction has conditions and a state of its own")
  func directions() async {
    let bench = LinkBench(LinkConditions(delay: .milliseconds(1)), LinkConditions(delay: .milliseconds(7)))
    bench.send(0)
    bench.send(1, .backward)
    bench.runOut()
    #expect(bench.arrivals().map(\.time) == [millisecond])
    #expect(bench.arrivals(.backward).map(\.time) == [7 * millisecond])
    await bench.link.setUp(false, .backward)
    bench.send(2)
    bench.send(3, .backward)
    bench.runOut()
    #expect(bench.arrivals().map(\.id) == [2])
    #expect(bench.arrivals(.backward) == [])
    #expect(bench.statistics(.backward).downDrops == 1)
    #expect(bench.statistics().downDrops == 0)
  }

  @Test("no more than so many packets are in flight")
  func flightBound() {
    let bench = LinkBench(LinkConditions(delay: .seconds(1)))
    // Clones share one buffer.
    var packet = bench.pool.allocate()!
    _ = packet.resize(to: 60)
    packet.id = 1
    for index in 0..<(Link.inFlightMax + 10) {
      bench.put(packet.clone())
      if index % 1_000 == 0 { bench.dispatcher.runReady() }
    }
    bench.dispatcher.runReady()
    #expect(bench.statistics().inFlight == Link.inFlightMax)
    #expect(bench.statistics().flightDrops == 10)
    #expect(bench.drops(.queueFull) == 10)
    bench.runOut()
    #expect(bench.arrivals().count == Link.inFlightMax)
  }

  @Test("changes that bring the next arrival nearer set few timers")
  func fewTimers() {
    let bench = LinkBench(LinkConditions(delay: .seconds(1), reorder: 0.5), seed: 9)
    for id in 0..<1_000 {
      bench.send(id)
      bench.run(for: .microseconds(10))
    }
    var timers = 0
    while let deadline = bench.dispatcher.nextDeadline, deadline.nanoseconds < LinkBench.start + 1_000 * millisecond {
      timers += 1
      bench.run(until: deadline.nanoseconds)
    }
    #expect(timers == 0)
    bench.runOut()
    #expect(bench.arrivals().count == 1_000)
  }
}
