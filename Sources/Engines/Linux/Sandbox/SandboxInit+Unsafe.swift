import CLinux
import SystemPackage

extension SandboxPlan {
  /// What became of a plan.
  struct Outcome: Sendable {
    var result: Int32 = 0
    var process: Int32 = 0
    var descriptor: Int32 = -1
    var marks: UInt32 = 0
    var step: Int32 = -1
  }

  /// Starts an init process that carries out `steps`; it ends with the calling thread.
  static func start(_ steps: [SandboxStep]) -> Outcome {
    let texts = CStrings()
    let prepared = unsafe steps.map { unsafe $0.prepared(texts) }
    var outcome = Outcome()
    outcome.result = unsafe prepared.withUnsafeBufferPointer {
      unsafe lx_sandbox_start(
        $0.baseAddress, Int32($0.count), &outcome.process, &outcome.descriptor, &outcome.marks, &outcome.step)
    }
    withExtendedLifetime(texts) {}
    return outcome
  }
}

extension SandboxStep {
  /// The step as the init process reads it; its texts belong to `texts`.
  fileprivate func prepared(_ texts: CStrings) -> lx_step {
    var step = unsafe lx_step()
    unsafe step.skip_on_success = Int32(skipOnSuccess)
    unsafe step.skip_on_failure = Int32(skipOnFailure ?? -1)
    unsafe step.success_mark = successMark.rawValue
    unsafe step.failure_mark = failureMark.rawValue
    switch action {
    case .join(let namespace):
      unsafe step.kind = lx_step_join
      unsafe step.number = UInt32(bitPattern: namespace)
    case .mount(let source, let target, let type, let options, let flags):
      unsafe step.kind = lx_step_mount
      unsafe step.source = texts.pointer(source)
      unsafe step.target = texts.pointer(target)
      unsafe step.type = texts.pointer(type)
      unsafe step.text = texts.pointer(options)
      unsafe step.flags = flags.rawValue
    case .readOnly(let path):
      unsafe step.kind = lx_step_read_only
      unsafe step.target = texts.pointer(path)
    case .folder(let path, let mode):
      unsafe step.kind = lx_step_directory
      unsafe step.target = texts.pointer(path)
      unsafe step.mode = mode
    case .owner(let path, let user, let group):
      unsafe step.kind = lx_step_owner
      unsafe step.target = texts.pointer(path)
      unsafe step.number = user
      unsafe step.other = group
    case .file(let path, let octets, let mode):
      unsafe step.kind = lx_step_file
      unsafe step.target = texts.pointer(path)
      unsafe step.text = texts.pointer(octets)
      unsafe step.length = octets.count
      unsafe step.mode = mode
    case .symbolicLink(let path, let target):
      unsafe step.kind = lx_step_symbolic_link
      unsafe step.target = texts.pointer(path)
      unsafe step.source = texts.pointer(target)
    case .hostName(let name):
      unsafe step.kind = lx_step_host_name
      unsafe step.text = texts.pointer(name)
    case .skip: unsafe step.kind = lx_step_nothing
    case .enterRoot(let path):
      unsafe step.kind = lx_step_enter_root
      unsafe step.target = texts.pointer(path)
    }
    return unsafe step
  }
}
