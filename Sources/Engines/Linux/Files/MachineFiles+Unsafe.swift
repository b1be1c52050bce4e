import CLinux
import SystemPackage

/// Looking at the machine's files: what kinds of things are where, without opening them.
enum MachineFiles {
  /// Octets of the names in one folder, at most.
  static let folderNamesLengthMax = 1 << 20
  /// Octets of a path, at most: the kernel's bound.
  static let pathLengthMax = 4096

  /// Kind, permissions and owner of a file; of a symbolic link itself.
  struct Status: Hashable {
    let mode: UInt32
    let owner: UInt32
    let group: UInt32

    var permissions: UInt32 { mode & 0o7777 }
    var isFolder: Bool { mode & 0o170000 == 0o040000 }
    var isSymbolicLink: Bool { mode & 0o170000 == 0o120000 }
  }

  static func status(_ path: String) throws(Errno) -> Status {
    var (mode, owner, group): (UInt32, UInt32, UInt32) = (0, 0, 0)
    try checked(unsafe lx_status(path, &mode, &owner, &group))
    return Status(mode: mode, owner: owner, group: group)
  }

  /// The names in a folder, sorted.
  static func names(in folder: String) throws(Errno) -> [String] {
    try unsafe text(capacity: folderNamesLengthMax) { unsafe lx_folder_names(folder, $0, $1) }
      .split(separator: 0).map { String(decoding: $0, as: UTF8.self) }.sorted()
  }

  /// Where a symbolic link leads, as it is written there.
  static func linkTarget(_ path: String) throws(Errno) -> String {
    String(decoding: try unsafe text(capacity: pathLengthMax) { unsafe lx_link_target(path, $0, $1) }, as: UTF8.self)
  }

  /// The path without symbolic links.
  static func realPath(_ path: String) throws(Errno) -> String {
    String(decoding: try unsafe text(capacity: pathLengthMax) { unsafe lx_real_path(path, $0, $1) }, as: UTF8.self)
  }

  /// True where this process may list and enter the folder.
  static func canEnter(_ path: String) -> Bool { unsafe lx_can_enter(path) == 0 }

  /// All octets of a file, up to a bound.
  static func contents(_ path: String, lengthMax: Int) throws(Errno) -> [UInt8] {
    let file = try OwnedDescriptor.open(path, flags: O_RDONLY)
    var bytes: [UInt8] = []
    while true {
      let part = try file.read(upTo: 1 << 16)
      if part.isEmpty { return bytes }
      bytes += part
      guard bytes.count <= lengthMax else { throw Errno.fileTooLarge }
    }
  }

  private static func text(
    capacity: Int, _ body: (UnsafeMutablePointer<CChar>?, Int) -> Int
  ) throws(Errno) -> ArraySlice<UInt8> {
    var bytes = [UInt8](repeating: 0, count: capacity)
    let length = try checked(
      unsafe bytes.withUnsafeMutableBytes {
        unsafe body($0.baseAddress?.assumingMemoryBound(to: CChar.self), $0.count)
      })
    return bytes.prefix(length)
  }
}
