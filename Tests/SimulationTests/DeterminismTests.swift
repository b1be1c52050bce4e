import Dataplane
import Simulation
import Testing

/// How often a task hops between actors on its way is for the compiler to say, and a release build says other than a
/// debug build. Here hops are made on purpose.
@Suite("an order that does not depend on hops")
struct DeterminismTests {
  @Test(
    "those who sleep to one instant act one after the other, whatever hops they make",
    arguments: [[0, 0, 0, 0], [7, 0, 3, 1], [0, 1, 2, 9], [20, 5, 1, 0]])
  func sleepers(_ hops: [Int]) throws {
    let simulator = Simulator(seed: 1)
    let history = History()
    try simulator.run {
      try await withThrowingTaskGroup(of: Void.self) { group in
        for (number, count) in hops.enumerated() {
          group.addTask {
            for round in 1...3 {
              try await simulator.sleep(until: Simulator.origin + .milliseconds(UInt64(round)))
              history.add("\(number) wakes")
              for _ in 0..<count { await Task.yield() }
              history.add("\(number) has acted")
            }
          }
        }
        try await group.waitForAll()
      }
    }
    let round = hops.indices.flatMap { ["\($0) wakes", "\($0) has acted"] }
    #expect(history.lines == round + round + round)
  }
}
