/// What the files and the name of a host in a lab are.
public struct SandboxConfiguration: Sendable {
  /// A file that the host has instead of the machine's.
  public struct File: Hashable, Sendable {
    /// Where it is, from the root.
    public var path: String
    /// What is in it.
    public var octets: [UInt8]
    /// Its permissions.
    public var mode: UInt32

    /// Makes a file of octets.
    public init(path: String, octets: [UInt8], mode: UInt32 = 0o644) {
      self.path = path
      self.octets = octets
      self.mode = mode
    }

    /// Makes a text file.
    public init(path: String, text: String, mode: UInt32 = 0o644) {
      self.init(path: path, octets: Array(text.utf8), mode: mode)
    }
  }

  /// A file or folder of the machine that the host shares: what is written there is written on the machine.
  public struct SharedPath: Hashable, Sendable {
    /// Where it is on the machine.
    public var source: String
    /// Where the host has it, from the root.
    public var target: String
    /// The host may only read it.
    public var isReadOnly: Bool

    /// Makes a shared path.
    public init(source: String, target: String, isReadOnly: Bool = false) {
      self.source = source
      self.target = target
      self.isReadOnly = isReadOnly
    }
  }

  /// What the host calls itself, at most 64 octets; also the text of /etc/hostname.
  public var hostName: String
  /// Files of its own: /etc/hosts and /etc/resolv.conf, as a rule.
  public var files: [File]
  /// What it shares with the machine.
  public var sharedPaths: [SharedPath]
  /// Octets that its programs may write before their disk is full. They are in memory.
  public var writableOctetsMax: UInt64
  /// Try overlays; without them the machine's files are read-only. For tests.
  var usesOverlays = true

  /// A host of a name, with its /etc/hosts and /etc/resolv.conf.
  public init(
    hostName: String, hosts: String, resolver: String, files: [File] = [], sharedPaths: [SharedPath] = [],
    writableOctetsMax: UInt64 = 2 << 30
  ) {
    self.hostName = hostName
    self.files =
      [
        File(path: "/etc/hosts", text: hosts), File(path: "/etc/resolv.conf", text: resolver),
        File(path: "/etc/hostname", text: hostName + "\n"),
      ] + files
    self.sharedPaths = sharedPaths
    self.writableOctetsMax = writableOctetsMax
  }
}

/// How a sandbox shows the machine's files to the programs in it. In no case does a write reach the machine.
public enum SandboxFileView: String, Hashable, Sendable {
  /// Every folder can be written; the host sees its own writes, nobody else does.
  case overlay
  /// Some folders, such as those with other file systems below them, can only be read.
  case partlyReadOnly
  /// Only /tmp, /var/tmp, /run, /home and /root can be written, and start empty: the kernel has no overlays for us.
  case readOnly
}
