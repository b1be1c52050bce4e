import Wire

/// Values that are one scalar.
extension FileDecoder {
  /// Text that is not nothing.
  mutating func text(_ value: RawValue, _ key: SchemaKey) -> Marked<String>? {
    guard let text = value.text else {
      wrongType(value, "'\(key.name)' takes text", hint: "for example \(key.name): \(key.example)")
      return nil
    }
    return Marked(text, mark: value.mark)
  }

  /// A whole number in a range.
  mutating func integer(
    _ value: RawValue, _ key: SchemaKey, in range: ClosedRange<Int>, code: DiagnosticCode = "out-of-range",
    hint: String? = nil
  ) -> Marked<Int>? {
    guard case .scalar(let scalar) = value.content, !scalar.isNull, let number = wholeNumber(scalar) else {
      wrongType(value, "'\(key.name)' takes a whole number", hint: "for example \(key.name): \(key.example)")
      return nil
    }
    guard range.contains(number) else {
      report.error(
        code, "'\(key.name)' is \(number); it must be \(range.lowerBound) to \(range.upperBound)", at: value.mark,
        hint: hint)
      return nil
    }
    return Marked(number, mark: value.mark)
  }

  private func wholeNumber(_ scalar: RawScalar) -> Int? {
    guard !scalar.isQuoted else { return nil }
    let text = scalar.text.filter { $0 != "_" }
    if text.hasPrefix("0x") { return Int(text.dropFirst(2), radix: 16) }
    if text.hasPrefix("0o") { return Int(text.dropFirst(2), radix: 8) }
    // More digits than an Int has are out of every range, not text.
    if text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), !text.isEmpty {
      return Int(text) ?? Int.max
    }
    return Int(text)
  }

  mutating func boolean(_ value: RawValue, _ key: SchemaKey) -> Bool? {
    guard case .scalar(let scalar) = value.content, let boolean = scalar.boolean else {
      wrongType(value, "'\(key.name)' takes true or false")
      return nil
    }
    return boolean
  }

  /// One of the words of an enumeration.
  mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ value: RawValue, _ key: SchemaKey, as type: Choice.Type
  ) -> Choice? {
    guard let text = text(value, key) else { return nil }
    if let choice = Choice(rawValue: text.value) { return choice }
    report.error(
      "bad-value", "'\(text.value)' is not a value of '\(key.name)'", at: text.mark,
      hint: Suggestion.hint(for: text.value, among: Choice.allCases.map(\.rawValue), what: "values"))
    return nil
  }

  /// A number with its unit, in the smallest unit.
  mutating func quantity(_ value: RawValue, _ key: SchemaKey, _ units: [Quantity.Unit]) -> Marked<Int>? {
    guard let text = text(value, key) else { return nil }
    let names = units.map(\.name).joined(separator: ", ")
    do throws(Quantity.Problem) {
      return Marked(try Quantity.parse(text.value, units), mark: text.mark)
    } catch {
      switch error {
      case .noUnit:
        report.error(
          "unit-missing", "'\(key.name)' is \(text.value), without its unit", at: text.mark,
          hint: "write the unit after the number, as \(key.name): \(key.example); units: \(names)")
      case .unknownUnit(let unit):
        report.error(
          "unit-unknown", "'\(unit)' is not a unit of '\(key.name)'", at: text.mark,
          hint: Suggestion.hint(for: unit, among: units.map(\.name), what: "units"))
      case .notANumber:
        report.error(
          "bad-value", "'\(text.value)' is not a number with its unit", at: text.mark,
          hint: "for example \(key.name): \(key.example)")
      case .outOfRange:
        report.error("out-of-range", "'\(text.value)' is too large for '\(key.name)'", at: text.mark)
      }
      return nil
    }
  }

  mutating func duration(_ value: RawValue, _ key: SchemaKey) -> Duration? {
    quantity(value, key, Quantity.durations).map { .nanoseconds($0.value) }
  }

  /// A duration of at least a second, as timers that clean up have.
  mutating func timeout(_ value: RawValue, _ key: SchemaKey) -> Duration? {
    guard let duration = duration(value, key) else { return nil }
    guard duration >= .seconds(1), duration <= .seconds(31_536_000) else {
      report.error("out-of-range", "'\(key.name)' must be 1 s to 365 days", at: value.mark)
      return nil
    }
    return duration
  }
}
