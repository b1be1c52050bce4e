import Lab

extension TestSession {
  /// Everything as a person reads it: report by report, then what the engines disagree on, what could not be run, and a
  /// total where there is more than one report.
  ///
  /// - Returns: Lines that end with a line break; empty where nothing was run.
  public func text(_ style: ReportStyle = ReportStyle()) -> String {
    var parts: [String] = []
    var compared = comparisons[...]
    for report in reports {
      parts.append(report.text(style))
      // A comparison follows the second of its reports.
      if report.engine == .live, let next = compared.first, next.file == report.file {
        parts[parts.count - 1] += compared.removeFirst().text(style)
      }
    }
    parts += compared.map { $0.text(style) }
    parts += problems.map { $0.text(style) }
    if reports.count + problems.count > 1 { parts.append(total(style)) }
    return parts.joined(separator: "\n")
  }

  private func total(_ style: ReportStyle) -> String {
    let results = reports.flatMap(\.results)
    let counts = Verdict.allCases.compactMap { verdict -> String? in
      let count = results.count { $0.verdict == verdict }
      return count == 0 ? nil : "\(count) \(verdict.rawValue)"
    }
    var text = "\(counted(reports.count, "run")), \(counted(results.count, "check"))"
    if !counts.isEmpty { text += ": " + counts.joined(separator: ", ") }
    let disagreements = comparisons.reduce(0) { $0 + $1.disagreements.count }
    if disagreements > 0 { text += "; the engines disagree on \(disagreements)" }
    if !problems.isEmpty { text += "; \(problems.count) could not be run" }
    return style.paint(text, exitCode == 0 ? .good : .bad) + "\n"
  }
}

extension RunProblem {
  /// The problem as a person reads it.
  ///
  /// - Returns: Lines that end with a line break.
  public func text(_ style: ReportStyle = ReportStyle()) -> String {
    let lines = message.split(separator: "\n").map { String($0).printable }
    return style.paint(headline, .bad) + "\n" + lines.map { "  \($0)\n" }.joined()
  }

  /// What could not be done, on one line.
  var headline: String {
    let how = engine.map { " \($0 == .live ? "live" : "in virtual time")" } ?? ""
    switch kind {
    case .failed: return "\(file.printable): the checks could not be run\(how)"
    case .invalidFile: return "\(file.printable): the file is wrong"
    case .environment: return "\(file.printable): the environment cannot run it\(how)"
    }
  }
}
