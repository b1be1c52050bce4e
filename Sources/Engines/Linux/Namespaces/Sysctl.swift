import CLinux
public import SystemPackage

/// Kernel settings of a network namespace, by the names that sysctl(8) takes.
///
/// Only names below `net.` exist here: the others belong to the machine. As in sysctl(8) a `.` separates and a `/`
/// stands for a dot inside a part: `net.ipv4.conf.eth0/100.rp_filter` is the interface `eth0.100`.
public enum Sysctl {
  /// Octets of a value, at most.
  static let valueLengthMax = 4096

  /// Sets one. `ENOENT`: no such setting; `EINVAL`: not a value for it, or not a name below `net.`.
  public static func set(_ name: String, _ value: String, in namespace: NetworkNamespace) throws(Errno) {
    try set([(name, value)], in: namespace)
  }

  /// Sets several, in order, up to the first that fails.
  public static func set(
    _ settings: [(name: String, value: String)], in namespace: NetworkNamespace
  ) throws(Errno) {
    var files: [(path: String, bytes: [UInt8])] = []
    for setting in settings {
      guard let path = path(of: setting.name), setting.value.utf8.count <= valueLengthMax else {
        throw Errno.invalidArgument
      }
      files.append((path, Array(setting.value.utf8)))
    }
    let prepared = files
    // /proc/sys/net shows the namespace of the thread that looks, unlike /proc/net, which shows the process's.
    try namespace.perform { () throws(Errno) in
      for file in prepared {
        let descriptor = try OwnedDescriptor.open(file.path, flags: O_WRONLY)
        try descriptor.write(file.bytes)
      }
    }
  }

  /// Reads one, without the line's end.
  public static func get(_ name: String, in namespace: NetworkNamespace) throws(Errno) -> String {
    guard let path = path(of: name) else { throw Errno.invalidArgument }
    var bytes = try namespace.perform { () throws(Errno) -> [UInt8] in
      try OwnedDescriptor.open(path, flags: O_RDONLY).read(upTo: valueLengthMax)
    }
    while bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The file of a setting, or nil where the name cannot be one of a network namespace.
  static func path(of name: String) -> String? {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count >= 2, parts[0] == "net" else { return nil }
    var path = "/proc/sys"
    for part in parts {
      let part = part.map { $0 == "/" ? "." : String($0) }.joined()
      guard !part.isEmpty, part != ".", part != "..", !part.utf8.contains(0) else { return nil }
      path += "/" + part
    }
    return path
  }
}
