/// The same checks on both engines, side by side.
public struct EngineComparison: Codable, Sendable {
  /// A check on one engine.
  public struct Side: Codable, Hashable, Sendable {
    /// How it ended.
    public var verdict: Verdict
    /// What was seen.
    public var observed: String
    /// What was seen, without figures.
    public var outcome: String?
    /// True where the engine fell behind meanwhile.
    public var isLate: Bool

    init(_ result: CheckResult) {
      verdict = result.verdict
      observed = result.verdict == .undecided ? result.problem ?? result.observed : result.observed
      outcome = result.outcome
      isLate = result.isLate
    }
  }

  /// A check on both engines.
  public struct Row: Codable, Hashable, Sendable {
    /// The check in words.
    public var title: String
    /// Where the file has it.
    public var place: SourcePlace
    /// How it went when simulated; `nil` where it was not run.
    public var simulated: Side?
    /// How it went live; `nil` where it was not run.
    public var live: Side?

    /// True where both engines say the same: the same verdict, and the same outcome where both name one.
    public var agrees: Bool {
      guard let simulated, let live, simulated.verdict == live.verdict else { return false }
      guard let first = simulated.outcome, let second = live.outcome else { return true }
      return first == second
    }
  }

  /// The lab's name.
  public var lab: String
  /// The file, as the user named it.
  public var file: String
  /// Every check that one of the engines ran, in the order of the file.
  public var rows: [Row]

  /// Compares two reports of one file. Checks are matched by their place, and by their order where several share it.
  public init(simulated: TestReport, live: TestReport) {
    lab = simulated.lab
    file = simulated.file
    var waiting = live.results
    rows = simulated.results.map { result in
      let match = waiting.firstIndex { $0.place.line == result.place.line && $0.title == result.title }
      let other = match.map { waiting.remove(at: $0) }
      return Row(
        title: result.title, place: result.place, simulated: Side(result), live: other.map { Side($0) })
    }
    rows += waiting.map { Row(title: $0.title, place: $0.place, simulated: nil, live: Side($0)) }
  }

  /// The checks on which the engines say different things.
  public var disagreements: [Row] { rows.filter { !$0.agrees } }
}
