import CLinux
public import SystemPackage

/// A small process that takes a program's files away when the program ends without having done it: by `kill -9`, say.
///
/// It waits on a pipe that only this process holds, so it learns of every end, and it ends itself right after. Files
/// whose lock somebody else holds by then are left alone.
public struct Janitor: ~Copyable, Sendable {
  private let descriptor: OwnedDescriptor

  /// Watches over `file` and the lock file `lock`, and takes `folder` away where it is empty.
  public init(lock: FilePath, file: FilePath, folder: FilePath?) throws(Errno) {
    descriptor = OwnedDescriptor(
      adopting: try checked(unsafe lx_janitor_start(lock.string, file.string, folder?.string ?? "")))
  }

  /// Sends it away: the files have been seen to.
  public consuming func dismiss() { try? descriptor.write([1]) }
}
