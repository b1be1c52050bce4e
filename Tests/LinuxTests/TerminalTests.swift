import Glibc
import Linux
import SystemPackage
import Testing

@Suite("programs at a terminal")
struct TerminalTests {
  @Test("the interrupt key reaches the program, and the command ends as the program does")
  func interrupt() async {
    await #expect(processExitsWith: .success) {
      let terminal = try Terminal { () in
        let program = Terminal.shell("trap 'echo caught; exit 7' INT; echo ready; while :; do sleep 0.01; done")
        return try RunningProgram.runInForeground(program, in: []).rawValue
      }
      try Fork.check(terminal.read(until: "ready"), "no start")
      try terminal.master.write([3])
      try Fork.check(terminal.read(until: "caught"), "not caught")
      try Fork.check(Fork.wait(terminal.process) == 7, "another status")
    }
  }

  @Test("a shell with job control works in a host, and the terminal is the command's again afterwards")
  func jobControl() async {
    await #expect(processExitsWith: .success) {
      let terminal = try Terminal { () in
        let host = try Host()
        let own = tcgetpgrp(0) == getpgrp()
        let program = Program(
          ["bash", "--norc", "-i"], environment: ["PATH=/bin:/usr/bin", "PS1=$ ", "TERM=dumb"],
          standardInput: 0, standardOutput: 1, standardError: 2, isInBackground: false)
        let status = try RunningProgram.runInForeground(program, in: host.sandbox.namespaces.descriptors)
        return own && tcgetpgrp(0) == getpgrp() ? status.rawValue : 98
      }
      try Fork.check(terminal.read(until: "$ "), "no prompt")
      // The terminal echoes the quotes; without them it is the job that speaks, which then has the terminal.
      try terminal.master.write(Array("sh -c 'echo read''y; exec sleep 1000'\n".utf8))
      try Fork.check(terminal.read(until: "ready"), "no job: \(terminal.text)")
      try terminal.master.write([26])
      try Fork.check(terminal.read(until: "Stopped"), "not stopped: \(terminal.text)")
      try terminal.master.write(Array("kill %1; exit 5\nexit 5\n".utf8))
      try Fork.check(Fork.wait(terminal.process) == 5, "another status: \(terminal.text)")
    }
  }
}

/// A terminal with a process of its own at it.
final class Terminal {
  let master: OwnedDescriptor
  private(set) var process: pid_t = 0
  private(set) var text = ""

  init(_ body: () throws -> Int32) throws {
    let unlock: @convention(c) (Int32) -> Int32 = Fork.function("unlockpt")
    let path: @convention(c) (Int32) -> UnsafePointer<CChar> = Fork.function("ptsname")
    master = try OwnedDescriptor.open("/dev/ptmx", flags: O_RDWR | O_NOCTTY)
    try Fork.check(unlock(master.raw) == 0, "terminal")
    let name = String(cString: path(master.raw))
    process = Fork.start {
      setsid()
      // The first terminal that a session's leader opens is the session's.
      let terminal = try OwnedDescriptor.open(name, flags: O_RDWR)
      for descriptor in Int32(0)...2 { dup2(terminal.raw, descriptor) }
      return try body()
    }
  }

  deinit { kill(process, SIGKILL) }

  /// A shell's commands at the terminal.
  static func shell(_ commands: String) -> Program {
    Program(
      ["sh", "-c", commands], environment: ["PATH=/bin:/usr/bin"], standardInput: 0, standardOutput: 1,
      standardError: 2, isInBackground: false)
  }

  /// Reads until what came ends in some text; false where it does not come within five seconds.
  func read(until end: String) throws -> Bool {
    while !text.contains(end) {
      guard try master.waitReadable(milliseconds: 5000) else { return false }
      text += String(decoding: try master.read(upTo: 4096), as: UTF8.self)
    }
    text = ""
    return true
  }
}
