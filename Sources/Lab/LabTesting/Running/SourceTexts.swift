import Foundation
import Lab
import Synchronization
import Topology

/// The texts of the topology files that a run may name: the one that is tested, and those that its scenario applies.
final class SourceTexts: Sendable {
  private let main: SourceText
  private let folder: URL
  private let others = Mutex<[String: SourceText]>([:])

  /// The texts around a file.
  init(_ file: LabFile) {
    main = file.loaded.source
    folder = URL(fileURLWithPath: file.text.path).deletingLastPathComponent()
  }

  /// The text of a file as it is named in messages; `nil` where it cannot be read.
  func text(_ name: String) -> SourceText? {
    if name == main.file { return main }
    return others.withLock { others in
      if let text = others[name] { return text }
      let path = name.hasPrefix("/") ? name : folder.appendingPathComponent(name).path
      let text = (try? LabFile(path: path))?.loaded.source
      others[name] = text
      return text
    }
  }

  /// Where a check is written.
  func place(of check: Check) -> SourcePlace { SourcePlace(line: check.mark.line, in: text(check.file) ?? main) }
}
