public import Lab

/// What turned the crank.
public enum TestEngine: String, Codable, Sendable, CaseIterable {
  /// Virtual time, one thread, a seed.
  case simulated
  /// Real time, real sockets in network namespaces.
  case live
}

/// What came of the checks of one file on one engine.
public struct TestReport: Codable, Sendable {
  /// The lab's name.
  public var lab: String
  /// The file, as the user named it.
  public var file: String
  /// What ran it.
  public var engine: TestEngine
  /// The seed of the run: of chance in elements and links.
  public var seed: UInt64
  /// The digest over every packet event, where it was asked for: 16 or more hexadecimal digits.
  public var digest: String?
  /// How long the run took, in virtual time when simulated.
  @InNanoseconds public var duration: Duration
  /// The checks' results, in the order of the file.
  public var results: [CheckResult]
  /// How late the live engine was during the run; `nil` in virtual time.
  public var lateness: LatenessStatus?
  /// What else a reader must know, as `the machine fell behind: timers up to 3.2 ms late; …`.
  public var notes: [String]

  private enum CodingKeys: String, CodingKey {
    case lab, file, engine, seed, digest
    case duration = "durationNanoseconds"
    case results, lateness, notes
  }

  /// Makes a report.
  public init(
    lab: String, file: String, engine: TestEngine, seed: UInt64, digest: String? = nil, duration: Duration,
    results: [CheckResult], lateness: LatenessStatus? = nil, notes: [String] = []
  ) {
    self.lab = lab
    self.file = file
    self.engine = engine
    self.seed = seed
    self.digest = digest
    self.duration = duration
    self.results = results
    self.lateness = lateness
    self.notes = notes + (TestReport.remark(lateness, results).map { [$0] } ?? [])
  }

  /// What must be said of a run that fell behind, or of whose checks some did: those are marked.
  private static func remark(_ lateness: LatenessStatus?, _ results: [CheckResult]) -> String? {
    let late = results.filter(\.isLate)
    let worst = late.compactMap(\.lateness).max { $0.timers.max < $1.timers.max }
    guard let complaint = lateness?.complaint ?? worst?.complaint else { return nil }
    return complaint + (late.isEmpty ? "; the results" : "; results marked * came about meanwhile, and")
      + " may not be trusted"
  }

  /// How many checks ended so.
  public func count(_ verdict: Verdict) -> Int { results.count { $0.verdict == verdict } }

  /// True where every check passed.
  public var holds: Bool { results.allSatisfy { $0.verdict == .passed } }
}
