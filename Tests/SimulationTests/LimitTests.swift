import Dataplane
import Simulation
import Switching
import Testing

@Suite("Runs that come to no end")
struct LimitTests {
  /// The message of the error that `body` throws.
  private func message(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "no error"
    } catch let error as SimulationError {
      return error.description
    } catch {
      return "another error: \(error)"
    }
  }

  @Test("a body that waits for what never comes stalls the run, and is cancelled")
  func stalled() throws {
    let simulator = Simulator(seed: 1)
    let history = History()
    let text = message {
      try simulator.run {
        try await simulator.sleep(for: .milliseconds(1_500))
        let (stream, continuation) = AsyncStream.makeStream(of: Int.self)
        for await _ in stream {}
        history.add(Task.isCancelled ? "cancelled" : "ended")
        withExtendedLifetime(continuation) {}
      }
    }
    #expect(
      text == """
        the run stalled at 1.5 s: nothing is left to happen, and the test still waits
        hint: it waits for something that never comes, or for something outside of the simulation, such as Task.sleep, \
        an unstructured Task or real input and output
        """)
    #expect(history.lines == ["cancelled"])
    #expect(try simulator.run { 1 } == 1)
  }

  @Test("a run that only waits ends with the virtual time, and names who was busy of late")
  func virtualTime() {
    let simulator = Simulator(seed: 1, limits: SimulationLimits(virtualTime: .seconds(10)))
    let (source, _) = network(simulator)
    let text = message {
      try simulator.run {
        await source.start()
        try await simulator.sleep(for: .seconds(3600))
      }
    }
    #expect(
      text == """
        the run did not end within 10 s of virtual time
        busiest elements: source (5000 timers), hub (5000 packets), sink (5000 packets)
        """)
  }

  @Test("a clock that stands still ends with the events")
  func standstill() {
    let simulator = Simulator(seed: 1, limits: SimulationLimits(events: 10_000))
    let beacon = Beacon(context: simulator.dispatcher.makeContext(name: "beacon", ports: []), period: Nanoseconds(0))
    simulator.dispatcher.attach(beacon)
    let text = message {
      try simulator.run {
        await beacon.start()
        try await simulator.sleep(for: .seconds(1))
      }
    }
    #expect(
      text == """
        the run did not end within 10000 events; it came to 0 s of virtual time
        busiest elements: beacon (5000 timers)
        """)
  }

  @Test("a test that goes on forever by itself is told so")
  func endlessBody() {
    let simulator = Simulator(seed: 1, limits: SimulationLimits(events: 1000))
    let text = message {
      try simulator.run { while !Task.isCancelled { await Task.yield() } }
    }
    #expect(
      text == """
        the run did not end within 1000 events; it came to 0 s of virtual time
        hint: no element was busy: the test itself goes on forever
        """)
  }

  @Test("packets that multiply in a mesh of hubs: the message names a loop")
  func loop() {
    let simulator = Simulator(seed: 1, limits: SimulationLimits(events: 400_000))
    let dispatcher = simulator.dispatcher
    let hubs = mesh(of: 4, on: dispatcher)
    let source = Beacon(context: dispatcher.makeContext(name: "source", ports: ["out"]), period: .milliseconds(1))
    dispatcher.attach(source)
    dispatcher.connect(PortReference(source.context, 0), PortReference(hubs[0].context, 0))
    let text = message {
      try simulator.run {
        await source.start()
        try await simulator.sleep(for: .seconds(1))
      }
    }
    #expect(
      text == """
        the run did not end within 400000 events; it came to 0.001 s of virtual time
        busiest elements: hub4 (46336 packets), hub1 (46080 packets), hub2 (46080 packets), hub3 (46080 packets), \
        source (15360 packets)
        packets multiply in a loop: hub1 → hub2 → hub3 → hub1
        hint: break the loop, or let its switches speak a spanning tree protocol
        """)
  }

  @Test("full queues without a loop are told as such")
  func overload() {
    let simulator = Simulator(seed: 1, limits: SimulationLimits(events: 1_000))
    let dispatcher = simulator.dispatcher
    let source = Beacon(context: dispatcher.makeContext(name: "source", ports: ["out"]), period: .milliseconds(1))
    let sink = Beacon(context: dispatcher.makeContext(name: "sink", ports: ["in"]), period: .milliseconds(1))
    dispatcher.attach(source)
    dispatcher.attach(sink)
    dispatcher.connect(PortReference(source.context, 0), PortReference(sink.context, 0), limit: 3)
    let text = message {
      try simulator.run {
        while !Task.isCancelled {
          for _ in 0..<5 { await source.send() }
          try await simulator.sleep(for: .milliseconds(1))
        }
      }
    }
    #expect(
      text == """
        the run did not end within 1000 events; it came to 0.25 s of virtual time
        busiest elements: sink (375 packets)
        full queues: source (250 dropped)
        """)
  }

  @Test("what another thread brings in ends the run")
  func escaped() {
    let simulator = Simulator(seed: 1, limits: SimulationLimits(events: 100_000_000))
    let text = message {
      try simulator.run {
        // Keeps the run going until the stranger is back.
        async let waiting: Void = { while !Task.isCancelled { await Task.yield() } }()
        await Task.detached {}.value
        await waiting
      }
    }
    #expect(
      text == """
        the run left the simulation by 0 s: a task on another thread came back into it
        hint: use child tasks, Task(executorPreference: simulator) and the simulator's sleep, not Task { }, \
        Task.detached, the main actor or Task.sleep
        """)
  }
}
