import Foundation
import Synchronization
import Topology

/// The files that a topology file names: whether they are there, and, of those that its scenario or a check applies, what
/// is wrong with them. Each is read once. What an applied file would apply in its turn is not looked at: only its network
/// is used.
final class AppliedFiles: Sendable {
  private let folder: URL
  /// What comes before a file's name where it is shown: the folder as the user named it.
  private let prefix: String
  private let files = Mutex<[(name: String, file: LabFile?, diagnostics: [Diagnostic])]>([])

  /// The files beside the one of that absolute path, which the user named as `shown`.
  init(beside path: String, shownAs shown: String) {
    folder = URL(fileURLWithPath: path).deletingLastPathComponent()
    prefix = shown.lastIndex(of: "/").map { String(shown[...$0]) } ?? ""
  }

  /// True where there is a file or folder of that name.
  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(of: name)) }

  /// What is known of an applied file.
  func state(of name: String) -> FileReferences.AppliedLab {
    let (file, diagnostics) = read(name)
    let errors = diagnostics.count { $0.severity == .error }
    guard errors == 0, let lab = file?.loaded.lab else { return .wrong(errors: max(1, errors)) }
    return .lab(named: lab.name)
  }

  /// An applied file that is right.
  func file(_ name: String) -> LabFile? {
    let (file, diagnostics) = read(name)
    return diagnostics.hasErrors ? nil : file
  }

  /// What there is to say about the files that were asked for, one after the other.
  var diagnostics: [Diagnostic] { files.withLock { $0.flatMap(\.diagnostics) } }

  private func read(_ name: String) -> (file: LabFile?, diagnostics: [Diagnostic]) {
    if let known = files.withLock({ files in files.first { $0.name == name } }) {
      return (known.file, known.diagnostics)
    }
    let shown = prefix + name
    var file: LabFile?
    var diagnostics: [Diagnostic] = []
    do {
      let text = try LabFile.text(at: path(of: name), shownAs: shown)
      let read = LabFile(TopologyText(path: path(of: name), text: text), shownAs: shown, followsFiles: false)
      file = read
      diagnostics = read.diagnostics
    } catch {
      diagnostics = [
        Diagnostic(.error, "bad-file", error.message, file: shown, mark: .start, sourceLine: "", hint: error.hint)
      ]
    }
    files.withLock { $0.append((name, file, diagnostics)) }
    return (file, diagnostics)
  }

  private func path(of name: String) -> String {
    name.hasPrefix("/") ? name : folder.appendingPathComponent(name).path
  }
}
