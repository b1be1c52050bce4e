import ArgumentParser
import Foundation
import Lab
import Linux

/// Runs any program of this machine in a host of a running lab.
struct Exec: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run a program in a host of a running lab.",
    discussion: """
      Examples:
        weft exec quickstart alice -- ping -c3 web
        weft exec quickstart alice -- bash
      The program sees the host's network, and the machine's files through a copy of its own: what it writes there, the
      machine does not see. The exit status is the program's; 127 where there is no such program, 126 where it cannot
      be run.
      """)

  @Argument(help: "The running lab's name.", completion: .custom { _, _, _ in LabDirectory.runningLabs() })
  var lab: String
  @Argument(help: "The host.")
  var host: String
  @Argument(parsing: .captureForPassthrough, help: "The program and its arguments, behind --.")
  var program: [String] = []

  func run() async throws {
    let words = program.first == "--" ? Array(program.dropFirst()) : program
    guard !words.isEmpty else {
      throw LabError(.invalidFile, "no program is named", hint: "weft exec \(lab) \(host) -- ping -c3 web")
    }
    guard case .entrance(let entrance) = try await ControlClient(lab: lab).ask(.enter(host: host)) else {
      throw LabError(.failed, "lab '\(lab)' gave an answer of another kind")
    }
    throw ExitCode(try Exec.run(words, in: entrance, host: host))
  }

  private static func run(_ words: [String], in entrance: HostEntrance, host: String) throws -> Int32 {
    let inherited = ProcessInfo.processInfo.environment.map { "\($0.key)=\($0.value)" }.sorted()
    let program = Program(
      words, environment: inherited + entrance.environment + ["WEFT_HOST=\(host)"],
      folder: FileManager.default.currentDirectoryPath, standardInput: STDIN_FILENO, standardOutput: STDOUT_FILENO,
      standardError: STDERR_FILENO, isInBackground: false)
    do {
      let namespaces = try SandboxNamespaces(of: entrance.initProcess)
      return try RunningProgram.runInForeground(program, in: namespaces).rawValue
    } catch let error as ProgramError {
      Terminal.complain("error: \(error)")
      return error.exitStatus.rawValue
    } catch {
      throw LabError(.environment, "cannot enter \(host): \(error)")
    }
  }
}
