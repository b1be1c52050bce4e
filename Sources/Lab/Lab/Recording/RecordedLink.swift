import Foundation
import Topology

/// Links in a recording: each as the topology file writes it.
enum RecordedLink {
  /// The link as an entry of the file's list.
  static func text(_ link: ResolvedLink) -> String { link.json.text }

  /// The link again; `nil` where the text is none.
  static func link(_ text: String) -> ResolvedLink? {
    struct Entry: Decodable { let endpoints: [String] }
    guard let entry = try? JSONDecoder().decode(Entry.self, from: Data(text.utf8)), !text.contains("\n") else {
      return nil
    }
    // A file that has the two nodes and this link alone.
    let names = Set(entry.endpoints.compactMap { $0.split(separator: ":", maxSplits: 1).first.map(String.init) })
    let nodes = names.sorted().map { JSONValue.Member($0, ["kind": "hub"]) }
    let file = "name: recorded\ntopology:\n  nodes: \(JSONValue.object(nodes).text)\n  links:\n    - \(text)\n"
    guard let links = LoadedLab(file, file: "recording").lab?.links, links.count == 1 else { return nil }
    return links[0]
  }
}
