import Foundation
import Linux
import Synchronization
import SystemPackage

/// Held by the one process that runs a lab of a name; a second one is told which process has it.
///
/// It is a lock on a file, so it falls with the process however that ends; a janitor then takes the file and the control
/// socket away.
final class LabLock: Sendable {
  private let held: Mutex<Held?>
  private let lab: String

  private struct Held: ~Copyable {
    let lock: LockFile
    let janitor: Janitor

    consuming func finish() {
      lock.remove()
      janitor.dismiss()
    }
  }

  init(lab: String) throws {
    self.lab = lab
    let path = FilePath(LabDirectory.lockPath(lab: lab))
    let socket = FilePath(LabDirectory.socketPath(lab: lab))
    do {
      let lock = try LockFile(path, text: "\(getpid())")
      unsafe unlink(socket.string)
      let janitor = try Janitor(
        lock: path, file: socket, folder: LabDirectory.isChosen ? nil : FilePath(LabDirectory.path))
      held = Mutex(Held(lock: lock, janitor: janitor))
    } catch .wouldBlock {
      let holder = (try? LockFile.holder(path)).flatMap { $0 } ?? ""
      throw LabError(
        .failed, "a lab named '\(lab)' is running already\(holder.isEmpty ? "" : " (process \(holder))")",
        hint: "weft down \(lab) ends it; weft apply FILE changes it")
    } catch {
      throw LabError(.environment, "cannot lock \(path): \(error)")
    }
  }

  /// Takes the socket and the lock away; once.
  func release() {
    held.withLock { held in
      guard let last = held.take() else { return }
      unsafe unlink(LabDirectory.socketPath(lab: lab))
      last.finish()
      if !LabDirectory.isChosen { unsafe rmdir(LabDirectory.path) }
    }
  }

  deinit { release() }
}
