import Foundation
import Testing

/// What `weft test --format json` says: of it, what the tests look at.
struct CheckedSession: Decodable {
  struct Report: Decodable {
    let engine: String
    let digest: String?
    let results: [Result]
  }

  struct Result: Decodable, CustomStringConvertible {
    let title: String
    let place: Place
    let verdict: String
    let expected: String
    let observed: String
    let outcome: String?
    let problem: String?
    let attempts: Int

    var description: String {
      "line \(place.line): \(title): expected \(expected), \(verdict): \(problem ?? observed)"
    }
  }

  struct Place: Decodable, Equatable {
    let line: Int
  }

  struct Problem: Decodable {
    let kind: String
    let message: String
  }

  let reports: [Report]
  let problems: [Problem]
  let exitCode: Int32

  /// Reads what weft has printed.
  init(_ outcome: Outcome) throws {
    self = try JSONDecoder().decode(CheckedSession.self, from: Data(outcome.output.utf8))
    try #require(exitCode == outcome.status, "\(outcome)")
  }
}

/// What turns the crank of a lab.
enum Engine: String, CaseIterable {
  case simulated
  case live
}

extension LabBench {
  /// Runs the checks of a file on an engine: all that is there must be found out.
  func check(_ file: String, on engine: Engine) throws -> [CheckedSession.Result] {
    let arguments = [weftPath, "test", file, "--format", "json"] + (engine == .live ? ["--live"] : [])
    let outcome = try start(arguments, seconds: 60).finish()
    try #require(outcome.status <= 1, "\(outcome)")
    let session = try CheckedSession(outcome)
    let report = try #require(session.reports.first)
    #expect(report.engine == engine.rawValue && session.reports.count == 1 && session.problems.isEmpty)
    return report.results
  }
}
