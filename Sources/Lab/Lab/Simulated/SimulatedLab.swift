import Dataplane
import Foundation
import Logging
import Simulation
import Topology

/// What a run in virtual time came to.
public struct SimulatedRun<Success: Sendable>: Sendable {
  /// What the body answered.
  public let result: Success
  /// How long the lab was up, in virtual time.
  public let duration: Duration
  /// The digest over every packet event: 32 hexadecimal digits; `nil` where it was not asked for.
  public let digest: String?
}

/// A lab in virtual time: brought up, handed to a body, and taken down, all in one run of the simulator.
///
/// ```swift
/// let simulated = SimulatedLab(target, file: path, seed: 1)
/// let run = try simulated.run { lab in try await lab.run(.ping(PingProbe(address)), from: "alice") }
/// ```
public struct SimulatedLab: Sendable {
  private let target: LabTarget
  private let file: String
  private let seed: UInt64
  private let limits: SimulationLimits
  private let logger: Logger
  private let wantsDigest: Bool

  /// A lab of `target`, which was read from the file of that absolute path. A run is ended after `timeMax` of virtual
  /// time or `eventsMax` events. A digest costs some time a packet.
  public init(
    _ target: LabTarget, file: String, seed: UInt64, timeMax: Duration = .seconds(86_400),
    eventsMax: Int = 100_000_000, wantsDigest: Bool = false, logger: Logger = Logger(label: "weft")
  ) {
    self.target = target
    self.file = file
    self.seed = seed
    limits = SimulationLimits(virtualTime: Nanoseconds(timeMax), events: eventsMax)
    self.logger = logger
    self.wantsDigest = wantsDigest
  }

  /// Brings the lab up, runs `body` in virtual time, and takes the lab down. Each run begins anew. Throws what the body
  /// throws, or a ``LabError`` that names the busiest elements where the run comes to no end. It keeps its thread busy for as long as it takes.
  public func run<Success: Sendable>(
    _ body: @escaping @Sendable (RunningLab) async throws -> Success
  ) throws -> SimulatedRun<Success> {
    let engine = SimulatedEngine(seed: seed, limits: limits)
    do {
      return try run(body, engine)
    } catch let error as SimulationError {
      throw LabError(.failed, "\(error)")
    }
  }

  private func run<Success: Sendable>(
    _ body: @escaping @Sendable (RunningLab) async throws -> Success, _ engine: SimulatedEngine
  ) throws -> SimulatedRun<Success> {
    try engine.simulator.run { [target, file, wantsDigest, logger] in
      let lab = RunningLab(target, on: engine, file: file, wantsDigest: wantsDigest, logger: logger)
      try await lab.bringUp()
      do {
        let result = try await body(lab)
        let run = SimulatedRun(
          result: result, duration: await lab.elapsed, digest: await lab.datapath.digestText)
        await lab.shutDown()
        return run
      } catch {
        await lab.shutDown()
        throw error
      }
    }
  }
}
