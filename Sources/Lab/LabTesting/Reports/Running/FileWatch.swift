import Foundation
import Synchronization
import Topology

/// Sees that files change: a topology file and the files that it names.
///
/// A file has changed when its modification time, size or inode number is another, or when it appears or disappears; an
/// editor that writes a new file and renames it is noticed like one that writes in place. Folders that a topology file
/// names are not watched: a program of the lab may write there.
public struct FileWatch: Sendable {
  /// Files that are watched at most; the topology files come first.
  static let filesMax = 1024

  /// The files that are watched, in order.
  public let files: [String]
  private var stamps: [Stamp?]

  private struct Stamp: Equatable {
    var modified: Date?
    var size: Int?
    var number: Int?

    init?(_ path: String) {
      guard let attributes = try? FileManager.default.attributesOfItem(atPath: path) else { return nil }
      modified = attributes[.modificationDate] as? Date
      size = (attributes[.size] as? NSNumber)?.intValue
      number = (attributes[.systemFileNumber] as? NSNumber)?.intValue
    }
  }

  /// Watches topology files, and what they name, as they are now.
  public init(topologies: [String]) {
    var files: [String] = []
    var seen: Set<String> = []
    for path in topologies + topologies.flatMap(FileWatch.names(in:))
    where files.count < FileWatch.filesMax && seen.insert(path).inserted {
      files.append(path)
    }
    self.files = files
    stamps = files.map { Stamp($0) }
  }

  /// The files that are not as they were when they were looked at last, in order.
  public mutating func changes() -> [String] {
    let now = files.map { Stamp($0) }
    defer { stamps = now }
    return files.indices.filter { now[$0] != stamps[$0] }.map { files[$0] }
  }

  /// Files, not folders, that a topology file names and that need not exist. A file that cannot be read names none.
  private static func names(in path: String) -> [String] {
    guard let bytes = FileManager.default.contents(atPath: path), let text = String(validating: bytes, as: UTF8.self)
    else { return [] }
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    let named = Names()
    _ = LoadedLab(
      text, file: path,
      references: FileReferences { name in
        named.add(name.hasPrefix("/") ? name : folder + "/" + name)
        return true
      })
    return named.all.filter { !TestPaths.isFolder($0) }
  }

  private final class Names: Sendable {
    private let names = Mutex<[String]>([])
    var all: [String] { names.withLock { $0 } }
    func add(_ name: String) { names.withLock { if $0.count < FileWatch.filesMax { $0.append(name) } } }
  }
}
