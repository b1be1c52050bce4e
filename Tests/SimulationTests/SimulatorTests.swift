import Dataplane
import Glibc
import Simulation
import Testing

@Suite("Runs in virtual time")
struct SimulatorTests {
  struct Refusal: Error, Equatable { let number: Int }

  @Test("a run answers what its body answers, and the clock goes on from run to run")
  func answers() throws {
    let simulator = Simulator(seed: 1)
    let first = try simulator.run {
      try await simulator.sleep(for: .seconds(300))
      return simulator.now
    }
    #expect(first == Simulator.origin + .seconds(300))
    let second = try simulator.run {
      try await simulator.sleep(for: Duration.milliseconds(1))
      return simulator.now - first
    }
    #expect(second == .milliseconds(1))
  }

  @Test("what the body throws, the run throws; and the next run goes well")
  func bodyThrows() throws {
    let simulator = Simulator(seed: 1)
    #expect(throws: Refusal(number: 7)) {
      try simulator.run {
        try await simulator.sleep(for: .seconds(1))
        throw Refusal(number: 7)
      }
    }
    #expect(try simulator.run { 3 } == 3)
  }

  @Test("the body, its child tasks and default actors run on the calling thread")
  func oneThread() throws {
    actor Anywhere {
      var thread: pthread_t { pthread_self() }
    }
    let simulator = Simulator(seed: 1)
    let threads = try simulator.run {
      let anywhere = Anywhere()
      async let child = pthread_self()
      let grandchildren = await withTaskGroup(of: pthread_t.self) { group in
        for _ in 0..<5 {
          group.addTask {
            await Task.yield()
            return await anywhere.thread
          }
        }
        return await group.reduce(into: []) { $0.append($1) }
      }
      return await [pthread_self(), child, anywhere.thread] + grandchildren
    }
    #expect(Set(threads) == [pthread_self()])
  }

  @Test("tasks, default actors and elements take turns in the same order, a hundred times over")
  func sameOrder() throws {
    actor Counter {
      let history: History
      var count = 0
      init(history: History) { self.history = history }
      func visit(_ who: String) async {
        count += 1
        history.add("\(who) is number \(count)")
        await Task.yield()
        history.add("\(who) leaves")
      }
    }
    func history() throws -> [String] {
      let history = History()
      let simulator = Simulator(seed: 1)
      let (source, sink) = network(simulator)
      try simulator.run {
        let counters = (0..<3).map { _ in Counter(history: history) }
        await source.start()
        try await withThrowingTaskGroup(of: Void.self) { group in
          for number in 0..<12 {
            group.addTask {
              for round in 0..<4 {
                await counters[(number + round) % 3].visit("task \(number)")
                history.add("task \(number) sees \(await sink.received)")
                try await simulator.sleep(for: .microseconds(UInt64(number % 5) * 400))
              }
            }
          }
          for try await _ in group { history.add("one has ended at \(simulator.now.nanoseconds)") }
        }
      }
      return history.lines
    }
    let first = try history()
    #expect(first.count == 12 * 4 * 3 + 12)
    for _ in 0..<100 { #expect(try history() == first) }
  }

  @Test("a group, its cancellation and its first result")
  func cancellation() throws {
    let simulator = Simulator(seed: 1)
    let outcome = try simulator.run {
      try await withThrowingTaskGroup(of: String.self) { group in
        group.addTask {
          do {
            try await simulator.sleep(for: .seconds(3600))
            return "slept"
          } catch {
            return "woken: \(error is CancellationError)"
          }
        }
        group.addTask {
          try await simulator.sleep(for: .seconds(1))
          return "first"
        }
        let first = try await group.next()
        group.cancelAll()
        return [first, try await group.next(), "\((simulator.now - Simulator.origin).count)"]
      }
    }
    #expect(outcome == ["first", "woken: true", "1000000000"])
  }

  @Test("a cancelled task does not fall asleep")
  func cancelledBefore() throws {
    let simulator = Simulator(seed: 1)
    let isCancelled = try simulator.run {
      await withTaskGroup(of: Bool.self) { group in
        group.cancelAll()
        group.addTask {
          do { try await simulator.sleep(for: .seconds(1)) } catch { return error is CancellationError }
          return false
        }
        return await group.next()
      }
    }
    #expect(isCancelled == true)
    #expect(simulator.now == Simulator.origin)
  }

  @Test("a task that prefers the simulator outlives the run that started it")
  func leftBehind() throws {
    let simulator = Simulator(seed: 1)
    let history = History()
    try simulator.run {
      _ = Task(executorPreference: simulator) {
        try await simulator.sleep(for: .seconds(1))
        history.add("late")
      }
    }
    #expect(history.lines == [])
    try simulator.run { try await simulator.sleep(for: .seconds(1)) }
    #expect(history.lines == ["late"])
  }

  @Test("a run within an asynchronous test")
  func withinTask() async throws {
    let simulator = Simulator(seed: 1)
    let (source, sink) = network(simulator)
    let received = try simulator.run {
      await source.start()
      try await simulator.sleep(for: .milliseconds(10))
      return await sink.received
    }
    #expect(received == 10)
  }
}
