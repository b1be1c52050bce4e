import Glibc
import Linux
import SystemPackage
import Testing

@Suite("programs in namespaces")
struct ProgramTests {
  @Test("a program's status is its own, 128 and the signal where one ended it", arguments: [0, 1, 42, 255])
  func status(_ code: Int32) throws {
    #expect(try run(["sh", "-c", "exit \(code)"]) == Ended(output: "", status: code))
    #expect(try run(["sh", "-c", "kill -TERM $$"]).status == 128 + SIGTERM)
  }

  @Test("what is not there and what cannot be executed are told apart")
  func refusal() throws {
    let missing = try #require(throws: ProgramError.self) { try run(["weft-no-such-program"]) }
    #expect(missing == .notFound("weft-no-such-program"))
    #expect(missing.exitStatus.rawValue == 127)
    #expect(missing.description == "weft-no-such-program: command not found")
    #expect(throws: ProgramError.notFound("/no/such")) { try run(["/no/such"]) }
    let closed = try #require(throws: ProgramError.self) { try run(["/etc/passwd"]) }
    #expect(closed == .notExecutable("/etc/passwd", .permissionDenied))
    #expect(closed.exitStatus.rawValue == 126)
    #expect(throws: ProgramError.notFound("")) { try run([""]) }
    #expect(throws: ProgramError.notFound("")) { try run([]) }
    #expect(throws: ProgramError.notExecutable("/tmp", .permissionDenied)) { try run(["/tmp"]) }
  }

  @Test("the name is looked for in the environment's search path")
  func searchPath() throws {
    let folder = try TemporaryFolder()
    let script = folder.path.appending("greet").string
    try OwnedDescriptor.open(script, flags: O_WRONLY | O_CREAT).write(Array("echo hello $1\n".utf8))
    let path = "PATH=/nowhere::\(folder.path.string):/bin"
    #expect(throws: ProgramError.notExecutable("greet", .permissionDenied)) { try run(["greet"], environment: [path]) }
    #expect(chmod(script, 0o755) == 0)
    // Without "#!" it is a shell's.
    #expect(try run(["greet", "you"], environment: [path]) == Ended(output: "hello you\n", status: 0))
    #expect(throws: ProgramError.notFound("greet")) { try run(["greet"], environment: ["PATH=/bin"]) }
  }

  @Test("environment, folder and input are what was given")
  func surroundings() throws {
    #expect(try run(["env"], environment: ["A=1", "B=two words"]).output == "A=1\nB=two words\n")
    #expect(try run(["pwd"], folder: "/usr").output == "/usr\n")
    #expect(try run(["pwd"], folder: "/no/such").output == "/\n")
    #expect(try run(["cat"]).output == "")
    let pipe = try OwnedDescriptor.pipe()
    try pipe.second.write(Array("given".utf8))
    close(pipe.second)
    #expect(try run(["cat"], input: pipe.first.raw).output == "given")
  }

  @Test("no descriptor of this process reaches the program, and no signal is blocked or ignored")
  func cleanliness() throws {
    let kept = try OwnedDescriptor.pipe()
    _ = kept.first.raw
    #expect(try run(["sh", "-c", "ls /proc/self/fd | tr '\\n' ' '"]).output == "0 1 2 3 ")
    let masks = try run(["grep", "-E", "^Sig(Blk|Ign)", "/proc/self/status"]).output
    #expect(masks == "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n")
  }

  @Test("signals are handed on to the program")
  func signals() throws {
    let pipe = try OwnedDescriptor.pipe()
    let reader = pipe.first
    let program = try RunningProgram.start(
      Program(
        ["sh", "-c", "trap 'echo caught; exit 3' TERM; echo ready; while :; do sleep 0.01; done"],
        environment: [], standardOutput: pipe.second.raw), in: [])
    close(pipe.second)
    #expect(try reader.read(upTo: 64) == Array("ready\n".utf8))
    try program.signal(SIGTERM)
    #expect(try reader.readToEnd() == "caught\n")
    #expect(try program.descriptor.waitReadable() == true)
    #expect(try program.wait().rawValue == 3)
    #expect(throws: Errno.noChildProcess) { try program.wait() }
  }

  @Test("killing the process in between kills the program")
  func killing() throws {
    let pipe = try OwnedDescriptor.pipe()
    let reader = pipe.first
    let program = try RunningProgram.start(
      Program(["sh", "-c", "echo $$; exec sleep 1000"], environment: [], standardOutput: pipe.second.raw), in: [])
    close(pipe.second)
    let process = try #require(Int32(String(decoding: reader.read(upTo: 16).dropLast(), as: UTF8.self)))
    #expect(kill(process, 0) == 0)
    try program.signal(SIGKILL)
    // The end of its output is the end of the program: nobody else has the descriptor.
    #expect(try reader.readToEnd() == "")
  }

  @Test("no program has the capabilities that reach beyond namespaces")
  func capabilities() throws {
    let bounding = try run(["sh", "-c", "grep CapBnd /proc/self/status | cut -f2"]).output.dropLast()
    let bits = try #require(UInt64(bounding, radix: 16))
    for capability in [16, 17, 22, 25, 27] { #expect(bits & 1 << capability == 0) }
    for capability in [12, 13, 21] { #expect(bits & 1 << capability != 0) }
  }

  @Test("in the foreground the status is returned, and signals sent here are handed on")
  func foreground() throws {
    let pipe = try OwnedDescriptor.pipe()
    let reader = pipe.first
    // The program signals the process in between as a user would signal the command.
    let status = try RunningProgram.runInForeground(
      Program(
        ["sh", "-c", "trap 'echo caught; exit 9' USR1; kill -USR1 \(getpid()); while :; do sleep 0.01; done"],
        environment: ["PATH=/bin:/usr/bin"], standardOutput: pipe.second.raw, isInBackground: false), in: [])
    close(pipe.second)
    #expect(status.rawValue == 9)
    #expect(try reader.readToEnd() == "caught\n")
  }

  private func run(
    _ arguments: [String], environment: [String] = ["PATH=/usr/bin:/bin"], folder: String = "/", input: Int32? = nil
  ) throws -> Ended {
    let pipe = try OwnedDescriptor.pipe()
    let reader = pipe.first
    let program = try RunningProgram.start(
      Program(
        arguments, environment: environment, folder: folder, standardInput: input, standardOutput: pipe.second.raw),
      in: [])
    close(pipe.second)
    return Ended(output: try reader.readToEnd(), status: try program.wait().rawValue)
  }
}
