import Wire

/// What a check says about a packet that must not arrive.
enum Cause {
  /// It arrives.
  case none
  /// It is dropped or rejected.
  case any
  /// It is dropped on the way.
  case drop
  /// An error says that it did not arrive.
  case rejection
  /// The destination itself says no.
  case refusal

  init(_ expectation: PingCheck.Expectation) {
    switch expectation {
    case .reachable: self = .none
    case .unreachable: self = .any
    case .dropped: self = .drop
    case .rejected: self = .rejection
    }
  }

  init(_ expectation: TCPCheck.Expectation) {
    switch expectation {
    case .open: self = .none
    case .closed: self = .any
    case .refused: self = .refusal
    case .dropped: self = .drop
    case .rejected: self = .rejection
    }
  }

  init(_ expectation: UDPCheck.Expectation) {
    switch expectation {
    case .answered: self = .none
    case .unanswered: self = .any
    case .dropped: self = .drop
    case .rejected: self = .rejection
    }
  }
}

/// Parts of probes.
extension FileDecoder {
  /// `expect`, by the words of its enumeration.
  mutating func expectation<Words: RawRepresentable<String> & CaseIterable>(
    _ fields: Fields, _ key: SchemaKey
  ) -> Words? {
    value(key, fields).flatMap { choice($0, key, as: Words.self) }
  }

  mutating func latency(_ fields: Fields) -> Bound? {
    value(CheckKeys.latency, fields).flatMap { bound($0, CheckKeys.latency, .time) }
  }

  /// Text of which there is some: any text contains none.
  mutating func nonEmpty(_ value: RawValue, _ key: SchemaKey) -> String? {
    if case .scalar(let scalar) = value.content, scalar.isQuoted, scalar.text.isEmpty {
      report.error("cannot-fail", "the check cannot fail: any text contains nothing", at: value.mark)
      return nil
    }
    return text(value, key)?.value
  }

  mutating func octets(_ value: RawValue, _ key: SchemaKey, in range: ClosedRange<Int>) -> Int? {
    guard let octets = quantity(value, key, Quantity.sizes) else { return nil }
    guard range.contains(octets.value) else {
      report.error(
        "out-of-range",
        "'\(key.name)' must be \(QuantityText.size(range.lowerBound)) to \(QuantityText.size(range.upperBound))",
        at: octets.mark)
      return nil
    }
    return octets.value
  }

  /// A name of the DNS (RFC 1035, 2.3.4).
  mutating func domainName(_ value: RawValue) -> String? {
    guard let text = text(value, DNSCheckKeys.query) else { return nil }
    let labels = text.value.split(separator: ".", omittingEmptySubsequences: false)
    let isRooted = labels.last == "" && labels.count > 1
    guard (isRooted ? labels.dropLast() : labels[...]).allSatisfy({ (1...63).contains($0.utf8.count) }),
      text.value.utf8.count <= 253 + (isRooted ? 1 : 0), !text.value.contains(where: \.isWhitespace)
    else {
      report.error(
        "bad-value", "'\(text.value)' is not a name that can be asked for", at: text.mark,
        hint: "for example query: \(DNSCheckKeys.query.example)")
      return nil
    }
    return text.value
  }

  /// A node that answers on the way; `*` for a hop where none does.
  mutating func hop(_ value: RawValue, _ key: SchemaKey, silent: Bool) -> Marked<String>? {
    guard let name = text(value, key) else { return nil }
    if silent, name.value == "*" { return name }
    guard isNode(name, among: scope.nodeNames, what: "nodes") else { return nil }
    if let kind = scope.kind(of: name.value), !kind.hasAddresses {
      report.error(
        "cannot-hold", "'\(name.value)' is a \(kind.rawValue), which a traceroute does not see", at: name.mark,
        hint: "only routers, NATs and hosts answer; leave it out")
      return nil
    }
    return name
  }

  /// Reports keys that have no meaning for what is expected.
  mutating func refuse(_ keys: [SchemaKey], _ fields: Fields, _ why: String) {
    for key in keys where fields.has(key) {
      report.error(
        "bad-check", "'\(key.name)' has no meaning where \(why)", at: fields.mark(of: key), hint: "remove it")
    }
  }

  /// Reads `because` and `reason`, which say who drops or rejects, and why.
  mutating func readCause(_ fields: Fields, _ expectation: String, _ cause: Cause, _ check: inout Check) {
    let because = value(CheckKeys.because, fields).flatMap { text($0, CheckKeys.because) }
    let reason = value(CheckKeys.reason, fields).flatMap { text($0, CheckKeys.reason) }
    if case .none = cause {
      for (key, what) in [(CheckKeys.because, "who drops or rejects"), (CheckKeys.reason, "why it is dropped")]
      where fields.has(key) {
        report.error(
          "bad-check", "'\(key.name)' says \(what), and the check expects '\(expectation)'", at: fields.mark(of: key),
          hint: "add 'expect: dropped', or remove '\(key.name)'")
      }
      return
    }
    if let because, isNode(because, among: scope.nodeNames, what: "nodes") { check.because = because.value }
    if let reason { check.reason = self.reason(reason, expectation, cause) }
  }

  private mutating func reason(_ text: Marked<String>, _ expectation: String, _ cause: Cause) -> String? {
    let names: [String]
    switch cause {
    case .none: names = []
    case .any: names = ReasonNames.all
    case .drop: names = ReasonNames.drops
    case .rejection: names = ReasonNames.rejections
    case .refusal:
      report.error(
        "bad-check", "a refusal has no reason but the reset that it is", at: text.mark, hint: "remove 'reason'")
      return nil
    }
    guard let name = ReasonNames.name(text.value) else {
      report.error(
        "unknown-reason", "'\(text.value)' is not a reason", at: text.mark, hint: Self.reasonHint(text.value, names))
      return nil
    }
    guard names.contains(name) else {
      report.error(
        "cannot-hold", "the check cannot hold: nothing is \(expectation) for the reason '\(name)'", at: text.mark,
        hint: "reasons: " + names.joined(separator: ", "))
      return nil
    }
    return name
  }

  /// The reason that was probably meant, and all that there are.
  static func reasonHint(_ text: String, _ names: [String]) -> String {
    let nearest = Suggestion.nearest(to: text, among: names).map { "did you mean '\($0)'? " } ?? ""
    return nearest + "reasons: " + names.joined(separator: ", ")
  }
}

extension CheckTarget {
  /// Stands for a destination that could not be read, which is reported already.
  static let nobody = CheckTarget(name: "", node: nil, address: .v4(.unspecified))
}
