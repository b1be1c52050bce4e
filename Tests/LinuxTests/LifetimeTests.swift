import Glibc
import SystemPackage
import Testing

@testable import Linux

@Suite("what happens when a process ends")
struct LifetimeTests {
  @Test("kill -9 of the process that made a host ends everything in it and leaves nothing")
  func killingTheLab() async throws {
    let before = try Fingerprint()
    let result = try await #require(processExitsWith: .signal(SIGKILL), observing: [\.standardOutputContent]) {
      let host = try Host()
      let tap = try TapDevice.create(name: "eth0", in: host.network)
      let program = try host.start("sleep 1000.07310001 & setsid sleep 1000.07310001 & exec sleep 1000.07310001")
      while sleepers() < 3 { sched_yield() }
      let line = "\(host.sandbox.process) \(program.process) \(tap.name)\n"
      try OwnedDescriptor.open("/dev/stdout", flags: O_WRONLY).write(Array(line.utf8))
      kill(getpid(), SIGKILL)
    }
    let words = String(decoding: result.standardOutputContent, as: UTF8.self).split { $0 == " " || $0 == "\n" }
    let processes = words.compactMap { Int32($0) }
    #expect(processes.count == 2)
    try eventually { sleepers() == 0 && processes.allSatisfy { !isRunning($0) } }
    #expect(try Fingerprint() == before)
  }

  @Test("kill -9 of the command that runs a program in the foreground ends the program")
  func killingTheCommand() async throws {
    await #expect(processExitsWith: .signal(SIGKILL)) {
      // The program kills the command that waits for it.
      _ = try RunningProgram.runInForeground(
        Program(
          ["sh", "-c", "kill -9 \(getpid()); exec sleep 1000.07310002"], environment: ["PATH=/bin:/usr/bin"],
          isInBackground: false),
        in: [])
    }
    try eventually { sleepers("1000.07310002") == 0 }
  }

  @Test("a detached process has a session of its own, the output and the descriptor it was given, and no other")
  func detaching() throws {
    let output = try OwnedDescriptor.pipe()
    let inherited = try OwnedDescriptor.pipe()
    let kept = try OwnedDescriptor.pipe()
    let (outputReader, inheritedReader, keptReader) = (output.first.raw, inherited.first.raw, kept.first.raw)
    let arguments = ["weft", "--testing-library", "swift-testing", "--filter", "no test has this name"]
    let process = try DetachedProcess.start(
      arguments: arguments, environment: ["WEFT_PROBE=1"], output: output.second.raw, inherited: inherited.second.raw)
    #expect(getsid(process) == process)
    #expect(try String(decoding: read("/proc/\(process)/environ"), as: UTF8.self) == "WEFT_PROBE=1\0")
    let links = (0...3).map { try? MachineFiles.linkTarget("/proc/\(process)/fd/\($0)") }
    #expect(links[0] == "/dev/null")
    #expect(links[1] == links[2])
    #expect(links[1] == (try? MachineFiles.linkTarget("/proc/self/fd/\(outputReader)")))
    #expect(links[3] == (try? MachineFiles.linkTarget("/proc/self/fd/\(inheritedReader)")))
    let foreign = try? MachineFiles.linkTarget("/proc/self/fd/\(keptReader)")
    for name in (try? MachineFiles.names(in: "/proc/\(process)/fd")) ?? [] {
      #expect((try? MachineFiles.linkTarget("/proc/\(process)/fd/\(name)")) != foreign)
    }
    close(output.second)
    #expect(try output.first.readToEnd().contains("0 tests"))
    var status: Int32 = 0
    #expect(waitpid(process, &status, 0) == process)
  }

  @Test("after kill -9 a janitor takes the files away")
  func janitor() async throws {
    await #expect(processExitsWith: .signal(SIGKILL)) {
      let scene = try JanitorScene("/tmp/weft-linux-tests-killed")
      _ = scene.lock.path
      kill(getpid(), SIGKILL)
    }
    try eventually { (try? MachineFiles.status("/tmp/weft-linux-tests-killed")) == nil }
  }

  @Test("a janitor that was sent away takes nothing away")
  func dismissedJanitor() async throws {
    let folder = FilePath("/tmp/weft-linux-tests-dismissed")
    await #expect(processExitsWith: .success) {
      try JanitorScene("/tmp/weft-linux-tests-dismissed").dismiss()
    }
    #expect(try MachineFiles.names(in: folder.string) == ["a.lock", "a.socket"])
    for name in ["a.lock", "a.socket"] { unlink(folder.appending(name).string) }
    #expect(rmdir(folder.string) == 0)
  }

  @Test("an init process does not hold on to the memory of the process that made it")
  func memory() throws {
    let octets = 64 << 20
    let ballast = UnsafeMutableRawBufferPointer.allocate(byteCount: octets, alignment: 4096)
    defer { ballast.deallocate() }
    for offset in stride(from: 0, to: octets, by: 4096) { ballast[offset] = 1 }
    let host = try Host()
    let status = String(decoding: try read("/proc/\(host.sandbox.process)/status"), as: UTF8.self)
    let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") })
    let kibioctets = try #require(line.split { $0 == " " || $0 == "\t" }.dropFirst().first.flatMap { Int($0) })
    #expect(kibioctets < 48 << 10)
  }

  private func read(_ path: String) throws(Errno) -> [UInt8] {
    try MachineFiles.contents(path, lengthMax: 1 << 16)
  }
}

/// A folder with a held lock and another file, and a janitor over them.
struct JanitorScene: ~Copyable {
  let lock: LockFile
  let janitor: Janitor

  init(_ folder: String) throws {
    let folder = FilePath(folder)
    try RuntimeFolder.open(folder)
    let file = folder.appending("a.socket")
    let lock = try LockFile(folder.appending("a.lock"))
    try OwnedDescriptor.open(file.string, flags: O_WRONLY | O_CREAT).write([1])
    let janitor = try Janitor(lock: lock.path, file: file, folder: folder)
    self.lock = lock
    self.janitor = janitor
  }

  consuming func dismiss() { janitor.dismiss() }
}

/// Waits, at most ten seconds, until something is so.
func eventually(_ condition: () throws -> Bool) throws {
  let timer = try EventTimer()
  for _ in 0..<2000 {
    if try condition() { return }
    try timer.arm(at: SystemClock.monotonic() + 5_000_000)
    _ = try timer.descriptor.waitReadable()
    timer.drain()
  }
  throw Errno.timedOut
}

/// Processes of the machine that were started with this word.
func sleepers(_ word: String = "1000.07310001") -> Int {
  let names = (try? MachineFiles.names(in: "/proc")) ?? []
  return names.count { name in
    let bytes = (try? MachineFiles.contents("/proc/\(name)/cmdline", lengthMax: 1 << 16)) ?? []
    return bytes.split(separator: 0).elementsEqual(["sleep", word], by: { $0.elementsEqual($1.utf8) })
  }
}

/// True for a process that exists and has not ended: nobody may have waited for its end.
func isRunning(_ process: Int32) -> Bool {
  guard let bytes = try? MachineFiles.contents("/proc/\(process)/stat", lengthMax: 4096) else { return false }
  let text = String(decoding: bytes, as: UTF8.self)
  return !(text.split(separator: ")").last?.hasPrefix(" Z") ?? true)
}
