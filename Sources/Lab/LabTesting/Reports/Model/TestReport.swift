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
  /// What else a reader must know, as `the live engine fell behind: p99 3 ms; results marked '*' may not be trusted`.
  public var notes: [String]

  private enum CodingKeys: String, CodingKey {
    case lab, file, engine, seed, digest
    case duration = "durationNanoseconds"
    case results, notes
  }

  /// Makes a report.
  public init(
    lab: String, file: String, engine: TestEngine, seed: UInt64, digest: String? = nil, duration: Duration,
    results: [CheckResult], notes: [String] = []
  ) {
    self.lab = lab
    self.file = file
    self.engine = engine
    self.seed = seed
    self.digest = digest
    self.duration = duration
    self.results = results
    self.notes = notes
  }

  /// How many checks ended so.
  public func count(_ verdict: Verdict) -> Int { results.count { $0.verdict == verdict } }

  /// True where every check passed.
  public var holds: Bool { results.allSatisfy { $0.verdict == .passed } }
}
