import Dataplane
import Simulation
import Testing

@Suite("Runs in virtual time")
struct SimulatorTests {
  @Test("a run answers what its body answers, and the clock goes on from run to run")
  func answers() throws {
    let simulator = Simulator(seed: 1)
    let first = try simulator.run {
      try await simulator.sleep(for: .seconds(300))
      return simulator.now
    }
    #expect(first == Simulator.origin + .seconds(300))
    let second = try simulator.run {
      try await simulator.sleep(for: .milliseconds(1))
      return simulator.now - first
    }
    #expect(second == .milliseconds(1))
  }
}
