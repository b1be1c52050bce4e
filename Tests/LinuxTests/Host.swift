import Glibc
import SystemPackage

@testable import Linux

/// How a program ended and what it wrote.
struct Ended: Equatable {
  var output: String
  var status: Int32
}

/// A host of a test: a network and a sandbox.
final class Host {
  let network: NetworkNamespace
  let sandbox: HostSandbox

  init(_ change: (inout SandboxConfiguration) -> Void = { _ in }) throws {
    network = try NetworkNamespace.create()
    var configuration = SandboxConfiguration(
      hostName: "alice", hosts: "127.0.0.1 lab\n", resolver: "nameserver 10.0.0.53\n")
    change(&configuration)
    sandbox = try HostSandbox.start(configuration, network: network)
  }

  /// Starts a shell's commands.
  func start(_ commands: String, output: Int32? = nil) throws(ProgramError) -> RunningProgram {
    try sandbox.start(
      Program(
        ["sh", "-c", commands], environment: ["PATH=\(Program.defaultSearchPath)"], standardOutput: output,
        standardError: nil))
  }

  /// Runs a shell's commands to their end.
  func run(_ commands: String) throws -> Ended {
    let pipe = try OwnedDescriptor.pipe()
    let reader = pipe.first
    let program = try start(commands, output: pipe.second.raw)
    close(pipe.second)
    let output = try reader.readToEnd()
    return Ended(output: output, status: try program.wait().rawValue)
  }
}

/// Ends a descriptor.
func close(_ descriptor: consuming OwnedDescriptor) {}

extension OwnedDescriptor {
  /// All that comes until the end, as text.
  borrowing func readToEnd() throws(Errno) -> String {
    var bytes: [UInt8] = []
    while true {
      let part = try read(upTo: 1 << 16)
      if part.isEmpty { return String(decoding: bytes, as: UTF8.self) }
      bytes += part
    }
  }
}

/// What must be the same before and after: interfaces of the kinds that are made here, and mounts of the kinds that
/// sandboxes make. Whatever else the machine does meanwhile is its own affair.
struct Fingerprint: Equatable {
  let links: [String]
  let mounts: [Substring]

  init() throws {
    var netlink = try NetlinkSocket(in: NetworkNamespace.current())
    links = try netlink.links().filter { $0.kind == "veth" || $0.name == "eth0" }.map(\.name)
    mounts = try OwnedDescriptor.open("/proc/self/mountinfo", flags: O_RDONLY).readToEnd().split(separator: "\n")
      .filter { $0.contains(" /sys/root") || $0.contains(" - overlay overlay ") || $0.contains(" - tmpfs weft ") }
  }
}
