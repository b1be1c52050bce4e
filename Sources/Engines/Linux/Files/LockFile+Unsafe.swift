import CLinux
public import SystemPackage

/// A file that only one process at a time can hold (flock(2)). It is free again when its holder ends, however it ends;
/// the file itself stays, unless its holder removes it.
public struct LockFile: ~Copyable, Sendable {
  /// Where it is.
  public let path: FilePath
  private let descriptor: OwnedDescriptor

  /// Takes the lock, making the file (mode 0600) where there is none, and writes `text` into it.
  /// `EWOULDBLOCK`: another process holds it.
  public init(_ path: FilePath, text: String = "") throws(Errno) {
    // Its holder may remove the file between our opening and our locking it: then it has to be made anew.
    for _ in 0..<LockFile.attemptsMax {
      let file = try OwnedDescriptor.open(path.string, flags: O_RDWR | O_CREAT | O_NOFOLLOW, mode: 0o600)
      try checked(lx_lock(file.raw))
      guard let current = try? OwnedDescriptor.open(path.string, flags: O_RDONLY | O_NOFOLLOW),
        try current.identity() == file.identity()
      else { continue }
      try checked(lx_truncate(file.raw))
      try file.write(Array(text.utf8))
      self.path = path
      descriptor = file
      return
    }
    throw Errno.resourceTemporarilyUnavailable
  }

  private static let attemptsMax = 16

  /// What the holder of a lock wrote into it; nil where the file does not exist or nobody holds it.
  public static func holder(_ path: FilePath) throws(Errno) -> String? {
    guard let file = try? OwnedDescriptor.open(path.string, flags: O_RDONLY | O_NOFOLLOW) else { return nil }
    let result = lx_lock(file.raw)
    if result == 0 { return nil }
    guard result == -EWOULDBLOCK else { throw Errno(rawValue: -result) }
    return String(decoding: try file.read(upTo: 4096), as: UTF8.self)
  }

  /// Removes the file and gives the lock back.
  public consuming func remove() { _ = unsafe unlink(path.string) }
}
