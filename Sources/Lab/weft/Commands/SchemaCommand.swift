import ArgumentParser
import Topology

/// Prints the JSON schema of the topology file.
struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema", abstract: "Print the JSON schema of the topology file, for editors.")

  func run() throws { print("\(Schema.json)") }
}
