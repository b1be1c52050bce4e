import Buffers
import Foundation
import Linux
import Simulation
import SystemPackage

/// A recording that is had again in virtual time: the same elements see the same clock, the same packets, the same changes
/// and the same chance, turn by turn, and what goes out must be the same.
///
/// ```swift
/// let report = try LabReplay(path: "office.weftrec").run()
/// print(report.text)
/// ```
public struct LabReplay: Sendable {
  /// Octets of the file that are read at once.
  static let chunkLength = 1 << 18

  private let path: String
  private let reader: RecordingReader

  /// Opens a recording. Throws a ``LabError`` where the file is none.
  public init(path: String) throws {
    let file: RecordedOctets
    do { file = try RecordedOctets(path) } catch {
      throw LabError(.invalidFile, "cannot read \(path): \(error)")
    }
    try self.init(path: path) { try file.next() }
  }

  /// A recording whose octets come from `nextChunk`.
  init(path: String, _ nextChunk: @escaping @Sendable () throws -> [UInt8]) throws {
    self.path = path
    do { reader = try RecordingReader(nextChunk) } catch { throw LabReplay.error(error, path) }
  }

  /// Replays the recording to its end, or to the first packet that differs. Throws a ``LabError`` that names the place
  /// where the file is damaged. It keeps its thread busy for as long as it takes.
  public func run() throws -> ReplayReport {
    let header = reader.header
    let simulator = Simulator(seed: header.seed, pool: PacketPool(capacity: header.buffers))
    let report = ReplayReport(recording: path, lab: header.lab, seed: header.seed)
    do {
      return try simulator.run { [reader] in try await ReplayRun(reader, report, on: simulator).run() }
    } catch { throw LabReplay.error(error, path) }
  }

  private static func error(_ error: any Error, _ path: String) -> LabError {
    switch error {
    case let error as LabError: error
    case let error as RecordingError:
      LabError(.invalidFile, "\(path) is no recording that can be replayed: \(error)")
    default: LabError(.invalidFile, "cannot replay \(path): \(error)")
    }
  }
}

/// A file, read chunk by chunk.
private final class RecordedOctets: Sendable {
  private let file: OwnedDescriptor

  init(_ path: String) throws(Errno) { file = try OwnedDescriptor.open(path, flags: O_RDONLY) }

  func next() throws(Errno) -> [UInt8] { try file.read(upTo: LabReplay.chunkLength) }
}
