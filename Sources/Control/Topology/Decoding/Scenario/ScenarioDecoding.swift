/// What happens to the lab while it is tested, and how a test is bounded.
extension FileDecoder {
  /// Reads `scenario`.
  mutating func scenario(_ value: RawValue?) -> [ScenarioStep] {
    guard let value, let items = list(value, FileKeys.scenario) else { return [] }
    guard items.count <= SourceLimits.stepsMax else {
      report.error(
        "too-many-steps", "the scenario has \(items.count) steps; at most \(SourceLimits.stepsMax) are possible",
        at: value.mark)
      return []
    }
    var timeline = Timeline()
    return items.compactMap { step($0, &timeline) }
  }

  /// How far the scenario has come, and what it has made of the links.
  struct Timeline {
    var latest: Marked<Duration>?
    /// Links that a step has changed, by their ends; all others are as the file has them.
    var links: [LinkEnds: ResolvedLink] = [:]
  }

  private mutating func step(_ item: RawValue, _ timeline: inout Timeline) -> ScenarioStep? {
    let errorsBefore = report.errorCount
    guard let fields = fields(item, StepKeys.object, of: "a step") else { return nil }
    let isRead = report.errorCount == errorsBefore
    let at = value(StepKeys.at, fields, of: "a step").flatMap { moment($0, StepKeys.at) }
    if let at, let latest = timeline.latest, at.value < latest.value {
      report.error(
        "in-the-past", "the step is at \(at.value.text), and the one in front of it at \(latest.value.text)",
        at: at.mark,
        hint: "write steps in the order of time; the other one is on line \(latest.mark.line)")
    } else if let at {
      timeline.latest = at
    }
    let conditions = linkConditions(fields)
    var actions: [ScenarioStep.Action] = []
    var written: [SchemaKey] = []
    for key in StepKeys.actions {
      guard let value = value(key, fields) else { continue }
      written.append(key)
      if let action = action(value, key, conditions, fields, &timeline) { actions.append(action) }
    }
    if written.count > 1 {
      report.error(
        "bad-step", "one step cannot do '\(written[0].name)' and '\(written[1].name)' at once",
        at: fields.mark(of: written[1]), hint: "make it two steps with the same 'at'")
    } else if written.isEmpty, isRead {
      report.error(
        "missing-key", "the step does nothing", at: fields.mark,
        hint: "add one of " + Suggestion.listed(StepKeys.actions.map(\.name)))
    }
    if !written.isEmpty, !fields.has(StepKeys.link) {
      refuse(ConditionKeys.all + [ConditionKeys.from], fields, "the step has no 'link'")
    }
    guard let at, let action = actions.first, written.count == 1 else { return nil }
    return ScenarioStep(at: at.value, action, file: report.source.file, mark: item.mark)
  }

  private mutating func action(
    _ value: RawValue, _ key: SchemaKey, _ conditions: LinkConditionSpec, _ fields: Fields,
    _ timeline: inout Timeline
  ) -> ScenarioStep.Action? {
    switch key.name {
    case StepKeys.link.name: return linkChange(value, conditions, fields, &timeline).map(ScenarioStep.Action.event)
    case StepKeys.send.name: return traffic(value).map(ScenarioStep.Action.send)
    case StepKeys.check.name: return check(value, isTimed: false).map(ScenarioStep.Action.check)
    default:
      let event = event(value, key)
      if case .apply? = event {
        scope.isChanged = true
        timeline.links = [:]
      }
      return event.map(ScenarioStep.Action.event)
    }
  }

  private mutating func linkChange(
    _ value: RawValue, _ conditions: LinkConditionSpec, _ fields: Fields, _ timeline: inout Timeline
  ) -> LabEvent? {
    guard var link = link(value, StepKeys.link) else { return nil }
    guard !conditions.both.isEmpty || !conditions.directions.isEmpty else {
      let isWritten = (ConditionKeys.all + [ConditionKeys.from]).contains { fields.has($0) }
      if !isWritten {
        report.error(
          "missing-key", "the step changes nothing of the link", at: fields.mark(of: StepKeys.link),
          hint: "add one of " + (ConditionKeys.all + [ConditionKeys.from]).map(\.name).joined(separator: ", "))
      }
      return nil
    }
    let ends = [link.first, link.second]
    let change = LinkChange(
      outward: conditions.settings(from: link.first).map(\.value),
      inward: conditions.settings(from: link.second).map(\.value))
    guard scope.links[link.first] != nil, !scope.isChanged else { return .setLink(link.first, change) }
    LinkConditionRule.checkDirections(conditions, ends, &report)
    if let changed = timeline.links[link.ends] { link = changed.first == link.first ? changed : changed.reversed }
    // What a schedule has made of the link by then is not looked at.
    if link.schedule == nil {
      LinkConditionRule.check(conditions, ends, before: [link.forward, link.backward], &report)
    }
    timeline.links[link.ends] = change.applied(to: link, at: link.first)
    return .setLink(link.first, change)
  }

  private mutating func traffic(_ value: RawValue) -> Traffic? {
    guard let fields = fields(value, TrafficKeys.object, of: "'send'") else { return nil }
    let count = self.value(TrafficKeys.count, fields).flatMap { integer($0, TrafficKeys.count, in: 1...1_000_000) }
    let interval = self.value(TrafficKeys.interval, fields).flatMap { span($0, TrafficKeys.interval) }
    let octets = self.value(TrafficKeys.bytes, fields).flatMap { self.octets($0, TrafficKeys.bytes, in: 0...65_507) }
    let ipv6 = self.value(CheckKeys.ipv6, fields).flatMap { boolean($0, CheckKeys.ipv6) } ?? false
    let kinds = [TrafficKeys.ping, TrafficKeys.tcp, TrafficKeys.udp]
    let written = kinds.compactMap { key in self.value(key, fields).map { (key, $0) } }
    guard written.count == 1, let (key, text) = written.first else {
      report.error(
        "bad-step", "'send' needs one of 'ping', 'tcp' and 'udp'", at: fields.mark,
        hint: "for example send: \(StepKeys.send.example)")
      return nil
    }
    let isPing = key.name == TrafficKeys.ping.name
    guard let route = route(text, key, port: isPing ? .none : .required, ipv6: ipv6) else { return nil }
    let port = route.port ?? 0
    let kind: Traffic.Kind =
      isPing ? .ping : key.name == TrafficKeys.tcp.name ? .tcp(port: port) : .udp(port: port)
    var traffic = Traffic(kind, from: route.source, to: route.destination)
    traffic.count = count?.value ?? traffic.count
    traffic.interval = interval ?? traffic.interval
    traffic.octets = octets ?? traffic.octets
    return traffic
  }

  /// Reads `test`, for a lab whose steps and checks are read.
  mutating func test(_ value: RawValue?, _ lab: ResolvedLab) -> TestSettings {
    var settings = TestSettings()
    guard let value, let fields = fields(value, TestKeys.object, of: "'test'") else { return settings }
    if let value = self.value(TestKeys.seed, fields), let seed = integer(value, TestKeys.seed, in: 0...Int.max) {
      settings.seed = UInt64(seed.value)
    }
    if let value = self.value(TestKeys.events, fields) {
      settings.eventsMax =
        integer(value, TestKeys.events, in: 1...TestKeys.eventsMax)?.value ?? settings.eventsMax
    }
    guard let value = self.value(TestKeys.timeMax, fields), let time = moment(value, TestKeys.timeMax) else {
      return settings
    }
    settings.timeMax = time.value
    let last = max(lab.scenario.last?.at ?? .zero, lab.checks.compactMap(\.at).max() ?? .zero)
    if time.value == .zero || time.value < last {
      report.error(
        "out-of-range",
        time.value == .zero
          ? "'time-max' leaves no time for anything" : "the run ends before its last step, which is at \(last.text)",
        at: time.mark, hint: time.value == .zero ? nil : "make 'time-max' more than \(last.text), or leave it out")
    }
    return settings
  }
}
