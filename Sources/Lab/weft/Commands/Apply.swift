import ArgumentParser
import Lab
import Topology

/// Makes a running lab equal to a file.
struct Apply: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Make the running lab of that name equal to the file; what did not change is not touched.")

  @OptionGroup var file: FileArgument
  @OptionGroup var output: FormatOption

  func run() async throws {
    let read = try file.read()
    let changes = try await Changes.ask(.apply(read.text), lab: try read.target().lab.name)
    print(try Changes.text(changes, output.format, none: "nothing to change"))
  }
}

/// Shows what `apply` would change.
struct Plan: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Show what 'apply' would change, and change nothing.")

  @OptionGroup var file: FileArgument
  @OptionGroup var output: FormatOption

  func run() async throws {
    let read = try file.read()
    let changes = try await Changes.ask(.plan(read.text), lab: try read.target().lab.name)
    print(try Changes.text(changes, output.format, none: "the lab equals the file"))
  }
}

/// The changes that a running lab answers with.
private enum Changes {
  static func ask(_ request: ControlRequest, lab: String) async throws -> [String] {
    switch try await ControlClient(lab: lab).ask(request) {
    case .changes(let changes): return changes
    case .diagnostics(let text, _): throw LabError(.invalidFile, text)
    default: throw LabError(.failed, "lab '\(lab)' gave an answer of another kind")
    }
  }

  static func text(_ changes: [String], _ format: OutputFormat, none: String) throws -> String {
    switch format {
    case .json: try Terminal.json(changes)
    case .text: changes.isEmpty ? none : changes.joined(separator: "\n")
    }
  }
}
