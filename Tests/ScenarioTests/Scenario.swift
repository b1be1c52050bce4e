import Foundation
import Testing

/// A lab of the folder Labs, with what must happen in it. It is the same body on both engines: the file's checks, at
/// their times, between the steps of its scenario.
struct Scenario: CustomStringConvertible, Sendable {
  let file: String
  var folder = LabBench.labs

  var description: String { String(file.dropLast(".weft.yml".count)) }

  static let all = LabBench.files(in: LabBench.labs).map { Scenario(file: $0) }

  /// Those that take minutes or hours, for virtual time alone.
  static let long: [Scenario] = {
    let folder = LabBench.labs.appendingPathComponent("simulated")
    return LabBench.files(in: folder).map { Scenario(file: $0, folder: folder) }
  }()

  /// Plays it, and sees that every check passes. Answers what was seen, a line a check, without figures.
  @discardableResult
  func play(on engine: Engine) throws -> [String] {
    let bench = try LabBench(isLive: engine == .live)
    let results = try bench.check(try bench.copy(file, with: folder), on: engine)
    #expect(results.count >= 3)
    for result in results { #expect(result.verdict == "passed", "\(file) \(engine): \(result)") }
    return results.map { "line \($0.place.line): \($0.verdict), \($0.outcome ?? "")" }
  }
}

@Suite("scenarios in virtual time")
struct SimulatedScenarioTests {
  @Test("every check passes", arguments: Scenario.all + Scenario.long)
  func passes(_ scenario: Scenario) throws { try scenario.play(on: .simulated) }

  @Test("there are enough of them")
  func many() { #expect(Scenario.all.count >= 12) }
}

@Suite("Live scenarios", .serialized)
struct LiveScenarioTests {
  @Test("every check passes on both engines, which see the same", arguments: Scenario.all)
  func agrees(_ scenario: Scenario) throws {
    #expect(try scenario.play(on: .live) == scenario.play(on: .simulated))
  }
}
