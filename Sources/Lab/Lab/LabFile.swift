import Capture
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
    let text = try LabFile.text(at: path, shownAs: path)
    let absolute = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
    self.init(TopologyText(path: absolute, text: text), shownAs: path)
  }

  /// Checks a text that was read already.
  ///
  /// - Parameter followsFiles: True where files that this one applies are checked, too.
  init(_ text: TopologyText, shownAs path: String, followsFiles: Bool = true) {
    self.path = path
    self.text = text
    let named = AppliedFiles(beside: text.path, shownAs: path)
    loaded = LoadedLab(
      text.text, file: path,
      references: FileReferences(
        exists: named.exists, filterProblem: LabFile.problem(inFilter:),
        appliedLab: { followsFiles ? named.state(of: $0) : .unknown }))
    var diagnostics = loaded.diagnostics
    if let lab = loaded.lab {
      let flows = CompiledFlows(lab, source: loaded.source)
      let added = AddedFlows(lab, rules: flows.rules, source: loaded.source) { followsFiles ? named.file($0) : nil }
      diagnostics += flows.diagnostics + added.diagnostics
      self.flows = flows
    } else {
      flows = nil
    }
    self.diagnostics = diagnostics.sorted() + named.diagnostics
  }

  /// Reads a file.
  static func text(at path: String, shownAs shown: String) throws(LabError) -> String {
    guard let bytes = FileManager.default.contents(atPath: path) else {
      throw LabError(.invalidFile, "cannot read \(shown)", hint: LabFile.nearby(path))
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw LabError(.invalidFile, "\(shown) is not UTF-8 text", hint: "save it as UTF-8")
    }
    return text
  }

  private static func problem(inFilter text: String) -> String? {
    do {
      _ = try CaptureFilter(text)
      return nil
    } catch {
      return error.message
    }
  }

  private static func loneFile(in folder: String) throws -> String {
    let files = try FileManager.default.contentsOfDirectory(atPath: folder)
      .filter { $0.hasSuffix(".weft.yml") || $0 == "weft.yml" }.sorted()
    guard files.count == 1 else {
      throw LabError(
        .invalidFile, files.isEmpty ? "no topology file here" : "several topology files here",
        hint: files.isEmpty ? "name one, or call it NAME.weft.yml" : "name one of: " + files.joined(separator: ", "))
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
