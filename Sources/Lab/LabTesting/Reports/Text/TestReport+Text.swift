import Lab

extension TestReport {
  /// The report as a person reads it: a heading, the checks, the notes, and a line that sums it up.
  ///
  /// - Returns: Lines that end with a line break.
  public func text(_ style: ReportStyle = ReportStyle()) -> String {
    var lines = [heading(style)]
    lines += results.map { CheckText(result: $0, style: style, titleWidth: titleWidth).text }
    if let lateness { lines.append(style.paint("  lateness: " + lateness.summary, .faint)) }
    lines += notes.map { style.paint("  note: ", .doubtful) + $0.printable }
    lines.append(summary(style))
    return lines.joined(separator: "\n") + "\n"
  }

  /// As wide as the widest title that leaves room for something beside it; longer ones stand out.
  private var titleWidth: Int {
    let widths = results.filter { $0.verdict == .passed }.map { $0.title.printable.count + ($0.isLate ? 2 : 0) }
    return widths.filter { $0 <= TestReport.titleWidthMax }.max() ?? 0
  }

  /// The widest title that others are lined up with.
  private static var titleWidthMax: Int { 56 }

  private func heading(_ style: ReportStyle) -> String {
    var text = style.paint(lab.printable, .heading) + " (\(file.printable)), \(engine.rawValue)"
    switch engine {
    case .simulated: text += ", seed \(seed)"
    case .live: break
    }
    return text
  }

  private func summary(_ style: ReportStyle) -> String {
    guard !results.isEmpty else { return style.paint("no checks", .doubtful) }
    let counts = Verdict.allCases.compactMap { verdict -> String? in
      let count = count(verdict)
      return count == 0 ? nil : "\(count) \(verdict.rawValue)"
    }
    var text = "\(counted(results.count, "check")): \(counts.joined(separator: ", "))"
    text = style.paint(text, holds ? .good : .bad)
    text += " in \(duration.text)" + (engine == .simulated ? " of virtual time" : "")
    if let digest { text += "\ndigest \(digest.printable)" }
    return text
  }
}
