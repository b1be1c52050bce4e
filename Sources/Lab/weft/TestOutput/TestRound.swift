import Foundation
import Lab
import LabTesting
import Topology

/// One round of `test`: every file is run, and what came of it is printed and written.
struct TestRound<Run: TestRunning> {
  let paths: [String?]
  let engines: EngineChoice
  let options: TestOptions
  let format: TestFormat
  let style: ReportStyle
  let junit: String?

  /// Runs the files, and answers with the exit code.
  func run() async throws -> Int32 {
    let progress = RunProgressLine()
    let show: ([Diagnostic]) -> Void = { diagnostics in
      progress.finish()
      Terminal.show(diagnostics)
    }
    let session = await TestSession.run(
      Run.self, paths: paths, on: engines, options: options, show: show, progress: progress.handler)
    progress.finish()
    if let only = options.only, session.problems.isEmpty, session.reports.allSatisfy(\.results.isEmpty) {
      throw LabError(.invalidFile, "no check has '\(only)' in its title", hint: "--list shows the titles")
    }
    print(try format.text(of: session, style: style), terminator: "")
    fflush(nil)
    if let junit { try ReportFile.write(session.junit, to: junit) }
    return session.exitCode
  }

  /// Prints the checks of the files, and runs none.
  func list() throws {
    var listed: [ListedFile] = []
    for path in paths {
      let file = try LabFile(path: path)
      _ = try file.target()
      Terminal.show(file.diagnostics)
      let checks = try Run(file: file, options: options).checks.filter { options.includes($0.title) }
      listed.append(ListedFile(file: file.path, checks: checks))
    }
    switch format {
    case .json: print(try Terminal.json(listed))
    case .text, .tap:
      let rows = listed.flatMap(\.checks).map { [$0.place.lineDescription, $0.title, $0.expected] }
      print(rows.isEmpty ? "no checks" : Terminal.table(rows))
    }
  }

  private struct ListedFile: Encodable {
    var file: String
    var checks: [ListedCheck]
  }
}
