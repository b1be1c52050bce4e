import SystemPackage

/// A mounted file system (/proc/PID/mountinfo, proc(5)).
struct Mount: Hashable {
  /// Where it is mounted.
  let path: String
  /// Its type: "ext4", "tmpfs", "proc".
  let type: String
}

/// What is mounted on this machine, as this process sees it.
struct MountTable: Hashable {
  /// Octets of the kernel's list, at most.
  static let lengthMax = 1 << 22

  /// One mount a path, the visible one; a parent comes before its children.
  let mounts: [Mount]

  /// Reads the kernel's list.
  static func current() throws(Errno) -> MountTable {
    MountTable(mountinfo: try MachineFiles.contents("/proc/self/mountinfo", lengthMax: lengthMax))
  }

  /// Reads a list in the kernel's format. Lines that are not in it are left out.
  ///
  ///     36 35 98:0 /root /path\040here rw,noatime shared:1 - ext4 /dev/sda1 rw
  init(mountinfo: [UInt8]) {
    var mounts: [Mount] = []
    for line in mountinfo.split(separator: UInt8(ascii: "\n")) {
      let fields = line.split(separator: UInt8(ascii: " "))
      guard fields.count > 4, let dash = fields.dropFirst(5).firstIndex(of: [UInt8(ascii: "-")]),
        fields.indices.contains(dash + 1)
      else { continue }
      let mount = Mount(
        path: MountTable.unescaped(fields[4]), type: String(decoding: fields[dash + 1], as: UTF8.self))
      // What is mounted later hides what was there.
      mounts.removeAll { $0.path == mount.path }
      mounts.append(mount)
    }
    self.mounts = mounts.sorted { Array($0.path.utf8).lexicographicallyPrecedes(Array($1.path.utf8)) }
  }

  /// Mounts strictly below `path`.
  func below(_ path: String) -> [Mount] { mounts.filter { $0.path != path && $0.path.isPath(atOrBelow: path) } }

  /// The mount at exactly `path`.
  func at(_ path: String) -> Mount? { mounts.first { $0.path == path } }

  /// Undoes the kernel's octal escapes: `\040` is a space.
  private static func unescaped(_ field: ArraySlice<UInt8>) -> String {
    var octets: [UInt8] = []
    var rest = field
    while let octet = rest.popFirst() {
      let digits = rest.prefix(3)
      guard octet == UInt8(ascii: "\\"), digits.count == 3, digits.allSatisfy({ $0 & 0xf8 == 0x30 }) else {
        octets.append(octet)
        continue
      }
      octets.append(digits.reduce(0) { $0 &* 8 &+ ($1 & 7) })
      rest.removeFirst(3)
    }
    return String(decoding: octets, as: UTF8.self)
  }
}

extension String {
  /// True for the folder itself and everything in it.
  func isPath(atOrBelow folder: String) -> Bool {
    folder == "/" || self == folder || hasPrefix(folder + "/")
  }
}
