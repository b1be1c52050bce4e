import Lab
import Topology

/// What one attempt at a check found.
struct Finding: Sendable {
  /// True where it is what must hold.
  var holds: Bool
  /// What was seen, with figures.
  var observed: String
  /// What was seen, in a word or two that are the same in every run.
  var outcome: String
  /// What befell the packets.
  var story: FlowStory?
  /// True where an error or a reset came back.
  var isRejected = false

  /// A finding.
  init(_ holds: Bool, _ observed: String, outcome: String, story: FlowStory? = nil) {
    self.holds = holds
    self.observed = observed
    self.outcome = outcome
    self.story = story
  }

  /// A finding about a probe that came to nothing, where that is what was asked for or not.
  init(_ isExpected: Bool, _ blame: Blame, _ fate: Fate, of check: Check, _ story: FlowStory?) {
    self.init(isExpected && blame.agrees(with: check), blame.text, outcome: Finding.word(fate), story: story)
    switch fate {
    case .rejected, .refused: isRejected = true
    case .answered, .silent: break
    }
  }

  private static func word(_ fate: Fate) -> String {
    switch fate {
    case .answered: "answered"
    case .refused: "refused"
    case .rejected: "rejected"
    case .silent: "silent"
    }
  }

  /// Adds a bound that a figure must keep; `nil` bounds nothing.
  mutating func require(_ bound: Bound?, _ name: String, _ isKept: (Bound) -> Bool) {
    guard let bound, !isKept(bound) else { return }
    holds = false
    observed += "; \(name) not \(bound)"
  }
}
