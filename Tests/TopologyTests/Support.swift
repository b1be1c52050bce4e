import Foundation
import Testing
import Topology

/// Files that tests read.
enum TestFiles {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
  static let goldens = folder.appending(path: "Goldens")
  static let topologies = folder.appending(path: "../../topologies")

  /// Names of the files of a folder that end in `suffix`, sorted, without it.
  static func names(in folder: URL, suffix: String) -> [String] {
    let all = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return all.filter { $0.hasSuffix(suffix) }.map { String($0.dropLast(suffix.count)) }.sorted()
  }

  static func text(_ folder: URL, _ name: String) throws -> String {
    try String(contentsOf: folder.appending(path: name), encoding: .utf8)
  }

  /// Of the files that inputs refer to, these exist.
  static let references = FileReferences { ["site", "site/index.html"].contains($0) }
}

/// Reads a lab that must be without errors.
func lab(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> ResolvedLab {
  let loaded = LoadedLab(text, file: "lab.yml", references: TestFiles.references)
  if loaded.diagnostics.hasErrors {
    Issue.record(Comment(rawValue: loaded.diagnostics.text()), sourceLocation: sourceLocation)
  }
  return try #require(loaded.lab, sourceLocation: sourceLocation)
}

/// The codes of everything that is said about a text, in order.
func codes(_ text: String) -> [String] {
  LoadedLab(text, file: "lab.yml", references: TestFiles.references).diagnostics.map(\.code.rawValue)
}
