import Glibc

/// A program that runs beside the test. It ends when the object goes, and also when the test process is killed: a shell
/// waits for the end of its input, the other end of which the test holds, and then ends the program.
final class ChildProcess {
  private let process: pid_t
  private let lifeline: Int32

  init(_ arguments: [String], environment: [String]) throws {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw OpenVSwitch.Failed(description: "there is no pipe left") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    lifeline = ends[1]
    defer { close(ends[0]) }
    let script = #""$@" </dev/null & cat >/dev/null; kill $!; wait"#
    process = try ChildProcess.spawn(
      ["sh", "-c", script, "sh"] + arguments, environment: environment, input: ends[0], output: "/dev/null")
  }

  deinit {
    close(lifeline)
    var status: Int32 = 0
    while waitpid(process, &status, 0) == -1, errno == EINTR {}
  }

  /// Runs a program to its end, with everything that it prints in the file `output`; answers its exit status.
  static func run(_ arguments: [String], environment: [String], output: String) throws -> Int32 {
    let process = try spawn(arguments, environment: environment, input: nil, output: output)
    var status: Int32 = 0
    while waitpid(process, &status, 0) == -1, errno == EINTR {}
    return status & 0x7f == 0 ? status >> 8 & 0xff : 128 + status & 0x7f
  }

  private static func spawn(
    _ arguments: [String], environment: [String], input: Int32?, output: String
  ) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    if let input {
      posix_spawn_file_actions_adddup2(&actions, input, 0)
    } else {
      posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    }
    posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    // The threads of the test block signals, which a program would inherit.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var (none, all) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    let path = "PATH=/usr/local/bin:/usr/bin:/usr/sbin:/bin:/sbin"
    let program = ["env", path] + arguments
    let argv = program.map { strdup($0) } + [nil]
    let envp = environment.map { strdup($0) } + [nil]
    defer { for text in argv + envp { free(text) } }
    var process: pid_t = 0
    let problem = posix_spawn(&process, "/usr/bin/env", &actions, &attributes, argv, envp)
    guard problem == 0 else {
      throw OpenVSwitch.Failed(description: "\(arguments[0]) does not start: \(String(cString: strerror(problem)))")
    }
    return process
  }
}
