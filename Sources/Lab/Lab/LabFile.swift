import Controller
import Foundation
public import Topology

/// A topology file as a command was given it: found, read, checked.
public struct LabFile: Sendable {
  /// The file's path, as the user named it.
  public let path: String
  /// Its text.
  public let text: TopologyText
  /// What is in it, with every diagnostic.
  public let loaded: LoadedLab

  /// Everything there is to say about the file.
  public let diagnostics: [Diagnostic]
  private let flows: CompiledFlows?

  /// What the lab is to be, or the diagnostics as an error.
  public func target() throws -> LabTarget {
    guard let lab = loaded.lab, let flows, !diagnostics.hasErrors else { throw InvalidFile(diagnostics: diagnostics) }
    return LabTarget(lab: lab, rules: flows.rules, source: loaded.source)
  }

  /// Reads and checks the file at `path`; where none is named, the lone `*.weft.yml` or `weft.yml` of the folder.
  public init(path: String?) throws {
    let path = try path ?? LabFile.loneFile(in: FileManager.default.currentDirectoryPath)
    guard let bytes = FileManager.default.contents(atPath: path) else {
      throw LabError(.invalidFile, "cannot read \(path)", hint: LabFile.nearby(path))
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw LabError(.invalidFile, "\(path) is not UTF-8 text", hint: "save it as UTF-8")
    }
    let absolute = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
    self.init(TopologyText(path: absolute, text: text), shownAs: path)
  }

  /// Checks a text that was read already.
  init(_ text: TopologyText, shownAs path: String) {
    self.path = path
    self.text = text
    let folder = URL(fileURLWithPath: text.path).deletingLastPathComponent()
    loaded = LoadedLab(
      text.text, file: path,
      references: FileReferences { name in
        let full = name.hasPrefix("/") ? name : folder.appendingPathComponent(name).path
        return FileManager.default.fileExists(atPath: full)
      })
    flows = loaded.lab.map { [loaded] in CompiledFlows($0, source: loaded.source) }
    diagnostics = (loaded.diagnostics + (flows?.diagnostics ?? [])).sorted()
  }

  private static func loneFile(in folder: String) throws -> String {
    let files = try FileManager.default.contentsOfDirectory(atPath: folder)
      .filter { $0.hasSuffix(".weft.yml") || $0 == "weft.yml" }.sorted()
    guard files.count == 1 else {
      throw LabError(
        .invalidFile, files.isEmpty ? "no topology file here" : "several topology files here",
        hint: files.isEmpty ? "name one: weft up FILE" : "name one of: " + files.joined(separator: ", "))
    }
    return files[0]
  }

  private static func nearby(_ path: String) -> String? {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder))?.filter { $0.hasSuffix(".yml") } ?? []
    return files.isEmpty ? nil : "in that folder: " + files.sorted().prefix(12).joined(separator: ", ")
  }
}

/// A topology file that has errors.
public struct InvalidFile: Error, Sendable {
  /// What is wrong with it.
  public let diagnostics: [Diagnostic]
}
