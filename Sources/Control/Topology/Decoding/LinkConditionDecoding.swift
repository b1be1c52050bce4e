/// What a link does to packets.
extension FileDecoder {
  /// The longest delay.
  private static let delayMax = Duration.seconds(3600)
  /// The highest rate: a terabit a second.
  private static let rateMax = 1_000_000_000_000
  /// A full Ethernet frame without its check sequence.
  private static let frameLength = 1514

  /// Reads the conditions of a link or a step, `from` included.
  mutating func linkConditions(_ fields: Fields) -> LinkConditionSpec {
    var spec = LinkConditionSpec(both: linkSettings(fields))
    for entry in map(value(ConditionKeys.from, fields), ConditionKeys.from) {
      guard let direction = self.fields(entry.value, ConditionKeys.object, of: "'from: \(entry.key.value)'") else {
        continue
      }
      spec.directions.append(LinkDirectionSpec(from: entry.key, settings: linkSettings(direction)))
    }
    return spec
  }

  /// Reads the conditions of one direction, or of both at once.
  private mutating func linkSettings(_ fields: Fields) -> [Marked<LinkSetting>] {
    ConditionKeys.all.compactMap { key in
      guard let value = value(key, fields), let setting = linkSetting(value, key) else { return nil }
      return Marked(setting, mark: value.entries == nil ? value.mark : fields.mark(of: key))
    }
  }

  private mutating func linkSetting(_ value: RawValue, _ key: SchemaKey) -> LinkSetting? {
    switch key.name {
    case ConditionKeys.down.name: boolean(value, key).map(LinkSetting.down)
    case ConditionKeys.delay.name: delay(value, key).map(LinkSetting.delay)
    case ConditionKeys.jitter.name: jitter(value).map(LinkSetting.jitter)
    case ConditionKeys.loss.name: loss(value).map(LinkSetting.loss)
    case ConditionKeys.duplicate.name: chance(value, key).map(LinkSetting.duplicate)
    case ConditionKeys.corrupt.name: chance(value, key).map(LinkSetting.corrupt)
    case ConditionKeys.reorder.name: chance(value, key).map(LinkSetting.reorder)
    case ConditionKeys.rate.name: linkRate(value)
    case ConditionKeys.queue.name: queue(value).map(LinkSetting.queue)
    default: nil
    }
  }

  private mutating func delay(_ value: RawValue, _ key: SchemaKey) -> Duration? {
    guard let delay = duration(value, key) else { return nil }
    guard delay <= FileDecoder.delayMax else {
      report.error("out-of-range", "'\(key.name)' is more than an hour", at: value.mark)
      return nil
    }
    return delay
  }

  private mutating func jitter(_ value: RawValue) -> Jitter? {
    guard value.entries != nil else { return delay(value, ConditionKeys.jitter).map { Jitter($0) } }
    guard let fields = fields(value, JitterKeys.object, of: "'jitter'") else { return nil }
    let shape = self.value(JitterKeys.distribution, fields).flatMap { text($0, JitterKeys.distribution) }
    let distribution = JitterKeys.supported.first { $0.rawValue == shape?.value }
    if let shape, distribution == nil {
      report.error(
        "bad-value", "'\(shape.value)' is not a value of 'distribution'", at: shape.mark,
        hint: Suggestion.hint(for: shape.value, among: JitterKeys.supported.map(\.rawValue), what: "values"))
    }
    let correlation = correlation(fields)
    guard let amount = self.value(JitterKeys.by, fields, of: "'jitter'").flatMap({ delay($0, JitterKeys.by) }) else {
      return nil
    }
    return Jitter(amount, distribution: distribution ?? .uniform, correlation: correlation)
  }

  private mutating func loss(_ value: RawValue) -> LinkLoss? {
    guard value.entries != nil else { return chance(value, ConditionKeys.loss).map(LinkLoss.random) }
    guard let fields = fields(value, LossKeys.object, of: "'loss'") else { return nil }
    let probability = self.value(LossKeys.probability, fields)
    let bursts = self.value(LossKeys.bursts, fields)
    let correlation = correlation(fields)
    switch (probability, bursts) {
    case (let probability?, nil):
      return fraction(probability, LossKeys.probability).map { .random(Chance($0, correlation: correlation)) }
    case (nil, let bursts?):
      if fields.has(ChanceKeys.correlation) {
        report.error(
          "bad-value", "'correlation' has no meaning for loss in bursts", at: fields.mark(of: ChanceKeys.correlation),
          hint: "'enter' and 'leave' say how long a burst lasts")
      }
      return burstLoss(bursts).map(LinkLoss.bursts)
    case (nil, nil), (_?, _?):
      report.error(
        "bad-value", "'loss' needs one of 'probability' and 'bursts'", at: fields.mark,
        hint: "for example loss: 1%, or loss: { bursts: \(LossKeys.bursts.example) }")
      return nil
    }
  }

  private mutating func burstLoss(_ value: RawValue) -> BurstLoss? {
    guard let fields = fields(value, BurstKeys.object, of: "'bursts'") else { return nil }
    let enter = self.value(BurstKeys.enter, fields, of: "'bursts'").flatMap { fraction($0, BurstKeys.enter) }
    let leave = self.value(BurstKeys.leave, fields, of: "'bursts'").flatMap { fraction($0, BurstKeys.leave) }
    let inside = self.value(BurstKeys.lossy, fields).flatMap { fraction($0, BurstKeys.lossy) }
    let outside = self.value(BurstKeys.otherwise, fields).flatMap { fraction($0, BurstKeys.otherwise) }
    guard let enter, let leave else { return nil }
    return BurstLoss(enter: enter, leave: leave, lossInside: inside ?? Chance.certainty, lossOutside: outside ?? 0)
  }

  private mutating func chance(_ value: RawValue, _ key: SchemaKey) -> Chance? {
    guard value.entries != nil else { return fraction(value, key).map { Chance($0) } }
    guard let fields = fields(value, ChanceKeys.object, of: "'\(key.name)'") else { return nil }
    let correlation = correlation(fields)
    return self.value(ChanceKeys.probability, fields, of: "'\(key.name)'")
      .flatMap { fraction($0, ChanceKeys.probability) }.map { Chance($0, correlation: correlation) }
  }

  private mutating func correlation(_ fields: Fields) -> Int {
    guard let value = value(ChanceKeys.correlation, fields), let parts = fraction(value, ChanceKeys.correlation) else {
      return 0
    }
    guard parts < Chance.certainty else {
      report.error(
        "out-of-range", "with a 'correlation' of 100% the first packet decides for all", at: value.mark,
        hint: "it must be less than 100%")
      return 0
    }
    return parts
  }

  /// A percentage, in parts per billion.
  private mutating func fraction(_ value: RawValue, _ key: SchemaKey) -> Int? {
    guard let parts = quantity(value, key, Quantity.percentages) else { return nil }
    guard parts.value <= Chance.certainty else {
      report.error("out-of-range", "'\(key.name)' is more than 100%", at: parts.mark)
      return nil
    }
    return parts.value
  }

  private mutating func linkRate(_ value: RawValue) -> LinkSetting? {
    if value.text == "none" { return .rate(nil) }
    guard let rate = quantity(value, ConditionKeys.rate, Quantity.rates) else { return nil }
    guard (1...FileDecoder.rateMax).contains(rate.value) else {
      report.error(
        "out-of-range", rate.value == 0 ? "a rate of nothing carries nothing" : "'rate' is more than 1000Gbit/s",
        at: rate.mark, hint: rate.value == 0 ? "write down: true for a link that is cut" : "write none for no limit")
      return nil
    }
    return .rate(rate.value)
  }

  private mutating func queue(_ value: RawValue) -> LinkQueue? {
    if value.text == "codel" { return .coDel }
    guard value.entries != nil else { return queueLimit(value, ConditionKeys.queue).map { LinkQueue(limit: $0) } }
    guard let fields = fields(value, QueueKeys.object, of: "'queue'") else { return nil }
    var queue = LinkQueue()
    if let size = self.value(QueueKeys.size, fields), let limit = queueLimit(size, QueueKeys.size) {
      queue.limit = limit
    }
    if let codel = self.value(QueueKeys.codel, fields) { queue.management = coDel(codel) ?? queue.management }
    return queue
  }

  private mutating func queueLimit(_ value: RawValue, _ key: SchemaKey) -> LinkQueue.Limit? {
    guard let text = text(value, key) else { return nil }
    let words = text.value.split(separator: " ")
    if words.count == 2, words[1] == "packets" || words[1] == "packet", let count = Int(words[0]) {
      guard (1...100_000).contains(count) else {
        report.error("out-of-range", "a queue takes 1 to 100000 packets", at: text.mark)
        return nil
      }
      return .packets(count)
    }
    if Int(text.value) != nil {
      report.error(
        "unit-missing", "'\(key.name)' is \(text.value), without its unit", at: text.mark,
        hint: "write \(text.value) packets, or a size as 64kB")
      return nil
    }
    guard let octets = quantity(value, key, Quantity.sizes) else { return nil }
    guard (FileDecoder.frameLength...1_000_000_000).contains(octets.value) else {
      report.error(
        "out-of-range", "a queue takes \(FileDecoder.frameLength)B, which is one full frame, to 1GB", at: octets.mark)
      return nil
    }
    return .octets(octets.value)
  }

  private mutating func coDel(_ value: RawValue) -> LinkQueue.Management? {
    guard let fields = fields(value, CoDelKeys.object, of: "'codel'") else { return nil }
    let target = self.value(CoDelKeys.target, fields).flatMap { delay($0, CoDelKeys.target) } ?? .milliseconds(5)
    let interval =
      self.value(CoDelKeys.interval, fields).flatMap { delay($0, CoDelKeys.interval) } ?? .milliseconds(100)
    guard target > .zero, target < interval else {
      report.error(
        "out-of-range",
        "CoDel's target of \(target.text) must be more than nothing and less than its interval of \(interval.text)",
        at: value.mark, hint: "the target is 5 to 10% of the interval (RFC 8289, 4.4)")
      return nil
    }
    return .coDel(target: target, interval: interval)
  }
}
