import Dataplane
import Testing

struct TimerTests {
  let rig = Rig()

  @Test("timers fire at their time, not before, and in the order of their times")
  func order() async {
    let probe = rig.probe("probe")
    probe.context.setTimer(after: .milliseconds(3), token: 3)
    probe.context.setTimer(after: .milliseconds(1), token: 1)
    probe.context.setTimer(after: .milliseconds(2), token: 2)
    #expect(rig.dispatcher.nextDeadline == rig.dispatcher.now + .milliseconds(1))
    rig.dispatcher.fireTimers()
    #expect(await probe.timers == [])
    rig.dispatcher.now = rig.dispatcher.now + .milliseconds(2)
    rig.dispatcher.fireTimers()
    #expect(await probe.timers == [1, 2])
    rig.dispatcher.now = rig.dispatcher.now + .milliseconds(1)
    rig.dispatcher.fireTimers()
    #expect(await probe.timers == [1, 2, 3])
    #expect(rig.dispatcher.nextDeadline == nil)
  }

  @Test("timers for the same instant fire in the order in which they were set")
  func sameInstant() async {
    let probe = rig.probe("probe")
    for token: UInt64 in 0..<100 { probe.context.setTimer(after: .seconds(1), token: token) }
    rig.dispatcher.now = rig.dispatcher.now + .seconds(1)
    rig.dispatcher.fireTimers()
    #expect(await probe.timers == Array(0..<100))
  }

  @Test("a random set of timers fires as a stable sort has it")
  func agreesWithSorting() async {
    let seed: UInt64 = 0x5eed_0006
    print("seed \(seed)")
    var random = RandomSource(seed: seed)
    let probe = rig.probe("probe")
    let start = rig.dispatcher.now
    let delays = (0..<2000).map { _ in Nanoseconds(random.next() % 50) }
    for (token, delay) in delays.enumerated() { probe.context.setTimer(after: delay, token: UInt64(token)) }
    for step: UInt64 in 0...50 {
      rig.dispatcher.now = start + Nanoseconds(step)
      rig.dispatcher.fireTimers()
    }
    let expected = delays.enumerated().sorted { ($0.element, $0.offset) < ($1.element, $1.offset) }.map {
      UInt64($0.offset)
    }
    #expect(await probe.timers == expected)
  }

  @Test("a timer that sets itself again without delay fires once a turn")
  func rearmingEnds() async {
    let probe = rig.probe("probe")
    await probe.rearm(7, after: Nanoseconds(0))
    probe.context.setTimer(after: Nanoseconds(0), token: 7)
    for turns in 1...3 {
      rig.dispatcher.fireTimers()
      #expect(await probe.timers.count == turns)
    }
  }

  @Test("a deadline that has passed counts as now, behind what is due already")
  func pastDeadline() async {
    let probe = rig.probe("probe")
    probe.context.setTimer(at: rig.dispatcher.now, token: 1)
    probe.context.setTimer(at: .zero, token: 2)
    #expect(rig.dispatcher.nextDeadline == rig.dispatcher.now)
    rig.dispatcher.fireTimers()
    #expect(await probe.timers == [1, 2])
  }

  @Test("the timers of a detached element fall silent, and keep nothing alive")
  func detachedElement() async {
    weak var context: ElementContext?
    weak var probe: Probe?
    let other = rig.probe("other")
    other.context.setTimer(after: .seconds(2), token: 2)
    do {
      let short = rig.probe("short")
      short.context.setTimer(after: .seconds(1), token: 1)
      short.context.setTimer(at: .distantFuture, token: 1)
      rig.dispatcher.detach(short.context)
      (context, probe) = (short.context, short)
    }
    #expect(context == nil)
    #expect(probe == nil)
    rig.dispatcher.now = rig.dispatcher.now + .seconds(2)
    #expect(rig.dispatcher.nextDeadline == rig.dispatcher.now)
    rig.dispatcher.fireTimers()
    #expect(await other.timers == [2])
    #expect(rig.dispatcher.nextDeadline == nil)
  }
}
