public import Lab

/// How a check ended.
public enum Verdict: String, Codable, Sendable, CaseIterable {
  /// What must hold holds.
  case passed
  /// It does not hold.
  case failed
  /// Nobody knows: the check could not be run to its end. It counts like a failure.
  case undecided
}

/// What came of one check.
public struct CheckResult: Codable, Sendable {
  /// The check in words, as `tcp guest -> web:443`.
  public var title: String
  /// Where the file has it.
  public var place: SourcePlace
  /// How it ended.
  public var verdict: Verdict
  /// What must hold, as `dropped by fw1`.
  public var expected: String
  /// What was seen, as `open after 1.2 ms`. Empty where nothing was.
  public var observed: String
  /// What was seen in a word or two that are the same in every run, as `open`: this is what the engines are compared
  /// by. Without it only verdicts are.
  public var outcome: String?
  /// Why the check is undecided.
  public var problem: String?
  /// What happened to the packet, step by step.
  public var story: TraceReport?
  /// What decided the packet's fate.
  public var decision: Decision?
  /// When the check began, since the lab came up: virtual time when simulated.
  @InNanoseconds public var at: Duration
  /// How long it took, all attempts together, in the same time.
  @InNanoseconds public var duration: Duration
  /// How often it was tried, from 1.
  public var attempts: Int
  /// How late the live engine was meanwhile; `nil` in virtual time.
  public var lateness: LatenessStatus? { didSet { isLate = lateness?.isBehind == true } }
  /// True where the engine fell behind meanwhile, so that the result may not be trusted.
  public private(set) var isLate: Bool

  private enum CodingKeys: String, CodingKey {
    case title, place, verdict, expected, observed, outcome, problem, story, decision
    case at = "atNanoseconds"
    case duration = "durationNanoseconds"
    case attempts, lateness, isLate
  }

  /// Makes a result.
  public init(
    _ title: String, place: SourcePlace, verdict: Verdict, expected: String, observed: String, outcome: String? = nil,
    problem: String? = nil, story: TraceReport? = nil, decision: Decision? = nil, at: Duration = .zero,
    duration: Duration = .zero, attempts: Int = 1, lateness: LatenessStatus? = nil
  ) {
    self.title = title
    self.place = place
    self.verdict = verdict
    self.expected = expected
    self.observed = observed
    self.outcome = outcome
    self.problem = problem
    self.story = story
    self.decision = decision
    self.at = at
    self.duration = duration
    self.attempts = attempts
    self.lateness = lateness
    isLate = lateness?.isBehind == true
  }

  /// Why the result may not be trusted, as `the machine fell behind: timers up to 3.2 ms late`; `nil` where it may.
  public var lateRemark: String? { isLate ? lateness?.complaint ?? "the machine fell behind" : nil }
}
