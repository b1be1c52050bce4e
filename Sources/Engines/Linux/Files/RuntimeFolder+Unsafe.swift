import CLinux
public import SystemPackage

/// The folder for what lives as long as a lab: sockets and lock files of one user.
public enum RuntimeFolder {
  /// Why a folder cannot be trusted.
  public enum Failure: Error, Hashable, CustomStringConvertible {
    /// It could not be made or looked at.
    case failed(FilePath, Errno)
    /// It is not a folder, is another user's, or can be entered by others.
    case notPrivate(FilePath)

    /// The folder and what is wrong with it.
    public var description: String {
      switch self {
      case .failed(let path, let errno): "\(path): \(errno)"
      case .notPrivate(let path): "\(path) is not a folder of this user alone (owner, mode 0700)"
      }
    }
  }

  /// The place of a user's folder: /run/NAME for root, else NAME in `base` (`$XDG_RUNTIME_DIR`), else /tmp/NAME-USER.
  /// It is the same in and outside of a user namespace.
  public static func path(
    name: String, base: String?, user: UInt32 = UserNamespace.outerUser
  ) -> FilePath {
    if user == 0 { return FilePath("/run/\(name)") }
    if let base, base.hasPrefix("/") { return FilePath(base).appending(name) }
    return FilePath("/tmp/\(name)-\(user)")
  }

  /// Makes the folder (mode 0700) where there is none, and checks that it is this user's alone.
  public static func open(_ path: FilePath) throws(Failure) {
    let result = unsafe lx_make_folder(path.string, 0o700)
    guard result == 0 || result == -EEXIST else { throw Failure.failed(path, Errno(rawValue: -result)) }
    let status: MachineFiles.Status
    do throws(Errno) { status = try MachineFiles.status(path.string) } catch { throw Failure.failed(path, error) }
    guard status.isFolder, status.owner == geteuid(), status.permissions & 0o077 == 0 else {
      throw Failure.notPrivate(path)
    }
  }
}
