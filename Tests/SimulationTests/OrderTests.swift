import Dataplane
import Simulation
import Testing

@Suite("The order of one instant")
struct OrderTests {
  @Test("a thousand sleepers wake by time, and at one time in the order in which they went to sleep")
  func sleepers() throws {
    let simulator = Simulator(seed: 1)
    let history = History()
    var random = RandomSource(seed: 0x5eed)
    let delays = (0..<1000).map { _ in random.next() % 50 }
    try simulator.run {
      try await withThrowingTaskGroup(of: Void.self) { group in
        for (number, delay) in delays.enumerated() {
          group.addTask {
            try await simulator.sleep(for: .milliseconds(delay))
            history.add("\(number)")
          }
        }
        try await group.waitForAll()
      }
    }
    let expected = delays.enumerated().sorted { ($0.element, $0.offset) < ($1.element, $1.offset) }.map {
      "\($0.offset)"
    }
    #expect(history.lines == expected)
    #expect(simulator.now == Simulator.origin + .milliseconds(49))
  }

  @Test("of one instant, timers come first in the order in which they were set, then packets, then sleepers")
  func timersFirst() throws {
    let simulator = Simulator(seed: 1)
    let history = History()
    let beacon = Beacon(
      context: simulator.dispatcher.makeContext(name: "beacon", ports: ["out"]), period: .seconds(1), history: history)
    let listener = Beacon(
      context: simulator.dispatcher.makeContext(name: "listener", ports: ["in"]), period: .seconds(1), history: history)
    simulator.dispatcher.attach(beacon)
    simulator.dispatcher.attach(listener)
    simulator.dispatcher.connect(PortReference(beacon.context, 0), PortReference(listener.context, 0))
    try simulator.run {
      async let asleep: Void = {
        try await simulator.sleep(for: .milliseconds(1_000))
        history.add("sleeper")
      }()
      await beacon.set(2, after: .seconds(1))
      await beacon.set(0, after: .seconds(1))
      await beacon.set(1, after: .seconds(1))
      await beacon.set(3, after: .milliseconds(999))
      try await asleep
    }
    #expect(history.lines == ["timer 3", "timer 2", "timer 0", "timer 1", "listener received", "sleeper"])
  }

  @Test("the clock stands still while packets wait, and does not stop for who was cancelled")
  func clock() throws {
    let simulator = Simulator(seed: 1)
    let end = try simulator.run {
      let task = Task(executorPreference: simulator) { try await simulator.sleep(for: .seconds(1)) }
      let other = Task(executorPreference: simulator) {
        try await simulator.sleep(for: .seconds(2))
        return simulator.now
      }
      await Task.yield()
      task.cancel()
      return try await other.value
    }
    #expect(end == Simulator.origin + .seconds(2))
  }

  @Test("to sleep until now or earlier is not to sleep")
  func past() throws {
    let simulator = Simulator(seed: 1)
    try simulator.run {
      try await simulator.sleep(until: .zero)
      try await simulator.sleep(for: Nanoseconds(0))
    }
    #expect(simulator.now == Simulator.origin)
  }
}
