import ArgumentParser
import Lab

/// Shows the rules of flow switches with their counters.
struct Flows: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show the rules of the lab's flow switches, with their counters.")

  @Argument(help: "The running lab's name.", completion: .custom { _, _, _ in LabDirectory.runningLabs() })
  var lab: String?
  @Argument(help: "One flow switch; all where none is named.")
  var node: String?
  @OptionGroup var output: FormatOption

  func run() async throws {
    let name = try LabArgument.resolve(lab)
    guard case .flows(let tables) = try await ControlClient(lab: name).ask(.flows(node: node)) else {
      throw LabError(.failed, "lab '\(name)' gave an answer of another kind")
    }
    switch output.format {
    case .json: print(try Terminal.json(tables))
    case .text:
      if tables.isEmpty { print("lab \(name) has no flow switch") }
      for table in tables {
        let rows = table.rules.map { ["  \($0.rule)", "\($0.packets)", "\($0.bytes)", $0.origin ?? ""] }
        print(table.node)
        print(Terminal.table([["  RULE", "PACKETS", "BYTES", "FROM"]] + rows))
      }
    }
  }
}
