import ArgumentParser
import Lab

/// Has a recorded run again in virtual time, and compares what goes out.
struct Replay: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Have a recorded run again in virtual time, and tell whether the same goes out.",
    discussion: """
      Example:
        weft up office.weft.yml --record office.weftrec
        weft replay office.weftrec
      The same elements see the same packets, changes, clock and chance as when 'weft up --record' made the file; no \
      privilege is needed. Exit codes: 0 the same went out, 1 it differs (and at which packet first), 2 the file is no \
      recording, is damaged, or ends in the middle.
      """)

  @Argument(help: "The recording.", completion: .file(extensions: ["weftrec"]))
  var file: String
  @OptionGroup var output: FormatOption

  func run() throws {
    let report = try LabReplay(path: file).run()
    switch output.format {
    case .text: print(report.text)
    case .json: print(try Terminal.json(report))
    }
    if !report.isSame { throw ExitCode(1) }
    if report.ending == .truncated { throw ExitCode(2) }
  }
}
