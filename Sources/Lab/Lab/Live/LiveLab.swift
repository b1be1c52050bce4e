import Foundation
import Linux
import Logging
import Topology

/// A lab on the live engine that lives as long as what is done with it: brought up, handed to a body, and taken down.
/// It has no control socket; `LabProcess` is the lab of `weft up`.
public struct LiveLab: Sendable {
  private let target: LabTarget
  private let file: String
  private let seed: UInt64
  private let logger: Logger

  /// A lab of `target`, which was read from the file of that absolute path.
  public init(_ target: LabTarget, file: String, seed: UInt64, logger: Logger = Logger(label: "weft")) {
    self.target = target
    self.file = file
    self.seed = seed
    self.logger = logger
  }

  /// Brings the lab up, runs `body`, and takes the lab down, whatever comes of it.
  public func run<Success: Sendable>(
    _ body: @Sendable (RunningLab) async throws -> Success
  ) async throws -> Success {
    let folder = URL(fileURLWithPath: file).deletingLastPathComponent()
    let lab = RunningLab(target, on: try LiveEngine(seed: seed, folder: folder), file: file, logger: logger)
    try await lab.bringUp()
    do {
      let result = try await body(lab)
      await lab.shutDown()
      return result
    } catch {
      await lab.shutDown()
      throw error
    }
  }
}
