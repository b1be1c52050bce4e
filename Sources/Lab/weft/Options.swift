import ArgumentParser
import Lab
import Topology

/// How a command prints.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  case text
  case json
}

/// `--format`, wherever something is printed.
struct FormatOption: ParsableArguments {
  @Option(help: "How to print: text or json.")
  var format: OutputFormat = .text
}

/// The lab that a command is about.
struct LabArgument: ParsableArguments {
  @Argument(
    help: "The running lab's name; may be left out where one lab runs.",
    completion: .custom { _, _, _ in LabDirectory.runningLabs() })
  var lab: String?

  /// The lab's name: the one given, or the only one that runs.
  func name() throws -> String { try LabArgument.resolve(lab) }

  static func resolve(_ lab: String?) throws -> String {
    if let lab { return lab }
    let running = LabDirectory.runningLabs()
    guard running.count == 1 else {
      throw LabError(
        .failed, running.isEmpty ? "no lab is running" : "several labs are running",
        hint: running.isEmpty ? "weft up FILE brings one up" : "name one of: " + running.joined(separator: ", "))
    }
    return running[0]
  }
}

/// The topology file that a command reads.
struct FileArgument: ParsableArguments {
  @Argument(
    help: "The topology file; may be left out where the folder has one alone.",
    completion: .file(extensions: ["yml", "yaml"]))
  var file: String?

  /// Reads the file and shows what there is to say about it. Throws where it has errors.
  func read() throws -> LabFile {
    let read = try LabFile(path: file)
    _ = try read.target()
    Terminal.show(read.diagnostics)
    return read
  }
}
