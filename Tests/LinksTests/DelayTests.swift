import Buffers
import Dataplane
import Links
import Testing

@Suite("delay and jitter")
struct DelayTests {
  @Test("every packet arrives exactly the delay later, and those of one instant arrive together")
  func exactDelay() {
    let bench = LinkBench(LinkConditions(delay: .milliseconds(20)))
    for id in 0..<100 { bench.put(id) }
    bench.run(until: LinkBench.start + 19_999_999)
    #expect(bench.arrivals() == [])
    #expect(bench.statistics().inFlight == 100)
    bench.run(for: Nanoseconds(1))
    let arrivals = bench.arrivals()
    #expect(arrivals.map(\.id) == Array(0..<100))
    #expect(arrivals.allSatisfy { $0.time == 20 * millisecond && $0.batch == arrivals[0].batch })
    #expect(bench.statistics().inFlight == 0)
    #expect(bench.dispatcher.nextDeadline == nil)
  }

  @Test("a link without conditions passes packets at once")
  func ideal() {
    let bench = LinkBench()
    bench.send(1)
    bench.send(2, .backward)
    #expect(bench.arrivals().map(\.id) == [1])
    #expect(bench.arrivals(.backward).map(\.id) == [2])
    #expect(bench.dispatcher.nextDeadline == nil)
  }

  @Test("the delay does not hold up the traffic: one timer at a time serves any number of packets")
  func manyInFlight() {
    let bench = LinkBench(LinkConditions(delay: .milliseconds(100)))
    for id in 0..<3_000 {
      bench.send(id)
      bench.run(for: .microseconds(10))
    }
    #expect(bench.statistics().inFlight == 3_000)
    bench.runOut()
    let arrivals = bench.arrivals()
    #expect(arrivals.map(\.id) == Array(0..<3_000))
    #expect(arrivals.enumerated().allSatisfy { $1.time == 100 * millisecond + UInt64($0) * 10 * microsecond })
  }

  @Test("more packets due at once than the next queue holds leave in turns, and none is dropped")
  func releasedInTurns() {
    let bench = LinkBench(LinkConditions(delay: .milliseconds(1)))
    for id in 0..<3_000 { bench.send(id) }
    bench.runOut()
    let arrivals = bench.arrivals()
    #expect(arrivals.map(\.id) == Array(0..<3_000))
    #expect(arrivals.allSatisfy { $0.time == millisecond })
    #expect(bench.drops(.queueFull) == 0)
  }

  @Test("a worker that looks late delivers late packets at once, and the others at their own times")
  func lateWorker() {
    let bench = LinkBench(LinkConditions(delay: .milliseconds(10), rate: .megabits(8)))
    for id in 0..<100 { bench.send(id, octets: 1_000) }  // 1 ms each: through at 1, 2, … 100 ms
    bench.oversleep(until: LinkBench.start + 50 * millisecond + 1)
    #expect(bench.arrivals().map(\.time) == Array(repeating: 50 * millisecond + 1, count: 40))
    bench.runOut()
    let rest = bench.arrivals()
    #expect(rest.map(\.time) == (41...100).map { UInt64($0 + 10) * millisecond })
    #expect(rest.map(\.id) == Array(40..<100))
  }

  @Test("a trace tells what holds a packet up")
  func traced() {
    let bench = LinkBench(LinkConditions(delay: .milliseconds(20), rate: .megabits(8)))
    let recorder = NoteRecorder()
    bench.dispatcher.observer = recorder
    bench.send(0, octets: 1_000)
    var packet = bench.pool.packet([UInt8](repeating: 0, count: 1_000))!
    packet.traceID = 1
    bench.put(packet)
    bench.runOut()
    #expect(
      recorder.notes == ["waits for the link to send 1 before it", "is on the way for 20 ms"])
  }

  @Test("uniform jitter fills its bounds evenly and never leaves them")
  func uniformJitter() {
    let deviations = deviations(of: .init(.milliseconds(2)), count: 50_000, seed: 11)
    #expect(deviations.allSatisfy { abs($0) <= 2 * Double(millisecond) })
    // Standard deviation of the mean: 2 ms / √3 / √50,000 = 5.2 µs.
    #expect(abs(deviations.mean) < 21_000)
    for quarter in 0..<4 {
      let low = Double(quarter - 2) * Double(millisecond)
      let share = deviations.share { $0 >= low && $0 < low + Double(millisecond) }
      #expect(abs(share - 0.25) < 4.5 * (0.25 * 0.75 / 50_000).squareRoot())
    }
  }

  @Test("normal jitter has its standard deviation, shape and cut")
  func normalJitter() {
    let deviations = deviations(of: .init(.milliseconds(2), .normal), count: 50_000, seed: 12)
    let sigma = 2 * Double(millisecond)
    #expect(deviations.allSatisfy { abs($0) <= 4 * sigma })
    #expect(abs(deviations.mean) < 4.5 * sigma / 50_000.squareRoot())
    for (bound, expected) in [(0.5, 0.382925), (1, 0.682689), (2, 0.954500), (3, 0.997300)] {
      let share = deviations.share { abs($0) < bound * sigma }
      #expect(abs(share - expected) < 4.5 * (expected * (1 - expected) / 50_000).squareRoot(), "\(bound) σ: \(share)")
    }
  }

  @Test("correlated jitter repeats as often as it should, with the same distribution")
  func correlatedJitter() {
    let deviations = deviations(of: .init(.milliseconds(2), correlation: 0.75), count: 50_000, seed: 13)
    let repeats = zip(deviations, deviations.dropFirst()).map { $0 == $1 ? 1.0 : 0.0 }
    #expect(abs(repeats.mean - 0.75) < 4.5 * (0.75 * 0.25 / 50_000).squareRoot())
    // The correlation makes the mean of n values vary as that of n · (1 − ρ) / (1 + ρ) independent ones.
    #expect(abs(deviations.mean) < 4.5 * 2e6 / 3.0.squareRoot() / (50_000.0 / 7).squareRoot())
  }

  @Test("jitter alone never reorders")
  func jitterKeepsOrder() {
    for distribution in [LinkConditions.Jitter.Distribution.uniform, .normal] {
      let jitter = LinkConditions.Jitter(.milliseconds(5), distribution)
      let bench = LinkBench(LinkConditions(delay: .milliseconds(10), jitter: jitter))
      for id in 0..<2_000 {
        bench.send(id)
        bench.run(for: .microseconds(100))
      }
      bench.runOut()
      let arrivals = bench.arrivals()
      #expect(arrivals.map(\.id) == Array(0..<2_000))
      for arrival in arrivals {
        let sent = UInt64(arrival.id) * 100 * microsecond
        #expect(arrival.time >= sent)
      }
    }
  }

  /// How much packets deviate from a delay of 10 ms when they are too far apart to meet.
  private func deviations(of jitter: LinkConditions.Jitter, count: Int, seed: UInt64) -> [Double] {
    print("seed \(seed)")
    let bench = LinkBench(LinkConditions(delay: .milliseconds(10), jitter: jitter), seed: seed)
    for id in 0..<count {
      bench.send(id)
      bench.run(for: .milliseconds(20))
    }
    return bench.arrivals().map {
      Double($0.time) - Double(10 * millisecond) - Double($0.id) * Double(20 * millisecond)
    }
  }
}

extension [Double] {
  var mean: Double { reduce(0, +) / Double(count) }
  func share(_ isIn: (Double) -> Bool) -> Double { Double(count(where: isIn)) / Double(count) }
}

/// Keeps what elements say of packets.
private final class NoteRecorder: PacketObserver {
  var notes: [String] = []

  func observe(_ packet: borrowing Packet, _ event: PacketEvent, at element: ElementContext, now: Instant) {
    if case .noted(let text) = event { notes.append(text) }
  }
}
