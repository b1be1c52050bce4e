import Hosts
import Lab
import Synchronization
import Topology

/// Everything that happens in a test of a lab, in its order: the checks of the file one after the other, and beside them
/// the steps of its scenario at their times.
///
/// ```
///   time   0 ─────────────────────────────────────────▶
///   checks  [c1][c2 ][c3 …]                              each as soon as the one before has ended, or at its `at`
///   steps        s1      s2 (check) ─ …   s3             each at its time; checks and traffic run beside the rest
/// ```
struct TestSchedule: Sendable {
  let runner: CheckRunner
  let options: TestOptions
  let progress: @Sendable (CheckResult) -> Void

  /// Runs everything. The results are in the order of the file: the checks, then those of the scenario.
  func run(_ lab: ResolvedLab) async throws -> [CheckResult] {
    let steps = lab.scenario
    async let scenario = runScenario(steps)
    if !steps.isEmpty { try await takeTurns() }
    var results: [CheckResult] = []
    for check in lab.checks {
      if options.includes(check.heading) {
        let result = try await runner.run(check)
        progress(result)
        results.append(result)
      } else {
        try await runner.prepare(check)
      }
    }
    return results + (try await scenario)
  }

  private func runScenario(_ steps: [ScenarioStep]) async throws -> [CheckResult] {
    try await withThrowingTaskGroup(of: (Int, CheckResult)?.self) { group in
      for (index, step) in steps.enumerated() {
        let now = await runner.lab.elapsed
        if step.at > now { try await runner.lab.sleep(for: step.at - now) }
        switch step.action {
        case .event(let event): try await runner.lab.perform(event)
        case .send(let traffic):
          group.addTask {
            try await send(traffic)
            return nil
          }
          try await takeTurns()
        case .check(let check):
          guard options.includes(check.heading) else { continue }
          group.addTask {
            let result = try await runner.run(check)
            progress(result)
            return (index, result)
          }
          try await takeTurns()
        }
      }
      var found: [(Int, CheckResult)] = []
      for try await result in group { if let result { found.append(result) } }
      return found.sorted { $0.0 < $1.0 }.map(\.1)
    }
  }

  /// Lets what was begun do all that it does at once, before something else begins: which of two that begin together is
  /// ahead must not depend on the hops between actors, of which a release build makes fewer.
  private func takeTurns() async throws { try await runner.lab.sleep(for: .nanoseconds(1)) }

  /// Sends what a step says; what comes of it is nobody's business.
  private func send(_ traffic: Traffic) async throws {
    let address = traffic.destination.address
    switch traffic.kind {
    case .ping:
      var probe = PingProbe(address)
      probe.count = traffic.count
      probe.interval = traffic.interval
      probe.payloadLength = traffic.octets
      _ = try await runner.lab.run(Hosts.Probe.ping(probe), from: traffic.source)
    case .tcp(let port):
      var probe = TCPProbe(address, port: port)
      probe.fillingLength = traffic.octets
      probe.end = traffic.octets > 0 ? .sent : .open
      try await spaced(traffic, .tcp(probe))
    case .udp(let port):
      var probe = UDPProbe(address, port: port)
      probe.payload = [UInt8](repeating: 0, count: traffic.octets)
      probe.timeout = .zero
      try await spaced(traffic, .udp(probe))
    }
  }

  /// The same probe again and again, each at its distance from the one before, whatever became of that.
  private func spaced(_ traffic: Traffic, _ probe: Hosts.Probe) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for index in 0..<traffic.count {
        if index > 0 { try await runner.lab.sleep(for: traffic.interval) }
        // A bound on what goes on at once: the next waits for one of those before it.
        if index >= TestSchedule.concurrencyMax { try await group.next() }
        group.addTask { _ = try await runner.lab.run(probe, from: traffic.source) }
      }
      try await group.waitForAll()
    }
  }

  /// Probes of one step that go on at once.
  private static var concurrencyMax: Int { 256 }
}
