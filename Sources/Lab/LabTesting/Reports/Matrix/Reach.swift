/// What came of a probe.
public struct Reach: Codable, Hashable, Sendable {
  /// How a probe ends.
  public enum Kind: String, Codable, Sendable, CaseIterable {
    /// It was answered.
    case reachable
    /// The host answered that nobody listens there.
    case refused
    /// Something on the way answered that it may not pass, or cannot.
    case rejected
    /// Nothing answered.
    case dropped
    /// It could not be tried to its end.
    case undecided
  }

  /// How it ended.
  public var kind: Kind
  /// What decided it, where that is known.
  public var decision: Decision?
  /// Why it is undecided.
  public var problem: String?

  /// Makes an outcome.
  public init(_ kind: Kind, decision: Decision? = nil, problem: String? = nil) {
    self.kind = kind
    self.decision = decision
    self.problem = problem
  }

  /// The outcome in words: `open`, `refused`, `dropped at of1 by rule … (office.weft.yml:31)`, `no answer`.
  public func text(for probe: Probe) -> String {
    switch kind {
    case .reachable:
      switch probe {
      case .ping, .udp: return "answered"
      case .tcp: return "open"
      }
    case .refused: return "refused"
    case .rejected: return decision?.sentence ?? "rejected"
    case .dropped: return decision?.sentence ?? "no answer"
    case .undecided: return "undecided" + (problem.map { ": \($0)" } ?? "")
    }
  }

  /// True where both are the same to somebody who only sees what arrives, and by whom it is stopped: which rule did it
  /// and where it is written do not matter.
  public func isSame(as other: Reach) -> Bool {
    kind == other.kind && (kind == .reachable || decision?.element == other.decision?.element)
  }
}
