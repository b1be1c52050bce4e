import Foundation

/// Held by the one process that runs a lab of a name; a second one is told which process has it.
///
/// The lock is on a file, so it falls with the process however that ends. Whoever holds it may take away what a
/// predecessor that was killed has left: its socket.
final class LabLock: Sendable {
  private let descriptor: Int32
  private let lab: String

  init(lab: String) throws {
    self.lab = lab
    let path = LabDirectory.lockPath(lab: lab)
    descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw LabError(.environment, "cannot open \(path): \(unsafe String(cString: strerror(errno)))")
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      var text = [UInt8](repeating: 0, count: 32)
      let length = max(0, unsafe read(descriptor, &text, text.count))
      close(descriptor)
      let holder = String(decoding: text.prefix(length), as: UTF8.self)
      throw LabError(
        .failed, "a lab named '\(lab)' is running already\(holder.isEmpty ? "" : " (process \(holder))")",
        hint: "weft down \(lab) ends it; weft apply FILE changes it")
    }
    let holder = Array("\(getpid())".utf8)
    ftruncate(descriptor, 0)
    _ = unsafe pwrite(descriptor, holder, holder.count, 0)
    unsafe unlink(LabDirectory.socketPath(lab: lab))
  }

  deinit {
    unsafe unlink(LabDirectory.socketPath(lab: lab))
    unsafe unlink(LabDirectory.lockPath(lab: lab))
    close(descriptor)
    unsafe rmdir(LabDirectory.path)
  }
}
