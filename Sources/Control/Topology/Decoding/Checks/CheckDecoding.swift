import Wire

/// What must hold in the lab.
extension FileDecoder {
  /// Reads `checks`, in the lab that ``FileDecoder/scope`` has.
  mutating func checks(_ value: RawValue?) -> [Check] {
    guard let value, let items = list(value, FileKeys.checks) else { return [] }
    guard items.count <= SourceLimits.checksMax else {
      report.error(
        "too-many-checks", "the file has \(items.count) checks; at most \(SourceLimits.checksMax) are possible",
        at: value.mark)
      return []
    }
    var checks: [Check] = []
    var latest: Marked<Duration>?
    for item in items {
      guard let check = check(item, isTimed: true) else { continue }
      if let at = check.at {
        let mark = item["at"]?.mark ?? item.mark
        if let latest, at < latest.value {
          report.error(
            "in-the-past", "the check is at \(at.text), and one in front of it at \(latest.value.text)", at: mark,
            hint: "write checks in the order of time; the other one is on line \(latest.mark.line)")
        } else {
          latest = Marked(at, mark: mark)
        }
      }
      checks.append(check)
    }
    return checks
  }

  /// Reads one check of any kind.
  ///
  /// - Parameter isTimed: False where the time is said elsewhere, in a step of a scenario or for a check meanwhile.
  mutating func check(_ item: RawValue, among objects: [SchemaObject] = CheckKeys.objects, isTimed: Bool) -> Check? {
    guard let object = checkObject(item, among: objects),
      let fields = fields(item, object, of: object.what)
    else { return nil }
    let errorsBefore = report.errorCount
    var common = Check(.flow(FlowCheck(node: "", rule: "", packets: Bound(least: 1, most: nil, text: ">= 1"))))
    readCommon(fields, isTimed: isTimed, &common)
    let isChangedByEvent = common.after.map { if case .apply = $0 { true } else { false } } ?? false
    if isChangedByEvent { scope.isChanged = true }
    guard let subject = subject(object, fields, &common), report.errorCount == errorsBefore else { return nil }
    common.subject = subject
    common.file = report.source.file
    common.mark = item.mark
    return common
  }

  /// Which kind of check a mapping is: the one whose first key it has.
  private mutating func checkObject(_ item: RawValue, among objects: [SchemaObject]) -> SchemaObject? {
    guard let entries = item.entries else {
      wrongType(item, "a check is a mapping", hint: "for example { ping: h1 -> h2 }")
      return nil
    }
    let subjects = CheckKeys.objects.map { $0.keys[0].name }
    let found = entries.filter { subjects.contains($0.key.value) }
    guard let first = found.first else {
      let unknown = entries.map(\.key).first { Suggestion.nearest(to: $0.value, among: subjects) != nil }
      report.error(
        unknown == nil ? "missing-key" : "unknown-key",
        unknown.map { "'\($0.value)' is not a kind of check" } ?? "the check does not say what it tries",
        at: unknown?.mark ?? item.mark,
        hint: unknown.flatMap { Suggestion.hint(for: $0.value, among: subjects, what: "kinds") }
          ?? "begin it with one of \(Suggestion.listed(subjects)), as { ping: h1 -> h2 }")
      return nil
    }
    guard found.count == 1 else {
      report.error(
        "bad-check", "one check cannot try '\(first.key.value)' and '\(found[1].key.value)' at once",
        at: found[1].key.mark, hint: "make it two checks")
      return nil
    }
    guard let object = objects.first(where: { $0.keys[0].name == first.key.value }) else {
      report.error(
        "bad-check", "'\(first.key.value)' cannot be tried here", at: first.key.mark,
        hint: "one of " + Suggestion.listed(objects.map { $0.keys[0].name }))
      return nil
    }
    return object
  }

  /// Reads the keys that every check has.
  private mutating func readCommon(_ fields: Fields, isTimed: Bool, _ check: inout Check) {
    check.title = value(CheckKeys.name, fields).flatMap { text($0, CheckKeys.name)?.value }
    check.within = value(CheckKeys.within, fields).flatMap { span($0, CheckKeys.within) }
    check.retry = value(CheckKeys.retry, fields).flatMap { retry($0) }
    check.at = value(CheckKeys.at, fields).flatMap { moment($0, CheckKeys.at)?.value }
    if let value = value(CheckKeys.after, fields) { (check.after, check.wait) = after(value) }
    guard !isTimed, let key = [CheckKeys.at, CheckKeys.after].first(where: { fields.has($0) }) else { return }
    report.error(
      "bad-check", "'\(key.name)' has no meaning here, where the check's time is given already",
      at: fields.mark(of: key), hint: "remove it")
  }

  private mutating func retry(_ value: RawValue) -> Check.Retry? {
    guard value.entries != nil else {
      return integer(value, CheckKeys.retry, in: 1...1000).map { Check.Retry(times: $0.value) }
    }
    guard let fields = fields(value, RetryKeys.object, of: "'retry'") else { return nil }
    let every = self.value(RetryKeys.every, fields).flatMap { span($0, RetryKeys.every) }
    return self.value(RetryKeys.times, fields, of: "'retry'").flatMap { integer($0, RetryKeys.times, in: 1...1000) }
      .map { Check.Retry(times: $0.value, every: every ?? .seconds(1)) }
  }

  /// A duration that is not nothing: a microsecond to a day.
  mutating func span(_ value: RawValue, _ key: SchemaKey) -> Duration? {
    guard let duration = duration(value, key) else { return nil }
    guard duration >= .microseconds(1), duration <= .seconds(86_400) else {
      report.error("out-of-range", "'\(key.name)' must be 1us to 24h", at: value.mark)
      return nil
    }
    return duration
  }

  /// A time of the run: 0 to 365 days.
  mutating func moment(_ value: RawValue, _ key: SchemaKey) -> Marked<Duration>? {
    guard let duration = duration(value, key) else { return nil }
    guard duration <= SourceLimits.timeMax else {
      report.error("out-of-range", "'\(key.name)' is more than 365 days", at: value.mark)
      return nil
    }
    return Marked(duration, mark: value.mark)
  }

  private mutating func subject(_ object: SchemaObject, _ fields: Fields, _ check: inout Check) -> CheckSubject? {
    switch object.name {
    case PingKeys.object.name: ping(fields, &check).map(CheckSubject.ping)
    case TCPKeys.object.name: tcp(fields, &check).map(CheckSubject.tcp)
    case UDPKeys.object.name: udp(fields, &check).map(CheckSubject.udp)
    case HTTPKeys.object.name: http(fields, &check).map(CheckSubject.http)
    case DNSCheckKeys.object.name: dns(fields, &check).map(CheckSubject.dns)
    case TracerouteKeys.object.name: traceroute(fields, &check).map(CheckSubject.traceroute)
    case CaptureCheckKeys.object.name: captureCheck(fields).map(CheckSubject.capture)
    case CounterKeys.object.name: counter(fields).map(CheckSubject.counter)
    case DropsKeys.object.name: drops(fields).map(CheckSubject.counter)
    case FlowKeys.object.name: flowCheck(fields).map(CheckSubject.flow)
    default: nil
    }
  }
}
