import Foundation
import Lab
import LabTesting
import Testing
import Topology

/// The checks of the topologies folder, each turned round: a check that holds either way is none.
@Suite("checks of the topologies, broken on purpose")
struct BrokenCheckTests {
  /// The files of the folder.
  static let files: [String] = {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { $0.hasSuffix(".weft.yml") }.sorted()
  }()

  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("topologies")

  /// Lines of the file whose checks do not pass in virtual time.
  private func failures(of text: String, named name: String) throws -> [Int: Verdict] {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("weft-broken-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent(name).path
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    let report: TestReport
    do {
      report = try TestRun(file: LabFile(path: path), options: TestOptions()).simulated { _ in }
    } catch let error as InvalidFile {
      throw WrongFile(text: error.diagnostics.text())
    }
    let bad = report.results.filter { $0.verdict != .passed }
    return Dictionary(bad.map { ($0.place.line, $0.verdict) }) { first, _ in first }
  }

  @Test("every file has checks, and they pass", arguments: files)
  func whole(_ name: String) throws {
    let path = BrokenCheckTests.folder.appendingPathComponent(name).path
    let run = try TestRun(file: LabFile(path: path), options: TestOptions())
    #expect(run.checks.count >= 5)
    #expect(try failures(of: String(contentsOfFile: path, encoding: .utf8), named: name).isEmpty)
  }

  @Test("each check that is broken fails, and no other", arguments: files)
  func broken(_ name: String) throws {
    let file = try LabFile(path: BrokenCheckTests.folder.appendingPathComponent(name).path)
    let lab = try file.target().lab
    let lines = file.text.text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lab.scenario.isEmpty, "checks of a scenario are to be broken, too")
    for check in lab.checks {
      let index = check.mark.line - 1
      let entry = try #require(CheckEntry(lines[index]), "line \(index + 1) of \(name): a check on one line")
      #expect(entry.line == lines[index], "taken apart and put together it is another")
      for breaking in try Breaking.all(of: entry, nodes: lab.nodes.map(\.name)) {
        var changed = lines
        changed[index] = breaking.entry.line[...]
        let failures = try failures(of: changed.joined(separator: "\n"), named: name)
        #expect(failures == [index + 1: .failed], "\(name):\(index + 1) with \(breaking.what)")
      }
    }
  }

  /// A broken check is still to be one.
  private struct WrongFile: Error {
    let text: String
  }
}
