import ArgumentParser
import LabTesting

/// The command line: one verb a file in `Commands`.
struct Weft: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "weft",
    abstract: "Virtual networks from one file: switches, routers, NATs and hosts on this machine.",
    discussion: """
      Exit codes: 0 it holds, 1 it failed, 2 the file is wrong, 3 the environment cannot run it.
      """,
    version: Version.text,
    subcommands: [
      Up.self, Down.self, Apply.self, Plan.self, Ps.self, Exec.self, CaptureCommand.self, Flows.self, Trace.self,
      Record.self, Replay.self,
      LinkCommands.self,
      Test<TestRun>.self, Matrix<MatrixRun>.self, PingAll<MatrixRun>.self,
      Graph.self, Validate.self, SchemaCommand.self, VersionCommand.self,
    ])
}

/// What this program is.
enum Version {
  static let text = "0.1.0"
}
