import Foundation

/// The package's folders, found from where this file lies.
struct SourceTree {
  let root: URL

  init(_ here: String = #filePath) {
    root = URL(fileURLWithPath: here).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
  }

  /// The text of the package's manifest.
  func manifest() throws -> String {
    try String(contentsOf: root.appendingPathComponent("Package.swift"), encoding: .utf8)
  }

  /// Names of the folders in `Sources`, and in each of them.
  func groups() throws -> [String: [String]] {
    let sources = root.appendingPathComponent("Sources")
    var groups: [String: [String]] = [:]
    for group in try folders(in: sources) {
      groups[group] = try folders(in: sources.appendingPathComponent(group))
    }
    return groups
  }

  /// The Swift sources of a target, by path, each with its text.
  func sources(of layer: Layer) throws -> [(file: String, text: String)] {
    let path = "Sources/\(layer.group.rawValue)/\(layer.name)"
    let folder = root.appendingPathComponent(path).resolvingSymlinksInPath()
    guard let files = FileManager.default.enumerator(atPath: folder.path) else { return [] }
    return try files.compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") }.sorted().map {
      ("\(path)/\($0)", try String(contentsOf: folder.appendingPathComponent($0), encoding: .utf8))
    }
  }

  private func folders(in folder: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { name in
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: folder.appendingPathComponent(name).path, isDirectory: &isFolder)
        && isFolder.boolValue
    }.sorted()
  }
}
