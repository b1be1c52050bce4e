import Foundation
import Lab
import LabTesting
import Testing
import Topology

@Suite("running the checks of files")
struct SessionRunTests {
  /// A run whose results are given, instead of an engine: what is tested here is what is made of them.
  private struct Scripted: TestRunning {
    let file: LabFile
    let options: TestOptions

    init(file: LabFile, options: TestOptions) throws {
      self.file = file
      self.options = options
    }

    var checks: [ListedCheck] { [] }

    func simulated(progress: @escaping ProgressHandler) throws -> TestReport { report(.simulated) }

    func live(progress: @escaping ProgressHandler) async throws -> TestReport {
      if options.only == "unprivileged" { throw LabError(.environment, "no namespaces here") }
      return report(.live)
    }

    private func report(_ engine: TestEngine) -> TestReport {
      TestReport(
        lab: file.loaded.lab?.name ?? "", file: file.path, engine: engine, seed: options.seed ?? 1, duration: .zero,
        results: [ReportSamples.ping])
    }
  }

  private func session(
    _ paths: [String], _ engines: EngineChoice = .simulated, _ options: TestOptions = TestOptions()
  ) async -> (session: TestSession, shown: [Diagnostic]) {
    var shown: [Diagnostic] = []
    let session = await TestSession.run(
      Scripted.self, paths: paths, on: engines, options: options, show: { shown += $0 }, progress: { _ in })
    return (session, shown)
  }

  private func write(_ text: String, in folder: TestFolder, as name: String = "a.weft.yml") throws -> String {
    try folder.write(text, as: name)
  }

  private static let lab = """
    name: pair
    topology:
      nodes:
        a: { kind: host, address: 10.0.0.1/24 }
        b: { kind: host, address: 10.0.0.2/24 }
      links:
        - endpoints: ["a:eth0", "b:eth0"]
    """

  @Test("a file gives a report, with the seed that was asked for")
  func one() async throws {
    let folder = try TestFolder()
    let path = try write(SessionRunTests.lab, in: folder)
    let (session, shown) = await session([path], .simulated, TestOptions(seed: 42))
    #expect(session.reports.map(\.seed) == [42])
    #expect(session.reports.map(\.lab) == ["pair"])
    #expect(session.exitCode == 0)
    #expect(!shown.hasErrors)
  }

  @Test("both engines are compared")
  func both() async throws {
    let folder = try TestFolder()
    let (session, _) = await session([try write(SessionRunTests.lab, in: folder)], .both)
    #expect(session.reports.map(\.engine) == [.simulated, .live])
    #expect(session.comparisons.count == 1)
    #expect(session.exitCode == 0)
  }

  @Test("a wrong file is a problem with its diagnostics, and does not stop the next")
  func wrong() async throws {
    let folder = try TestFolder()
    let bad = try write("name: [", in: folder, as: "bad.weft.yml")
    let good = try write(SessionRunTests.lab, in: folder)
    let (session, shown) = await session([bad, folder.path + "/none.weft.yml", good])
    #expect(session.exitCode == 2)
    #expect(session.problems.map(\.kind) == [.invalidFile, .invalidFile])
    #expect(session.problems.first?.file == bad)
    #expect(session.reports.count == 1)
    #expect(session.problems.first?.message.contains("bad.weft.yml:") == true)
    #expect(!shown.hasErrors)
  }

  @Test("where the live engine cannot run, the simulated report stays")
  func environment() async throws {
    let folder = try TestFolder()
    let path = try write(SessionRunTests.lab, in: folder)
    let (session, _) = await session([path], .both, TestOptions(only: "unprivileged"))
    #expect(session.exitCode == 3)
    #expect(session.reports.map(\.engine) == [.simulated])
    #expect(session.comparisons.isEmpty)
    #expect(session.problems.first?.engine == .live)
  }

  @Test("a folder stands for its topology files, and no file is run twice")
  func paths() throws {
    let folder = try TestFolder()
    for name in ["b.weft.yml", "a.weft.yml", "weft.yml", "other.yml"] { _ = try folder.write("", as: name) }
    let files = try TestPaths.files([folder.path, folder.path + "/a.weft.yml", "elsewhere.yml"])
    let names = ["a.weft.yml", "b.weft.yml", "weft.yml"].map { folder.path + "/" + $0 }
    #expect(files == names + ["elsewhere.yml"])
    #expect(try TestPaths.files([]) == [])
    let empty = try TestFolder()
    #expect(throws: LabError.self) { try TestPaths.files([empty.path]) }
  }

  @Test("a check is chosen by a part of its title, in any case of letters")
  func only() {
    #expect(TestOptions(only: "WEB").includes("ping alice -> web"))
    #expect(!TestOptions(only: "dns").includes("ping alice -> web"))
    #expect(TestOptions(only: "").includes("anything"))
    #expect(TestOptions().includes("anything"))
  }

  @Test("a change of the file, or of a file that it names, is seen once")
  func watch() throws {
    let folder = try TestFolder()
    let site = try folder.write("hello", as: "index.html")
    let lab = SessionRunTests.lab.replacing(
      "b: { kind: host, ", with: "b: { kind: host, binds: [\"\(site):/index.html\"], ")
    let path = try write(lab, in: folder)
    var watch = FileWatch(topologies: [path])
    #expect(watch.files == [path, site])
    #expect(watch.changes() == [])
    _ = try folder.write("hello there", as: "index.html")
    #expect(watch.changes() == [site])
    #expect(watch.changes() == [])
    try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSince1970: 1)], ofItemAtPath: path)
    #expect(watch.changes() == [path])
    try FileManager.default.removeItem(atPath: site)
    #expect(watch.changes() == [site])
    _ = try folder.write("hello there", as: "index.html")
    #expect(watch.changes() == [site])
  }
}

/// A folder that is gone with its last reference.
final class TestFolder {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appending(path: "weft-reports-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  func write(_ text: String, as name: String) throws -> String {
    let file = path + "/" + name
    try Data(text.utf8).write(to: URL(filePath: file))
    return file
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
