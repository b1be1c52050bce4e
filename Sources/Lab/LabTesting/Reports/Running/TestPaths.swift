import Foundation
public import Lab

/// The topology files that the arguments of a command name.
public enum TestPaths {
  /// More files than this are not taken from one folder.
  static let filesMax = 4096

  /// Files as they are, and for a folder its `*.weft.yml` and `weft.yml`, sorted; each file once. None for no argument:
  /// the lone file of the folder is meant then.
  ///
  /// - Throws: ``LabError`` for a folder without such files.
  public static func files(_ arguments: [String]) throws(LabError) -> [String] {
    var files: [String] = []
    var seen: Set<String> = []
    for argument in arguments {
      for file in try expand(argument) where seen.insert(file).inserted { files.append(file) }
    }
    return files
  }

  private static func expand(_ argument: String) throws(LabError) -> [String] {
    guard isFolder(argument) else { return [argument] }
    let prefix = argument == "." || argument == "./" ? "" : argument.hasSuffix("/") ? argument : argument + "/"
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: argument)) ?? [])
      .filter { ($0.hasSuffix(".weft.yml") || $0 == "weft.yml") }
      .map { prefix + $0 }
      .filter { !isFolder($0) }.sorted()
    guard !names.isEmpty else {
      throw LabError(.invalidFile, "no topology file in \(argument)", hint: "they end in .weft.yml")
    }
    guard names.count <= filesMax else {
      throw LabError(.invalidFile, "\(names.count) topology files in \(argument)", hint: "name at most \(filesMax)")
    }
    return names
  }

  /// True where there is a folder of that name, or a link to one.
  static func isFolder(_ path: String) -> Bool {
    let target = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    return (try? FileManager.default.attributesOfItem(atPath: target))?[.type] as? FileAttributeType == .typeDirectory
  }
}
