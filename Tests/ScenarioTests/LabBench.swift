import Foundation
import Testing

/// A folder of its own for the labs of one test: topology files are copied into it, and control sockets live in it.
final class LabBench {
  let folder: URL
  let weftPath: String
  private let environment: [String: String]
  private var witnessed: Set<ProcessRecord> = []
  private var labs: Set<String> = []

  /// Makes the folder. Labs that are only simulated need no root.
  init(isLive: Bool = true) throws {
    try #require(!isLive || getuid() == 0, "live tests need root")
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("weft-live-\(UUID().uuidString)")
    var environment = ProcessInfo.processInfo.environment
    weftPath = environment["WEFT_BINARY"] ?? FileManager.default.currentDirectoryPath + "/.build/debug/weft"
    try #require(FileManager.default.isExecutableFile(atPath: weftPath), "no program at \(weftPath)")
    environment["WEFT_RUNTIME_DIR"] = folder.appendingPathComponent("run").path
    environment["LC_ALL"] = "C"
    self.environment = environment
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit {
    for lab in labs { _ = try? weft("down", lab) }
    try? FileManager.default.removeItem(at: folder)
  }

  /// The repository's folder of topologies.
  static let topologies = tests.deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("topologies")

  /// The folder of labs that are there to be tested.
  static let labs = tests.appendingPathComponent("Labs")

  private static let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()

  /// The topology files in a folder, sorted.
  static func files(in folder: URL) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { $0.hasSuffix(".weft.yml") }.sorted()
  }

  /// Starts a program of the machine; of its variables, `changes` are others, or none where `nil`.
  func start(_ command: [String], seconds: Int = 30, changes: [String: String?] = [:]) throws -> Running {
    let environment = environment.merging(changes.compactMapValues { $0 }) { $1 }
      .filter { changes[$0.key, default: ""] != nil }
    return try Running(command, environment: environment, folder: folder, seconds: seconds)
  }

  /// Runs a program of the machine to its end.
  func run(_ command: String..., seconds: Int = 30) throws -> Outcome { try start(command, seconds: seconds).finish() }

  /// Runs weft.
  func weft(_ arguments: String...) throws -> Outcome { try start([weftPath] + arguments).finish() }

  /// Starts weft and does not wait.
  func startWeft(_ arguments: String...) throws -> Running { try start([weftPath] + arguments) }

  /// Runs a program in a host.
  func exec(_ lab: String, _ host: String, _ command: String...) throws -> Outcome {
    try start([weftPath, "exec", lab, host, "--"] + command).finish()
  }

  /// Starts a program in a host and does not wait.
  func startExec(_ lab: String, _ host: String, _ command: String...) throws -> Running {
    try start([weftPath, "exec", lab, host, "--"] + command)
  }

  /// Copies a topology of the repository here.
  func copy(_ topology: String) throws -> String {
    let file = folder.appendingPathComponent("\(topology).weft.yml")
    try FileManager.default.copyItem(
      at: LabBench.topologies.appendingPathComponent("\(topology).weft.yml"), to: file)
    return file.path
  }

  /// Copies a folder's files here. Answers the path of the one of that name.
  func copy(_ file: String, with folder: URL) throws -> String {
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
      try FileManager.default.copyItem(
        at: folder.appendingPathComponent(name), to: self.folder.appendingPathComponent(name))
    }
    return self.folder.appendingPathComponent(file).path
  }

  /// Writes a topology file.
  func write(_ text: String, as name: String) throws -> String {
    let file = folder.appendingPathComponent(name)
    try Data(text.utf8).write(to: file)
    return file.path
  }

  /// Brings a lab up; it goes down with the bench.
  func up(_ file: String, lab: String) throws {
    labs.insert(lab)
    let outcome = try weft("up", "--detach", "--quiet", file)
    try #require(outcome.status == 0, "\(outcome)")
  }

  /// Brings a lab down.
  func down(_ lab: String) throws {
    witness()
    labs.remove(lab)
    let outcome = try weft("down", lab)
    #expect(outcome.status == 0, "\(outcome)")
  }

  /// A test has brought this lab up in a way of its own; it goes down with the bench.
  func adopt(_ lab: String) { labs.insert(lab) }

  /// A test has ended this lab in a way of its own.
  func forget(_ lab: String) { labs.remove(lab) }

  /// Remembers the processes that the labs have now: `machine()` waits for the end of each.
  func witness() { witnessed.formUnion(ownProcesses()) }

  /// The processes that run with control sockets in this bench's folder: weft's own and what runs in its hosts.
  func ownProcesses() -> [ProcessRecord] { ProcessRecord.all(withVariable: runtimeMark) }

  /// What a lab must leave as it was: links, namespaces, mounts, control sockets, and processes.
  ///
  /// Programs end a moment after the answer to `down`, and the kernel frees what they held then: so this waits, for a
  /// bounded time, until no process of the labs is left; one that stays is in the answer.
  func machine() throws -> [String] {
    let folder = environment["WEFT_RUNTIME_DIR"]!
    func sockets() -> [String] { ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted() }
    func left() -> [ProcessRecord] { Set(ownProcesses()).union(witnessed.filter(\.isAlive)).sorted() }
    _ = wait { left().isEmpty && sockets().isEmpty }
    return [
      try run("ip", "-o", "-br", "link").output, try run("ip", "netns").output,
      try String(contentsOfFile: "/proc/self/mounts", encoding: .utf8), sockets().joined(separator: " "),
      left().map(\.description).joined(separator: ", "),
    ]
  }

  /// Waits until a condition holds, ten seconds at most; false where it never held.
  func wait(until condition: () throws -> Bool) rethrows -> Bool {
    let end = ContinuousClock.now + .seconds(10)
    while try !condition() {
      if ContinuousClock.now >= end { return false }
      usleep(10_000)
    }
    return true
  }

  private var runtimeMark: String { "WEFT_RUNTIME_DIR=\(folder.path)/" }
}
