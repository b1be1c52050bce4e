import Foundation
import Linux
import Logging
import SystemPackage

/// A recording of a live lab that is being made: the file, and who writes to it.
struct LabRecording: Sendable {
  /// The file's path.
  let path: String
  private let file: RecordingFile

  /// Begins a file. What goes wrong with it later is told to `logger` at once.
  init(path: String, logger: Logger) throws {
    self.path = path
    do {
      let flags = FileFlags.write | FileFlags.create | FileFlags.truncate
      file = try RecordingFile(writingTo: try OwnedDescriptor.open(path, flags: flags, mode: 0o600)) { ending in
        switch ending {
        case .complete: break
        case .cut: logger.warning("the recording \(path) is incomplete: the disk did not keep up with the packets")
        case .failed(let error): logger.warning("the recording \(path) is incomplete: \(error)")
        }
      }
    } catch {
      throw LabError(.environment, "cannot write the recording \(path): \(error)")
    }
  }

  /// What writes the records of a lab that begins with `header`.
  func recorder(_ header: RecordingHeader) -> Recorder { Recorder(header, sink: file) }

  /// Waits until everything is in the file; the recorder must have been finished. True where nothing is missing.
  func close() async -> Bool { await file.ending() == .complete }
}

/// What a recording has, once it is over.
public struct RecordingSummary: Hashable, Sendable, Codable {
  /// The file.
  public var path: String
  /// Packets that came in from outside.
  public var packetsIn: UInt64
  /// Packets that went out.
  public var packetsOut: UInt64
  /// The digest of what went out: sixteen hexadecimal digits.
  public var digest: String
  /// True where all of it is in the file.
  public var isComplete: Bool
}
