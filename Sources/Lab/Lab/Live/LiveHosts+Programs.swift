import Linux
import Topology

extension LiveHosts {
  /// Makes a host ready for a program, and tells where it is to run.
  func enter(_ name: String, of lab: ResolvedLab) throws -> HostEntrance {
    let programs = try host(named: name).programs
    let sandbox = try programs.enter(HostFiles(lab: lab))
    return HostEntrance(initProcess: sandbox.process, environment: programs.environment)
  }

  /// Runs the lines of one host one after the other, hosts side by side.
  func runLines(of nodes: [ResolvedNode], in lab: ResolvedLab) async throws -> [String] {
    let files = HostFiles(lab: lab)
    return try await withThrowingTaskGroup(of: [String].self) { group in
      for node in nodes {
        guard case .host(let settings) = node.role, !settings.exec.isEmpty else { continue }
        let programs = try host(named: node.name).programs
        group.addTask {
          var failures: [String] = []
          for line in settings.exec {
            if let failure = try await programs.run(line, files) { failures.append("\(node.name): \(failure)") }
          }
          return failures
        }
      }
      var failures: [String] = []
      for try await more in group { failures += more }
      return failures
    }
  }

  /// Hosts that run programs already get new files.
  func refreshNames(_ lab: ResolvedLab) async throws {
    let files = HostFiles(lab: lab)
    for node in lab.nodes where node.kind == .host { try await host(named: node.name).programs.refresh(files) }
  }
}
