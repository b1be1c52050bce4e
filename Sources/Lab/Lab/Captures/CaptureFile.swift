import Capture
import Linux
import SystemPackage

/// The file, or the series of files, that a capture is written to.
struct CaptureFile: CaptureSink, ~Copyable {
  private let path: String
  private let rotation: CaptureRotation
  private var file: OwnedDescriptor?

  init(path: String, rotation: CaptureRotation) {
    self.path = path
    self.rotation = rotation
  }

  /// Begins a file, and removes the oldest where there would be more than are to be kept.
  mutating func begin(file number: Int) throws(Errno) {
    let name = rotation.path(path, number: number)
    file = try OwnedDescriptor.open(
      name, flags: FileFlags.write | FileFlags.create | FileFlags.truncate, mode: 0o644)
    if let obsolete = rotation.obsolete(beginning: number) {
      FileFlags.remove(rotation.path(path, number: obsolete))
    }
  }

  /// Appends to the file.
  mutating func write(_ bytes: [UInt8]) throws(Errno) { try file?.write(bytes) }
}
