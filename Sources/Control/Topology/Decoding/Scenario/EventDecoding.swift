/// What happens to a lab while it runs.
extension FileDecoder {
  /// Reads a check's `after`: an event, and the time that passes behind it.
  mutating func after(_ value: RawValue) -> (event: LabEvent?, wait: Duration?) {
    guard let fields = fields(value, EventKeys.after, of: "'after'") else { return (nil, nil) }
    let wait = self.value(EventKeys.time, fields).flatMap { moment($0, EventKeys.time) }
    let keys = [EventKeys.linkDown, EventKeys.linkUp, EventKeys.ruleAdded, EventKeys.restart, EventKeys.apply]
    var events: [LabEvent] = []
    var written: [SchemaKey] = []
    for key in keys {
      guard let value = self.value(key, fields) else { continue }
      written.append(key)
      if let event = event(value, key) { events.append(event) }
    }
    if written.count > 1 {
      report.error(
        "bad-check", "one check cannot come after '\(written[0].name)' and '\(written[1].name)' at once",
        at: fields.mark(of: written[1]), hint: "put steps into a 'scenario', or make it two checks")
    } else if written.isEmpty, !fields.has(EventKeys.time) {
      report.error(
        "missing-key", "'after' names no event", at: fields.mark,
        hint: "one of " + Suggestion.listed(EventKeys.after.keys.map(\.name)) + ", as after: { time: 300s }")
    }
    return (events.first, wait?.value)
  }

  /// Reads one event of those that a check and a step share.
  mutating func event(_ value: RawValue, _ key: SchemaKey) -> LabEvent? {
    switch key.name {
    case EventKeys.linkDown.name: link(value, key).map { .linkDown($0.first) }
    case EventKeys.linkUp.name: link(value, key).map { .linkUp($0.first) }
    case EventKeys.ruleAdded.name: addedFlow(value)
    case EventKeys.restart.name: restarted(value)
    case EventKeys.apply.name: applied(value)
    default: nil
    }
  }

  /// A link by one of its ends, `a:eth1`, or by both, `a:eth1 -- b:eth1`; told from the end that is named first. A link
  /// that only another file has is told with that end twice.
  mutating func link(_ value: RawValue, _ key: SchemaKey) -> ResolvedLink? {
    guard let text = text(value, key) else { return nil }
    let mark = textMark(value)
    let separator = text.value.firstRange(of: "--")
    let texts =
      separator.map { [text.value[..<$0.lowerBound], text.value[$0.upperBound...]] } ?? [Substring(text.value)]
    var ends: [Marked<Endpoint>] = []
    for piece in texts {
      guard let end = part(piece, of: text.value, mark), let colon = end.value.firstIndex(of: ":"),
        colon != end.value.startIndex, end.value.index(after: colon) != end.value.endIndex
      else {
        report.error(
          "bad-endpoint", "'\(text.value)' does not name a link", at: mark,
          hint: "write one of its ends, as \"h1:eth1\", or both, as \"h1:eth1 -- h2:eth1\"")
        return nil
      }
      let endpoint = Endpoint(
        node: String(end.value[..<colon]), interface: String(end.value[end.value.index(after: colon)...]))
      ends.append(Marked(endpoint, mark: end.mark))
    }
    for end in ends where !isPort(end) { return nil }
    guard let link = scope.links[ends[0].value] else {
      return ResolvedLink(ends[0].value, ends.count > 1 ? ends[1].value : ends[0].value)
    }
    let told = link.first == ends[0].value ? link : link.reversed
    if ends.count > 1, told.second != ends[1].value, !scope.isChanged {
      report.error(
        "unknown-link", "no link joins \(ends[0].value) and \(ends[1].value)", at: mark,
        hint: "the link is \(told)")
      return nil
    }
    return told
  }

  private mutating func addedFlow(_ value: RawValue) -> LabEvent? {
    let entries = map(value, EventKeys.ruleAdded)
    guard entries.count == 1, let entry = entries.first else {
      if value.entries != nil {
        report.error(
          "bad-value", "'rule-added' adds one flow to one flow switch", at: value.mark,
          hint: "for example rule-added: \(EventKeys.ruleAdded.example)")
      }
      return nil
    }
    guard isFlowSwitch(entry.key), let flow = flow(entry.value) else { return nil }
    scope.add(flow, to: entry.key.value)
    return .addFlow(node: entry.key.value, flow)
  }

  private mutating func restarted(_ value: RawValue) -> LabEvent? {
    guard let name = text(value, EventKeys.restart), isNode(name, among: scope.nodeNames, what: "nodes") else {
      return nil
    }
    return .restart(node: name.value)
  }

  private mutating func applied(_ value: RawValue) -> LabEvent? {
    guard let path = text(value, EventKeys.apply) else { return nil }
    guard !path.value.hasPrefix("/"), references.exists(path.value) else {
      report.error(
        "missing-file",
        path.value.hasPrefix("/") ? "'\(path.value)' is not a relative path" : "there is no file '\(path.value)'",
        at: path.mark, hint: "paths are relative to the topology file")
      return nil
    }
    switch references.appliedLab(path.value) {
    case .unknown: break
    case .wrong(let errors):
      report.error(
        "bad-file", "the file '\(path.value)' has \(errors == 1 ? "an error" : "\(errors) errors")", at: path.mark,
        hint: "see what is said about it below")
      return nil
    case .lab(let name):
      guard let own = scope.labName, name != own else { break }
      report.error(
        "bad-file", "the file '\(path.value)' is of lab '\(name)', and this one is '\(own)'", at: path.mark,
        hint: "only a file of the same 'name' can be applied")
      return nil
    }
    return .apply(file: path.value)
  }
}
