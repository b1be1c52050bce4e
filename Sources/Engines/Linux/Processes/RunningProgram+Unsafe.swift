import CLinux
public import SystemPackage

/// A program that was started inside namespaces.
///
/// Between this process and the program stands another, which joined the namespaces, hands signals on and ends with
/// the program's status. It dies with the thread that started it, and the program with it.
public struct RunningProgram: ~Copyable, Sendable {
  /// The process in between.
  public let process: Int32
  /// Readable once the program has ended (pidfd_open(2)).
  public let descriptor: OwnedDescriptor

  /// Capabilities that reach beyond namespaces: modules, raw memory, restart, the clock, device files, the kernel's
  /// log, audit and mandatory access control. No program in a lab has them.
  static let deniedCapabilities: UInt64 = [16, 17, 20, 22, 25, 27, 30, 32, 33, 34, 35, 36].reduce(0) { $0 | 1 << $1 }

  /// Starts a program in the namespaces of open descriptors, and returns once it runs. It is killed with this process.
  public static func start(_ program: Program, in namespaces: [Int32]) throws(ProgramError) -> RunningProgram {
    let started: Started
    do throws(Errno) {
      started = try SpawnerThread.perform { start(program, namespaces, letGo: true) }
    } catch {
      throw ProgramError.failed(step: "start a process", error)
    }
    return try RunningProgram(started, program)
  }

  /// Runs a program in the foreground of this process's terminal and returns how it ended. Signals sent to this process
  /// meanwhile are handed on; the terminal's own reach the program directly. One at a time in a process.
  public static func runInForeground(
    _ program: Program, in namespaces: [Int32]
  ) throws(ProgramError) -> ExitStatus {
    // The calling thread waits, so that it lives as long as the program.
    var step: Int32 = 0
    let status = unsafe withRequest(program, namespaces, letGo: false) { unsafe lx_program_run($0, &step) }
    guard status < 0 else { return ExitStatus(rawValue: status) }
    throw error(-status, step, program)
  }

  /// Waits for the end. It can be had once: `ECHILD` after that.
  public borrowing func wait() throws(Errno) -> ExitStatus {
    ExitStatus(rawValue: try checked(lx_process_wait(descriptor.raw)))
  }

  /// Sends a signal, which the process in between hands on. SIGKILL kills both.
  public borrowing func signal(_ number: Int32) throws(Errno) {
    try checked(lx_process_signal(descriptor.raw, number))
  }

  private init(_ started: Started, _ program: Program) throws(ProgramError) {
    guard started.result == 0 else { throw RunningProgram.error(-started.result, started.step, program) }
    process = started.process
    descriptor = OwnedDescriptor(adopting: started.descriptor)
  }

  private static func error(_ number: Int32, _ step: Int32, _ program: Program) -> ProgramError {
    let errno = Errno(rawValue: number)
    let name = program.arguments.first ?? ""
    switch (lx_program_step(UInt32(step)), errno) {
    case (lx_program_execute, .noSuchFileOrDirectory), (lx_program_execute, .notDirectory): return .notFound(name)
    case (lx_program_execute, _): return .notExecutable(name, errno)
    case (lx_program_join, _): return .failed(step: "enter the host's namespaces", errno)
    case (lx_program_privilege, _): return .failed(step: "give up privileges", errno)
    case (lx_program_descriptors, _): return .failed(step: "pass descriptors on", errno)
    default: return .failed(step: "start a process", errno)
    }
  }

  private struct Started: Sendable {
    var result: Int32 = 0
    var process: Int32 = 0
    var descriptor: Int32 = -1
    var step: Int32 = 0
  }

  private static func start(_ program: Program, _ namespaces: [Int32], letGo: Bool) -> Started {
    var started = Started()
    started.result = unsafe withRequest(program, namespaces, letGo: letGo) {
      unsafe lx_program_start($0, &started.process, &started.descriptor, &started.step)
    }
    return started
  }

  /// Lends `body` the program as C reads it.
  private static func withRequest(
    _ program: Program, _ namespaces: [Int32], letGo: Bool, _ body: (UnsafePointer<lx_program>) -> Int32
  ) -> Int32 {
    let texts = CStrings()
    defer { withExtendedLifetime(texts) {} }
    // A program without a name is one that is not found.
    let arguments = program.arguments.isEmpty ? [""] : program.arguments
    return unsafe texts.array(arguments).withUnsafeBufferPointer { arguments in
      unsafe texts.array(program.environment).withUnsafeBufferPointer { environment in
        unsafe namespaces.withUnsafeBufferPointer { namespaces in
          var request = unsafe lx_program()
          unsafe request.namespaces = namespaces.baseAddress
          unsafe request.namespace_count = Int32(namespaces.count)
          unsafe request.arguments = arguments.baseAddress
          unsafe request.environment = environment.baseAddress
          unsafe request.search_path = texts.pointer(program.searchPath)
          unsafe request.directory = texts.pointer(program.folder)
          unsafe request.standard = (
            program.standardInput ?? -1, program.standardOutput ?? -1, program.standardError ?? -1
          )
          unsafe request.own_session = program.isInBackground ? 1 : 0
          unsafe request.let_go = letGo ? 1 : 0
          unsafe request.denied = deniedCapabilities
          return unsafe body(&request)
        }
      }
    }
  }
}
