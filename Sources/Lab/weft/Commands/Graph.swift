import ArgumentParser
import Lab
import Topology

/// Prints a picture of a topology file.
struct Graph: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print the topology as a graph: DOT for Graphviz, or Mermaid for Markdown.")

  /// The languages of the picture.
  enum Language: String, ExpressibleByArgument, CaseIterable {
    case dot
    case mermaid
    case json
  }

  @OptionGroup var file: FileArgument
  @Option(help: "dot, mermaid or json.")
  var format: Language = .dot

  func run() throws {
    let lab = try file.read().target().lab
    switch format {
    case .dot: print(DOTGraph.text(of: lab))
    case .mermaid: print(MermaidGraph.text(of: lab))
    case .json:
      print(
        try Terminal.json([
          "nodes": lab.nodes.map { ["name": $0.name, "kind": $0.kind.rawValue] },
          "links": lab.links.map { ["from": $0.first.description, "to": $0.second.description] },
        ]))
    }
  }
}
