/// What a link's schedule makes of it makes sense at every step.
enum LinkScheduleRule: Rule {
  static func check(_ wiring: Wiring, _ report: inout DiagnosticReport) {
    for link in wiring.file.links {
      let ends = link.ends.compactMap { end in
        end.interface.map { Endpoint(node: end.node.value, interface: $0.value) }
      }
      guard let schedule = link.schedule, ends.count == 2 else { continue }
      for step in schedule.steps { LinkConditionRule.checkDirections(step.conditions, ends, &report) }
      var now = ends.map { end in
        link.conditions.settings(from: end).reduce(LinkConditions.none) { $0.setting($1.value) }
      }
      // In the second round a step meets what the last one has left.
      for _ in 0..<(schedule.period == nil ? 1 : 2) {
        for step in schedule.steps {
          LinkConditionRule.check(step.conditions, ends, before: now, &report)
          now = zip(ends, now).map { end, conditions in
            step.conditions.settings(from: end).reduce(conditions) { $0.setting($1.value) }
          }
        }
      }
    }
  }
}
