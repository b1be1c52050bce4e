public import Lab

/// Why the checks of a file could not be run at all.
public struct RunProblem: Codable, Sendable {
  /// The file, as the user named it.
  public var file: String
  /// The engine, where it is to blame.
  public var engine: TestEngine?
  /// What kind of problem it is, which decides the exit code.
  public var kind: LabError.Kind
  /// What is wrong, one or more lines.
  public var message: String

  /// Makes a problem.
  public init(file: String, engine: TestEngine? = nil, kind: LabError.Kind, message: String) {
    self.file = file
    self.engine = engine
    self.kind = kind
    self.message = message
  }
}

/// Everything that one `weft test` found out: the reports of all its files.
public struct TestSession: Codable, Sendable {
  /// What came of each file and engine, in the order in which they were run.
  public var reports: [TestReport]
  /// For `--both`: the engines side by side, a comparison for each file that both could run.
  public var comparisons: [EngineComparison]
  /// Files that could not be run.
  public var problems: [RunProblem]

  /// Makes a session.
  public init(reports: [TestReport] = [], comparisons: [EngineComparison] = [], problems: [RunProblem] = []) {
    self.reports = reports
    self.comparisons = comparisons
    self.problems = problems
  }

  /// The exit code: 0 where every check passed and the engines agree, 1 where not, 2 where a file is wrong, 3 where the
  /// environment cannot run one. Of several files the largest counts.
  public var exitCode: Int32 {
    let holds = reports.allSatisfy(\.holds) && comparisons.allSatisfy(\.disagreements.isEmpty)
    return problems.map { LabError($0.kind, $0.message).exitCode }.reduce(holds ? 0 : 1) { max($0, $1) }
  }
}
