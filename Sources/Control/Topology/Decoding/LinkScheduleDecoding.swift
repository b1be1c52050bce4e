/// How a link changes over time.
extension FileDecoder {
  /// Reads `schedule`: a list of steps, or a mapping with the list and `repeat`.
  mutating func linkSchedule(_ value: RawValue) -> LinkScheduleSpec? {
    var schedule = LinkScheduleSpec()
    guard value.entries != nil else {
      schedule.steps = linkSteps(value, LinkKeys.schedule)
      return schedule
    }
    guard let fields = fields(value, LinkScheduleKeys.object, of: "'schedule'") else { return nil }
    guard let steps = self.value(LinkScheduleKeys.steps, fields, of: "'schedule'") else { return nil }
    schedule.steps = linkSteps(steps, LinkScheduleKeys.steps)
    guard let again = self.value(LinkScheduleKeys.again, fields), let period = moment(again, LinkScheduleKeys.again)
    else { return schedule }
    let last = schedule.steps.last?.at ?? .zero
    if period.value < LinkScheduleKeys.periodMin || period.value <= last {
      report.error(
        "out-of-range",
        period.value <= last && last > .zero
          ? "the steps begin anew after \(period.value.text), and the last one is at \(last.text)"
          : "'repeat' must be \(LinkScheduleKeys.periodMin.text) to 365 days", at: period.mark,
        hint: last > .zero
          ? "make 'repeat' more than \(last.text)" : "for example repeat: \(LinkScheduleKeys.again.example)")
    } else {
      schedule.period = period.value
    }
    return schedule
  }

  private mutating func linkSteps(_ value: RawValue, _ key: SchemaKey) -> [LinkStepSpec] {
    guard let items = list(value, key) else { return [] }
    guard items.count <= SourceLimits.stepsMax else {
      report.error(
        "too-many-steps", "the schedule has \(items.count) steps; at most \(SourceLimits.stepsMax) are possible",
        at: value.mark)
      return []
    }
    if items.isEmpty {
      report.error(
        "missing-key", "the schedule has no steps", at: value.mark,
        hint: "add one, as \(LinkScheduleKeys.steps.example), or remove 'schedule'")
    }
    var latest: Marked<Duration>?
    return items.compactMap { linkStep($0, &latest) }
  }

  private mutating func linkStep(_ item: RawValue, _ latest: inout Marked<Duration>?) -> LinkStepSpec? {
    let errorsBefore = report.errorCount
    guard let fields = fields(item, LinkStepKeys.object, of: "a step of a schedule") else { return nil }
    let isRead = report.errorCount == errorsBefore
    let at = value(LinkStepKeys.at, fields, of: "a step of a schedule").flatMap { moment($0, LinkStepKeys.at) }
    if let at, let before = latest, at.value < before.value {
      report.error(
        "in-the-past", "the step is at \(at.value.text), and the one in front of it at \(before.value.text)",
        at: at.mark,
        hint: "write steps in the order of time; the other one is on line \(before.mark.line)")
    } else if let at {
      latest = at
    }
    let conditions = linkConditions(fields)
    let keys = ConditionKeys.all + [ConditionKeys.from]
    if isRead, !keys.contains(where: { fields.has($0) }) {
      report.error(
        "missing-key", "the step changes nothing of the link", at: fields.mark,
        hint: "add one of " + keys.map(\.name).joined(separator: ", "))
    }
    return at.map { LinkStepSpec(at: $0.value, conditions: conditions) }
  }
}
