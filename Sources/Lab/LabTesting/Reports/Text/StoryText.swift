import Lab

/// What happened to a packet, as a path: each element once, and under it what happened there. The step that decided its
/// fate has a `>` before it.
///
/// ```
///   guest  out eth0
///   of1    in  eth1
/// >        table 0: priority=200,tcp,tp_dst=443 → drop (office.weft.yml:31)
/// >        dropped: dropped by a rule
/// ```
struct StoryText {
  /// Steps that are shown of a longer story: so many from its beginning, and so many from its end.
  static let (headMax, tailMax) = (12, 28)

  let story: TraceReport
  let decision: Decision?
  let style: ReportStyle

  /// The lines of the path.
  var lines: [String] {
    let steps = story.steps
    let left = steps.count - StoryText.headMax - StoryText.tailMax
    let skipped = left > 1 ? StoryText.headMax..<StoryText.headMax + left : 0..<0
    let width = steps.map(\.node.printable.count).max() ?? 0
    var lines: [String] = []
    var last: String?
    var packet = story.packet
    for (index, step) in steps.enumerated() {
      if skipped.contains(index) && !isDecisive(index) {
        if index == skipped.lowerBound { lines.append("  " + style.paint("… \(left) steps …", .faint)) }
        last = nil
        continue
      }
      let name = step.node == last ? "" : step.node.printable
      last = step.node
      let text = name.padded(to: width) + "  " + step.event.printable
      lines.append(isDecisive(index) ? style.paint("> " + text, .bad) : "  " + text)
      // A packet is told again where it has become another: behind a NAT, or as the answer.
      if let now = step.packet, now != packet {
        packet = now
        lines.append(style.paint(String(repeating: " ", count: width + 8) + now.printable, .faint))
      }
    }
    return lines
  }

  /// True where the last step says already how the story ended.
  static func tellsEnd(_ story: TraceReport) -> Bool {
    guard let last = story.steps.last else { return false }
    return last.event == "delivered" || last.event.hasPrefix("dropped: ")
  }

  /// True for the step that decided, and for notes before a drop at the same element that name its rule or its reason.
  private func isDecisive(_ index: Int) -> Bool {
    guard let decision, let step = decision.step else { return false }
    if index == step { return true }
    let note = story.steps[index]
    guard index < step, note.node == decision.element else { return false }
    return decision.place.map { note.event.hasSuffix("(\($0.lineDescription))") } ?? (note.event == decision.reason)
  }
}
