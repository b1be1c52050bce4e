import Foundation
import Linux
import Logging
import ServiceLifecycle
import Topology
import UnixSignals

/// A running lab as a process: the lab, its control socket, and the signals that end it.
public struct LabProcess: Sendable {
  let lab: RunningLab
  let hosts: LiveHosts
  let server: ControlServer
  /// Held while the lab runs: a second lab of its name finds it taken.
  let lock: LabLock
  let logger: Logger

  /// What went wrong on the way up without being in the way.
  public var warnings: [String] { get async { await lab.warnings } }

  /// What the recording of the lab has, once the lab is down; `nil` where it was not recorded.
  public var recordingSummary: RecordingSummary? { get async { await lab.recordingSummary } }

  /// Brings the lab up and opens its control socket. `progress` is told of each step. All that comes in from outside is
  /// recorded into the file `recording`, where one is named.
  public static func start(
    _ target: LabTarget, file: String, recording: String? = nil, logger: Logger,
    progress: @escaping @Sendable (String) -> Void
  ) async throws -> LabProcess {
    try LabDirectory.prepare()
    let lock = try LabLock(lab: target.lab.name)
    let seed = UInt64(SystemClock.realtime())
    let engine = try LiveEngine(
      seed: seed, folder: URL(fileURLWithPath: file).deletingLastPathComponent())
    let running = RunningLab(target, on: engine, file: file, logger: logger)
    if let recording { try await running.beginRecording(into: recording, seed: seed) }
    try await running.bringUp(progress: progress)
    do {
      let server = try await ControlServer(path: LabDirectory.socketPath(lab: target.lab.name), logger: logger)
      return LabProcess(
        lab: running, hosts: engine.liveHosts, server: server, lock: lock, logger: logger)
    } catch {
      await running.shutDown()
      throw error
    }
  }

  /// Runs until a signal (SIGINT, SIGTERM) or `down` ends it; then nothing of the lab is left. `status` is called once a
  /// second with how the lab is.
  public func run(status: (@Sendable (LabStatus) -> Void)?) async throws {
    let serving = ServingLab(process: self)
    var services: [ServiceGroupConfiguration.ServiceConfiguration] = [
      .init(service: serving, successTerminationBehavior: .gracefullyShutdownGroup)
    ]
    if let status { services.append(.init(service: StatusLine(lab: lab, show: status))) }
    let group = ServiceGroup(
      configuration: .init(services: services, gracefulShutdownSignals: [.sigint, .sigterm, .sighup], logger: logger))
    do {
      try await group.run()
    } catch {
      await shutDown()
      throw error
    }
    await shutDown()
  }

  /// Takes the lab down, and gives its name free.
  func shutDown() async {
    await lab.shutDown()
    lock.release()
  }
}

/// Serves the control socket until the lab is to end.
private struct ServingLab: Service {
  let process: LabProcess

  func run() async throws {
    let (ended, end) = AsyncStream<Void>.makeStream()
    let handler = LabHandler(process: process, end: { end.finish() })
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await process.server.run(handler) }
      group.addTask {
        await cancelWhenGracefulShutdown { for await _ in ended {} }
      }
      try await group.next()
      process.server.close()
      group.cancelAll()
    }
  }
}

/// Shows how the lab is, once a second.
private struct StatusLine: Service {
  let lab: RunningLab
  let show: @Sendable (LabStatus) -> Void

  func run() async throws {
    try? await cancelWhenGracefulShutdown {
      while true {
        show(await lab.status())
        try await Task.sleep(for: .seconds(1))
      }
    }
  }
}
