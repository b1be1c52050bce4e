extension CheckResult {
  /// The result in one sentence, for lists and for machines that have room for one: `expected open: dropped at of1 by
  /// rule priority=200,…,actions=drop (office.weft.yml:31)`.
  public var summary: String { sentence + (lateRemark.map { " (\($0))" } ?? "") }

  private var sentence: String {
    switch verdict {
    case .passed: return observed.isEmpty ? expected : observed
    case .failed:
      let seen = decision?.sentence ?? (observed.isEmpty ? "nothing observed" : "observed \(observed)")
      return "expected \(expected): \(seen)"
    case .undecided: return problem ?? "undecided"
    }
  }
}

extension EngineComparison.Row {
  /// What each engine says: `simulated passed (open), live failed (no answer)`.
  public var disagreement: String {
    func words(_ side: EngineComparison.Side?) -> String {
      guard let side else { return "not run" }
      let observed = side.observed.isEmpty ? "" : " (\(side.observed))"
      return side.verdict.rawValue + observed + (side.isLate ? " while the machine fell behind" : "")
    }
    return "simulated \(words(simulated)), live \(words(live))"
  }
}
