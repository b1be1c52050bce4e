import Foundation
import LabTesting

/// Running again whenever the topology files, or files that they name, change.
enum TestWatch {
  /// How often the files are looked at.
  static let period = Duration.milliseconds(500)

  /// Runs rounds until the command is ended with Ctrl-C. A round that fails, or cannot be run, does not end it.
  static func run(_ files: [String], round: () async throws -> Int32) async throws -> Never {
    while true {
      var watch = FileWatch(topologies: files)
      do { _ = try await round() } catch { Terminal.complain("error: \(error)") }
      say("watching \(watch.files.count) file\(watch.files.count == 1 ? "" : "s"); Ctrl-C ends it")
      var changes = watch.changes()
      while changes.isEmpty {
        try await Task.sleep(for: period)
        changes = watch.changes()
      }
      // An editor may write in several steps: the round begins when a look finds nothing new.
      while case let more = try await later(&watch), !more.isEmpty { changes += more }
      say("\n\(changes[0]) changed at \(time()): running again")
    }
  }

  private static func later(_ watch: inout FileWatch) async throws -> [String] {
    try await Task.sleep(for: period)
    return watch.changes()
  }

  private static func say(_ text: String) { Terminal.complain(text) }

  private static func time() -> String {
    Date.now.formatted(.iso8601.time(includingFractionalSeconds: false).timeSeparator(.colon))
  }
}
