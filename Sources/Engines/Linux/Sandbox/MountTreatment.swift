/// How a file system that is mounted on the machine appears in a sandbox.
enum MountTreatment: Hashable {
  /// Under an overlay: it can be read and written, and stays as it is.
  case overlay
  /// As it is, but read-only.
  case readOnly
  /// An empty one in its place.
  case empty
  /// Not at all.
  case absent

  /// What to do with a mount below one of the root's folders.
  init(_ mount: Mount, isFolder: Bool) {
    switch mount.type {
    case "proc", "sysfs", "devtmpfs", "devpts", "cgroup", "cgroup2", "debugfs", "tracefs", "securityfs", "pstore",
      "bpf", "mqueue", "hugetlbfs", "configfs", "fusectl", "binfmt_misc", "autofs", "efivarfs", "rpc_pipefs", "nsfs",
      "nfsd", "selinuxfs", "smackfs", "fuse.portal", "fuse.gvfsd-fuse", "fuse.lxcfs":
      self = .absent
    case "overlay":
      // The file systems of containers: no program of the machine lives there.
      self = .absent
    case "squashfs", "iso9660", "erofs", "cramfs":
      self = .readOnly
    case "tmpfs", "ramfs":
      self = !isFolder ? .readOnly : mount.path.isPath(atOrBelow: "/run") ? .empty : .overlay
    default:
      self = isFolder ? .overlay : .readOnly
    }
  }
}
