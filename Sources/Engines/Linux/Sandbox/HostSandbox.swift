import CLinux
import Glibc
import SystemPackage

/// A host of a lab as its programs see it: its network namespace, with processes, mounts, a name and IPC of its own.
///
/// An init process of this process holds it. Killing that ends every program in it, and the kernel kills it when this
/// process ends, however it ends: nothing stays. The machine's files are there, and what a program writes to them it
/// writes for its host alone; its processes cannot be seen, so they cannot be signalled.
///
/// What it does not do: a program that is really root keeps CAP_SYS_ADMIN, for the sake of tools that make namespaces
/// and mounts, and could mount the machine's disk if it set out to. It is a fence against mistakes, not a prison.
public final class HostSandbox: Sendable {
  /// How long an init process may take to end, with all that its end has to wait for.
  static let stopMillisecondsMax: Int32 = 5000

  /// The init process.
  public let process: Int32
  /// How the machine's files appear.
  public let fileView: SandboxFileView
  /// The host's namespaces: what a program has to join.
  public let namespaces: SandboxNamespaces
  /// Readable once the init process has ended.
  public let descriptor: OwnedDescriptor

  /// Makes the sandbox of a host whose network is `network`.
  public static func start(
    _ configuration: SandboxConfiguration, network: NetworkNamespace
  ) throws(SandboxError) -> HostSandbox {
    let steps: [SandboxStep]
    let outcome: SandboxPlan.Outcome
    do throws(Errno) {
      let machine = try MachineView.current()
      do throws(SandboxError) {
        steps = try SandboxPlan(configuration, network: network.descriptor.raw, machine: machine).steps
      } catch {
        throw error.errno
      }
      outcome = try SpawnerThread.perform { SandboxPlan.start(steps) }
    } catch {
      throw SandboxError(step: "look at the machine's files", errno: error)
    }
    withExtendedLifetime(network) {}
    guard outcome.result == 0 else {
      let step = steps.indices.contains(Int(outcome.step)) ? steps[Int(outcome.step)].description : "start a process"
      throw SandboxError(step: step, errno: Errno(rawValue: -outcome.result))
    }
    let descriptor = OwnedDescriptor(adopting: outcome.descriptor)
    do throws(Errno) {
      return HostSandbox(
        outcome, descriptor, try SandboxNamespaces(of: outcome.process))
    } catch {
      throw SandboxError(step: "open the host's namespaces", errno: error)
    }
  }

  private init(
    _ outcome: SandboxPlan.Outcome, _ descriptor: consuming OwnedDescriptor, _ namespaces: consuming SandboxNamespaces
  ) {
    process = outcome.process
    self.descriptor = descriptor
    self.namespaces = namespaces
    let marks = SandboxStep.Mark(rawValue: outcome.marks)
    fileView =
      !marks.contains(.notOverlaid) ? .overlay : marks.contains(.overlaid) ? .partlyReadOnly : .readOnly
  }

  deinit { stop() }

  /// Starts a program of the machine in the host.
  public func start(_ program: Program) throws(ProgramError) -> RunningProgram {
    try RunningProgram.start(program, in: namespaces)
  }

  /// Ends every program of the host, and the host's files. True once all of it is gone; false where the kernel takes
  /// longer than five seconds, and finishes by itself. Further calls do nothing.
  @discardableResult
  public func stop() -> Bool {
    _ = lx_process_signal(descriptor.raw, SIGKILL)
    guard (try? descriptor.waitReadable(milliseconds: HostSandbox.stopMillisecondsMax)) == true else { return false }
    _ = lx_process_wait(descriptor.raw)
    return true
  }
}
