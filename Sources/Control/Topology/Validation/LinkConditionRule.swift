/// What a link does to packets makes sense together.
enum LinkConditionRule: Rule {
  static func check(_ wiring: Wiring, _ report: inout DiagnosticReport) {
    for link in wiring.file.links {
      let ends = link.ends.compactMap { end in
        end.interface.map { Endpoint(node: end.node.value, interface: $0.value) }
      }
      guard ends.count == 2 else { continue }
      checkDirections(link.conditions, ends, &report)
      check(link.conditions, ends, before: [.none, .none], &report)
    }
  }

  /// Reports directions that a link does not have.
  static func checkDirections(_ spec: LinkConditionSpec, _ ends: [Endpoint], _ report: inout DiagnosticReport) {
    for direction in spec.directions {
      let named = ends.filter { direction.names($0) }
      if named.isEmpty {
        let names = ends[0].node == ends[1].node ? ends.map(\.description) : ends.map(\.node)
        report.error(
          "unknown-end", "'\(direction.from.value)' is no end of this link", at: direction.from.mark,
          hint: Suggestion.hint(for: direction.from.value, among: names, what: "ends"))
      } else if named.count > 1 {
        report.error(
          "unknown-end", "both ends of this link are of '\(direction.from.value)'", at: direction.from.mark,
          hint: "name the interface too: " + Suggestion.listed(ends.map { "\"\($0)\"" }))
      }
    }
  }

  /// Reports settings that make no sense with what they are added to: `before` has the conditions from each end.
  static func check(
    _ spec: LinkConditionSpec, _ ends: [Endpoint], before: [LinkConditions], _ report: inout DiagnosticReport
  ) {
    var after: [LinkConditions] = []
    for (end, conditions) in zip(ends, before) {
      let settings = spec.settings(from: end)
      after.append(settings.reduce(conditions) { $0.setting($1.value) })
    }
    for (index, end) in ends.enumerated() where index < after.count {
      let marks = Marks(spec.settings(from: end))
      checkDelay(after[index], marks, &report)
      checkChances(after[index], marks, &report)
      guard let mark = marks.queue, after[index].rate == nil else { continue }
      // A queue for both directions serves the one that has a rate.
      if spec.both.contains(where: { $0.mark == mark }), after.contains(where: { $0.rate != nil }) { continue }
      report.error(
        "bad-link", "nothing waits in the queue of a link without a rate", at: mark,
        hint: "add 'rate', as rate: \(ConditionKeys.rate.example)")
    }
  }

  private static func checkDelay(_ link: LinkConditions, _ marks: Marks, _ report: inout DiagnosticReport) {
    if link.jitter.amount > link.delay, let mark = marks.jitter ?? marks.delay {
      report.error(
        "bad-link", "the jitter of \(link.jitter.amount.text) is more than the delay of \(link.delay.text)", at: mark,
        hint: "a packet cannot arrive before it was sent; make the delay at least \(link.jitter.amount.text)")
    }
    if link.reorder.probability > 0, link.delay == .zero, let mark = marks.reorder ?? marks.delay {
      report.error(
        "bad-link", "without a delay no packet can overtake another", at: mark,
        hint: "add 'delay', as delay: \(ConditionKeys.delay.example)")
    } else if link.reorder.probability == Chance.certainty, let mark = marks.reorder {
      report.warning(
        "bad-link", "every packet skips the delay, so none overtakes another", at: mark, hint: "remove the delay")
    }
  }

  private static func checkChances(_ link: LinkConditions, _ marks: Marks, _ report: inout DiagnosticReport) {
    guard let mark = marks.loss else { return }
    switch link.loss {
    case .random(let chance):
      if chance.probability == Chance.certainty {
        report.warning(
          "bad-link", "every packet is lost", at: mark, hint: "write down: true for a link that is cut")
      }
    case .bursts(let bursts):
      if bursts.enter == 0 {
        report.error(
          "bad-link", "bursts that are never entered lose nothing", at: mark, hint: "make 'enter' more than 0%")
      } else if bursts.lossInside <= bursts.lossOutside {
        report.error(
          "bad-link", "no more packets are lost in a burst than otherwise", at: mark,
          hint: "'lossy' is the loss in bursts, and must be more than 'otherwise'")
      } else if bursts.leave == 0 {
        report.error("bad-link", "the first burst never ends", at: mark, hint: "make 'leave' more than 0%")
      }
    }
  }

  /// Where the settings of a direction are written.
  private struct Marks {
    var delay: SourceMark?
    var jitter: SourceMark?
    var loss: SourceMark?
    var reorder: SourceMark?
    var queue: SourceMark?

    init(_ settings: [Marked<LinkSetting>]) {
      for setting in settings {
        switch setting.value {
        case .delay: delay = setting.mark
        case .jitter: jitter = setting.mark
        case .loss: loss = setting.mark
        case .reorder: reorder = setting.mark
        case .queue: queue = setting.mark
        case .down, .duplicate, .corrupt, .rate: break
        }
      }
    }
  }
}
