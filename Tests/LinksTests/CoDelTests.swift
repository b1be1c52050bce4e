import Dataplane
import Links
import SeededRandom
import Testing

@Suite("controlled delay")
struct CoDelTests {
  @Test("drops and departures are those of RFC 8289's own queue", arguments: 61...68)
  func agreesWithReference(seed: UInt64) {
    var random = SplitMix64(seed: seed, for: #function)
    let parameters = LinkConditions.CoDelParameters(
      target: .milliseconds(5), interval: .milliseconds(seed % 2 == 0 ? 100 : 20))
    // 8 Mbit/s: an octet takes one microsecond, so that the reference needs no fractions.
    let bench = LinkBench(LinkConditions(rate: .megabits(8), queue: .init(.packets(100_000), .codel(parameters))))
    var reference = Reference(parameters, nanosecondsPerOctet: 1_000)
    var id = 0
    for _ in 0..<12 {
      // A spell of load from 60 % to 200 %, then perhaps a pause: the queue is entered again soon or late.
      let gap = UInt64.random(in: 400 * microsecond...1_300 * microsecond, using: &random)
      for _ in 0..<Int.random(in: 100...1_500, using: &random) {
        bench.run(for: Nanoseconds(UInt64.random(in: 0...(2 * gap), using: &random)))
        let length = Int.random(in: 60...1_514, using: &random)
        bench.send(id, octets: length)
        reference.send(id, length, at: bench.now - LinkBench.start)
        id += 1
      }
      if Bool.random(using: &random) {
        bench.run(for: Nanoseconds(UInt64.random(in: 0...(4_000 * millisecond), using: &random)))
      }
    }
    bench.runOut()
    reference.finish()
    let arrivals = bench.arrivals()
    #expect(arrivals.map(\.id) == reference.arrivals.map(\.id))
    #expect(arrivals.map(\.time) == reference.arrivals.map(\.time))
    #expect(bench.statistics().managedDrops == UInt64(reference.dropped))
    #expect(bench.drops(.queueManaged) == UInt64(reference.dropped))
    print(
      "\(id) packets, \(reference.dropped) dropped, \(reference.entered) times, \(reference.resumed) with a count kept")
    #expect(reference.dropped > 20 && reference.entered > 1)
  }

  @Test("of a steady overload CoDel drops more and more often, until the wait is near the target")
  func controlsWait() {
    let bench = LinkBench(LinkConditions(rate: .megabits(8), queue: .init(.packets(10_000), .codel(.init()))))
    var sent: [UInt64] = []
    for id in 0..<40_000 {
      sent.append(bench.now - LinkBench.start)
      bench.send(id, octets: 1_000)
      bench.run(for: .microseconds(900))
    }
    bench.runOut()
    let waits = bench.arrivals().map { Double($0.time - sent[$0.id]) / Double(millisecond) }
    let late = Array(waits.suffix(5_000))
    #expect(late.mean > 1 && late.mean < 60, "\(late.mean) ms")
    // Without CoDel the wait would have grown to 4 s.
    #expect(waits.max()! < 1_500)
    #expect(bench.statistics().queueDrops == 0)
  }

  @Test("a drop is told at the time when the packet came to the head of the queue, whatever is in flight")
  func dropsInTime() {
    let bench = LinkBench(
      LinkConditions(delay: .seconds(10), rate: .megabits(8), queue: .init(.packets(1_000), .codel(.init()))))
    for id in 0..<500 { bench.send(id, octets: 1_000) }
    bench.run(for: .milliseconds(150))
    #expect(bench.drops(.queueManaged) > 0)
  }

  @Test("a full queue drops what comes, CoDel or not")
  func tail() {
    let bench = LinkBench(LinkConditions(rate: .megabits(8), queue: .init(.packets(5), .codel(.init()))))
    for id in 0..<10 { bench.send(id) }
    #expect(bench.statistics().queueDrops == 4)
  }
}

/// The queue of RFC 8289, section 5, its pseudocode line by line, with a transmitter that calls `deque` whenever it is
/// free.
private struct Reference {
  private let target: Int64
  private let interval: Int64
  private let maxPacket: Int
  private let nanosecondsPerOctet: Int64
  private var queue: [(id: Int, length: Int, tstamp: Int64)] = []
  private var head = 0
  private var bytes = 0
  private var firstAboveTime: Int64 = 0
  private var dropNext: Int64 = 0
  private var count: UInt32 = 0
  private var lastCount: UInt32 = 0
  private var dropping = false
  private var freeAt: Int64 = 0

  var arrivals: [(id: Int, time: UInt64)] = []
  var dropped = 0
  var entered = 0
  var resumed = 0

  init(_ parameters: LinkConditions.CoDelParameters, nanosecondsPerOctet: Int64) {
    target = Int64(parameters.target.count)
    interval = Int64(parameters.interval.count)
    maxPacket = parameters.longestFrame
    self.nanosecondsPerOctet = nanosecondsPerOctet
  }

  mutating func send(_ id: Int, _ length: Int, at now: UInt64) {
    let now = Int64(now)
    advance(to: now)
    queue.append((id, length, now))
    bytes += length
    if freeAt <= now { transmit(at: now) }
  }

  mutating func finish() { advance(to: .max) }

  private mutating func advance(to now: Int64) {
    while freeAt <= now, head < queue.count { transmit(at: freeAt) }
  }

  private mutating func transmit(at now: Int64) {
    guard let packet = deque(now) else { return }
    freeAt = now + Int64(packet.length) * nanosecondsPerOctet
    arrivals.append((packet.id, UInt64(freeAt)))
    // Once it is through, the transmitter asks again, and hears that there is nothing.
  }

  private typealias Result = (p: (id: Int, length: Int, tstamp: Int64)?, okToDrop: Bool)

  private mutating func deque(_ now: Int64) -> (id: Int, length: Int)? {
    var r = dodequeue(now)
    if dropping {
      if !r.okToDrop { dropping = false }
      while now >= dropNext && dropping {
        dropped += 1
        count += 1
        r = dodequeue(now)
        if !r.okToDrop { dropping = false } else { dropNext = controlLaw(dropNext, count) }
      }
    } else if r.okToDrop {
      dropped += 1
      entered += 1
      r = dodequeue(now)
      dropping = true
      let delta = count - lastCount
      count = 1
      if delta > 1 && now - dropNext < 16 * interval {
        count = delta
        resumed += 1
      }
      dropNext = controlLaw(now, count)
      lastCount = count
    }
    return r.p.map { ($0.id, $0.length) }
  }

  private mutating func dodequeue(_ now: Int64) -> Result {
    guard head < queue.count else {
      firstAboveTime = 0
      return (nil, false)
    }
    let packet = queue[head]
    head += 1
    bytes -= packet.length
    var okToDrop = false
    if now - packet.tstamp < target || bytes <= maxPacket {
      firstAboveTime = 0
    } else if firstAboveTime == 0 {
      firstAboveTime = now + interval
    } else if now >= firstAboveTime {
      okToDrop = true
    }
    return (packet, okToDrop)
  }

  private func controlLaw(_ time: Int64, _ count: UInt32) -> Int64 {
    time + Int64(Double(interval) / Double(count).squareRoot())
  }
}
