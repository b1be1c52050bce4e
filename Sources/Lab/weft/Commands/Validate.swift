import ArgumentParser
import Lab
import Topology

/// Checks a topology file and starts nothing.
struct Validate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check a topology file: every problem at once, with its place and what to do about it.")

  @OptionGroup var file: FileArgument
  @OptionGroup var output: FormatOption

  func run() throws {
    let read = try LabFile(path: file.file)
    let diagnostics = read.diagnostics
    switch output.format {
    case .json: print("\(diagnostics.json)")
    case .text:
      Terminal.show(diagnostics)
      if let lab = read.loaded.lab, !diagnostics.hasErrors {
        print("\(read.path): lab \(lab.name): \(lab.nodes.count) nodes, \(lab.links.count) links")
      }
    }
    if diagnostics.hasErrors { throw ExitCode(2) }
  }
}
