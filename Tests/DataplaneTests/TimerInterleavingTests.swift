import Dataplane
import Testing

/// Timers that are set while others fire, few and many at a time.
struct TimerInterleavingTests {
  let rig = Rig()

  /// A timer as the naive model has it: a list that is searched.
  private struct Expected {
    var deadline: Instant
    var token: UInt64
  }

  @Test("timers that are set between others fire in the order of their times", arguments: [3, 20, 40, 300])
  func agreesWithSearching(most: Int) async {
    let seed = UInt64(0x5eed_0100 + most)
    print("seed \(seed)")
    var random = RandomSource(seed: seed)
    let probe = rig.probe("probe")
    var waiting: [Expected] = []
    var fired: [UInt64] = []
    var token: UInt64 = 0
    for _ in 0..<3000 {
      let room = most - waiting.count
      for _ in 0..<Int(random.next() % UInt64(room / 2 + 2)) where waiting.count < most {
        let far = random.next() % 8 == 0
        let delay = Nanoseconds(random.next() % (far ? 100_000 : 500))
        waiting.append(Expected(deadline: rig.dispatcher.now + delay, token: token))
        probe.context.setTimer(after: delay, token: token)
        token += 1
      }
      #expect(rig.dispatcher.nextDeadline == waiting.map(\.deadline).min())
      rig.dispatcher.now = rig.dispatcher.now + Nanoseconds(random.next() % 300)
      rig.dispatcher.fireTimers()
      // The sort is stable: of one instant the first that was set comes first.
      let due = waiting.filter { $0.deadline <= rig.dispatcher.now }
      fired += due.sorted { ($0.deadline, $0.token) < ($1.deadline, $1.token) }.map(\.token)
      waiting.removeAll { $0.deadline <= rig.dispatcher.now }
    }
    #expect(await probe.timers == fired)
    #expect(probe.context.timersFired == UInt64(fired.count))
  }

  @Test("an element that goes takes its timers along, and no others")
  func detaching() async {
    let seed: UInt64 = 0x5eed_0200
    print("seed \(seed)")
    var random = RandomSource(seed: seed)
    let (staying, going) = (rig.probe("staying"), rig.probe("going"))
    let delays = (0..<500).map { _ in Nanoseconds(random.next() % 1000) }
    for (token, delay) in delays.enumerated() {
      let probe = token % 3 == 0 ? staying : going
      probe.context.setTimer(after: delay, token: UInt64(token))
    }
    rig.dispatcher.detach(going.context)
    rig.dispatcher.now = rig.dispatcher.now + Nanoseconds(1000)
    rig.dispatcher.fireTimers()
    let expected = delays.enumerated().filter { $0.offset % 3 == 0 }
      .sorted { ($0.element, $0.offset) < ($1.element, $1.offset) }.map { UInt64($0.offset) }
    #expect(await staying.timers == expected)
    #expect(await going.timers == [])
  }

  @Test("a context without an element that goes away takes its timers along")
  func forgottenContext() async {
    let probe = rig.probe("probe")
    probe.context.setTimer(after: Nanoseconds(2), token: 2)
    do {
      let context = rig.dispatcher.makeContext(name: "nobody", ports: [])
      context.setTimer(after: Nanoseconds(1), token: 1)
    }
    #expect(rig.dispatcher.nextDeadline == rig.dispatcher.now + Nanoseconds(2))
    rig.dispatcher.now = rig.dispatcher.now + Nanoseconds(2)
    rig.dispatcher.fireTimers()
    #expect(await probe.timers == [2])
  }
}
