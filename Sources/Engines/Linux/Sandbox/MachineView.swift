import SystemPackage

/// What a sandbox's plan has to know about the machine: its root's folders, its mounts and the ways of its links.
struct MachineView {
  /// A folder or a symbolic link in the root.
  struct Entry: Hashable {
    enum Kind: Hashable {
      case symbolicLink(String)
      case folder(MachineFiles.Status, MountTreatment)
    }
    let path: String
    let kind: Kind
  }

  let mounts: MountTable
  let rootEntries: [Entry]
  /// The process is root only in a user namespace.
  let isInUserNamespace: Bool

  /// Looks at the machine as this process sees it.
  static func current() throws(Errno) -> MachineView {
    MachineView(
      mounts: try MountTable.current(), names: try MachineFiles.names(in: "/"),
      isInUserNamespace: !UserNamespace.isInitial)
  }

  init(mounts: MountTable, names: [String], isInUserNamespace: Bool) {
    self.mounts = mounts
    self.isInUserNamespace = isInUserNamespace
    rootEntries = names.compactMap { name in
      let path = "/" + name
      guard !["/proc", "/sys", "/dev", "/lost+found"].contains(path),
        let status = try? MachineFiles.status(path)
      else { return nil }
      if status.isSymbolicLink {
        return (try? MachineFiles.linkTarget(path)).map { Entry(path: path, kind: .symbolicLink($0)) }
      }
      guard status.isFolder else { return nil }
      return Entry(path: path, kind: .folder(status, MachineView.treatment(of: path, mounts)))
    }
  }

  /// How a folder of the root appears. What this user cannot look into is empty; so are /run and /tmp where they are
  /// in memory, and hold the state of the machine's own programs.
  private static func treatment(of path: String, _ mounts: MountTable) -> MountTreatment {
    guard MachineFiles.canEnter(path) else { return .empty }
    guard let mount = mounts.at(path) else { return .overlay }
    if path == "/run" || path == "/tmp", mount.type == "tmpfs" { return .empty }
    // A container's volume may itself be an overlay.
    return mount.type == "overlay" ? .overlay : MountTreatment(mount, isFolder: true)
  }

  /// Kind and permissions of a file; nil where there is none to be seen.
  func status(of path: String) -> MachineFiles.Status? { try? MachineFiles.status(path) }

  /// Of mounts in the table's order, those that are not below one that is not carried over.
  func visible(_ mounts: [Mount]) -> [Mount] {
    var hidden: [String] = []
    return mounts.filter { mount in
      if hidden.contains(where: { mount.path.isPath(atOrBelow: $0) }) { return false }
      switch MountTreatment(mount, isFolder: status(of: mount.path)?.isFolder ?? false) {
      case .absent, .empty: hidden.append(mount.path)
      case .overlay, .readOnly: break
      }
      return true
    }
  }

  /// The folder whose overlay `path` is in; nil where it is in a folder of the sandbox's own.
  func region(of path: String) -> String? {
    guard
      let entry = rootEntries.first(where: { path.isPath(atOrBelow: $0.path) }),
      case .folder(_, .overlay) = entry.kind
    else { return nil }
    var region = entry.path
    for mount in visible(mounts.below(entry.path)) where path.isPath(atOrBelow: mount.path) {
      switch MountTreatment(mount, isFolder: status(of: mount.path)?.isFolder ?? false) {
      case .overlay: region = mount.path
      case .empty, .readOnly: return nil
      case .absent: break
      }
    }
    return region
  }

  /// Files with their paths resolved, each with its number.
  func places(of files: [SandboxConfiguration.File]) -> [(Int, SandboxConfiguration.File)] {
    files.enumerated().map { index, file in
      (index, SandboxConfiguration.File(path: place(of: file.path), octets: file.octets, mode: file.mode))
    }
  }

  /// A path whose folders are not symbolic links. Its last part may be one, and then is what is meant.
  func place(of path: String) -> String {
    var folder = path.split(separator: "/").map(String.init).filter { $0 != "." }
    guard let name = folder.popLast() else { return "/" }
    var missing = [name]
    while true {
      let path = "/" + folder.joined(separator: "/")
      if let real = try? MachineFiles.realPath(path) {
        return (real == "/" ? "" : real) + "/" + missing.joined(separator: "/")
      }
      guard let last = folder.popLast() else { return "/" + missing.joined(separator: "/") }
      missing.insert(last, at: 0)
    }
  }

  /// Where a symbolic link at the end of `path` leads, existing or not.
  func destination(of path: String) -> String {
    if let real = try? MachineFiles.realPath(path) { return real }
    guard let target = try? MachineFiles.linkTarget(path) else { return path }
    if target.hasPrefix("/") { return place(of: target) }
    return place(of: path.split(separator: "/").dropLast().map { "/" + $0 }.joined() + "/" + target)
  }
}
