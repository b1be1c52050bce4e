extension EngineComparison {
  /// The comparison as a person reads it: the checks on which the engines disagree, side by side; one line where there
  /// are none.
  ///
  /// - Returns: Lines that end with a line break.
  public func text(_ style: ReportStyle = ReportStyle()) -> String {
    let different = disagreements
    let total = counted(rows.count, "check")
    guard !different.isEmpty else {
      return style.paint("simulated and live agree on \(rows.count == 1 ? "the" : "all") \(total)", .good) + "\n"
    }
    let table = columns(
      [["CHECK", "SIMULATED", "LIVE", "AT"]]
        + different.map { [$0.title.printable, cell($0.simulated), cell($0.live), $0.place.lineDescription.printable] })
    return style.paint("simulated and live disagree on \(different.count) of \(total)", .bad) + "\n"
      + table.map { "  " + $0 + "\n" }.joined()
  }

  private func cell(_ side: Side?) -> String {
    guard let side else { return "not run" }
    let observed = side.observed.isEmpty ? "" : ": \(side.observed.printable)"
    return side.verdict.rawValue + observed + (side.isLate ? " *" : "")
  }
}
