import CLinux
import SystemPackage

/// Open files of a host's namespaces: what another process needs to start a program in it. They may be sent over a
/// unix socket.
///
/// They keep the namespaces, but no program can be started once the host's init process has ended.
public struct SandboxNamespaces: ~Copyable, Sendable {
  private let user: OwnedDescriptor
  private let mount: OwnedDescriptor
  private let process: OwnedDescriptor
  private let network: OwnedDescriptor
  private let name: OwnedDescriptor
  private let communication: OwnedDescriptor

  /// Opens the namespaces of a process.
  public init(of process: Int32) throws(Errno) {
    let folder = "/proc/\(process)/ns/"
    let user = try OwnedDescriptor.open(folder + "user", flags: O_RDONLY)
    let mount = try OwnedDescriptor.open(folder + "mnt", flags: O_RDONLY)
    let pid = try OwnedDescriptor.open(folder + "pid", flags: O_RDONLY)
    let network = try OwnedDescriptor.open(folder + "net", flags: O_RDONLY)
    let name = try OwnedDescriptor.open(folder + "uts", flags: O_RDONLY)
    let communication = try OwnedDescriptor.open(folder + "ipc", flags: O_RDONLY)
    self.user = user
    self.mount = mount
    self.process = pid
    self.network = network
    self.name = name
    self.communication = communication
  }

  /// The descriptors, lent as long as this value lives; the user namespace first: it gives the right to enter the others.
  public var descriptors: [Int32] {
    [user.raw, network.raw, name.raw, communication.raw, process.raw, mount.raw]
  }
}

extension RunningProgram {
  /// Starts a program in a host, and returns once it runs. It is killed with this process.
  public static func start(
    _ program: Program, in host: borrowing SandboxNamespaces
  ) throws(ProgramError) -> RunningProgram {
    try start(program, in: host.descriptors)
  }

  /// Runs a program of a host in the foreground of this process's terminal and returns how it ended.
  public static func runInForeground(
    _ program: Program, in host: borrowing SandboxNamespaces
  ) throws(ProgramError) -> ExitStatus {
    try runInForeground(program, in: host.descriptors)
  }
}
