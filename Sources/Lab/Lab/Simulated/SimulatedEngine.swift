import Buffers
import Dataplane
import Hosts
import Runtime
import Simulation
import Topology

/// Virtual time on one thread, with embedded hosts.
struct SimulatedEngine: LabEngine {
  /// Packet buffers of a simulated lab. Only those in use take memory.
  static let buffersMax = 65_536

  let simulator: Simulator
  let simulatedHosts = SimulatedHosts()
  let kind = LabEngineKind.simulated
  /// Captures show seconds since the run began.
  let wallClockOffset = -Int64(Simulator.origin.nanoseconds)

  var crank: any Crank { simulator }
  var hosts: any LabHosts { simulatedHosts }
  var now: Instant { simulator.now }

  init(seed: UInt64, limits: SimulationLimits) {
    simulator = Simulator(
      seed: seed, pool: PacketPool(capacity: SimulatedEngine.buffersMax), limits: limits)
  }

  func sleep(for duration: Duration) async throws { try await simulator.sleep(for: duration) }
}

extension Simulator: Crank {
  /// Nothing outside the process takes part in a simulation: a device is one of a replay.
  func add(_ device: some DeviceElement) throws {
    if device is ReplayDevice { return dispatcher.attach(device) }
    throw LabError(.failed, "\(device.context.name) is a device of the machine, and has no part in a simulation")
  }

  func remove(_ device: some DeviceElement) { dispatcher.detach(device.context) }

  func stop() {}

  /// Virtual time waits for everybody.
  var latenessSoFar: Lateness? { nil }
}
