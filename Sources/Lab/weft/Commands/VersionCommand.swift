import ArgumentParser

/// Prints the version.
struct VersionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "version", abstract: "Print the version.")

  @OptionGroup var output: FormatOption

  func run() throws {
    switch output.format {
    case .text: print("weft \(Version.text)")
    case .json: print(try Terminal.json(["version": Version.text]))
    }
  }
}
