/// Bounds on what is measured.
extension FileDecoder {
  /// What a bound is on.
  struct Measure {
    /// Units of the measure; none for a count.
    var units: [Quantity.Unit]
    /// The largest number there can be; `nil` where there is no end.
    var most: Int?
    /// How one is written.
    var example: String

    /// What is measured, in a message.
    func noun(_ key: SchemaKey) -> String { units.isEmpty ? "number of \(key.name)" : key.name }

    static let count = Measure(units: [], most: nil, example: ">= 3")
    static let time = Measure(units: Quantity.durations, most: nil, example: "<= 45ms")
    static let rate = Measure(units: Quantity.rates, most: nil, example: ">= 90Mbit/s")
    static let share = Measure(units: Quantity.percentages, most: Chance.certainty, example: "<= 1%")
  }

  /// Reads `>= 3`, `== 0`, `< 45ms` or `1..5`. A count alone is that very count, and `0%` leaves no doubt either.
  mutating func bound(_ value: RawValue, _ key: SchemaKey, _ measure: Measure) -> Bound? {
    guard let text = text(value, key) else { return nil }
    let words = text.value.filter { $0 != " " && $0 != "\t" }
    if measure.units.isEmpty, let count = Int(words), words.first?.isNumber == true {
      return checked(Bound(least: count, most: count, text: "== \(count)"), key, measure, at: text.mark)
    }
    if measure.most != nil, words == "0%" { return Bound(least: 0, most: 0, text: "== 0%") }
    if let dots = words.firstRange(of: "..") {
      guard let least = number(words[..<dots.lowerBound], text, key, measure),
        let most = number(words[dots.upperBound...], text, key, measure)
      else { return nil }
      let plain = "\(words[..<dots.lowerBound])..\(words[dots.upperBound...])"
      return checked(Bound(least: least, most: most, text: plain), key, measure, at: text.mark)
    }
    let comparison = words.prefix { "<>=!".contains($0) }
    let rest = words[comparison.endIndex...]
    guard ["==", ">=", "<=", ">", "<"].contains(String(comparison)) else {
      report.error(
        "bad-bound",
        comparison.isEmpty
          ? "'\(text.value)' does not say whether it is the least or the most"
          : "'\(comparison)' is not a comparison", at: text.mark,
        hint: "write one of ==, >=, <=, > and < in front, as \(key.name): \"\(measure.example)\"")
      return nil
    }
    guard let number = number(rest, text, key, measure) else { return nil }
    let plain = "\(comparison) \(rest)"
    let bound =
      switch comparison {
      case "==": Bound(least: number, most: number, text: plain)
      case ">=": Bound(least: number, most: nil, text: plain)
      case ">": Bound(least: number == .max ? .max : number + 1, most: nil, text: plain)
      case "<": Bound(least: nil, most: number - 1, text: plain)
      default: Bound(least: nil, most: number, text: plain)
      }
    return checked(bound, key, measure, at: text.mark)
  }

  /// Reports a bound that everything fulfils, and one that nothing does.
  private mutating func checked(_ bound: Bound, _ key: SchemaKey, _ measure: Measure, at mark: SourceMark) -> Bound? {
    let least = bound.least ?? 0
    if let most = bound.most, most < least {
      report.error(
        "cannot-hold", "the check cannot hold: no \(measure.noun(key)) is \(bound)", at: mark,
        hint: "for example \(key.name): \"\(measure.example)\"")
      return nil
    }
    if let most = measure.most, least > most {
      report.error("cannot-hold", "the check cannot hold: no \(measure.noun(key)) is \(bound)", at: mark)
      return nil
    }
    if least <= 0, bound.most == nil || bound.most ?? 0 >= measure.most ?? .max {
      report.error(
        "cannot-fail", "the check cannot fail: any \(measure.noun(key)) is \(bound)", at: mark,
        hint: "for example \(key.name): \"\(measure.example)\"")
      return nil
    }
    return bound
  }

  private mutating func number(
    _ word: Substring, _ text: Marked<String>, _ key: SchemaKey, _ measure: Measure
  ) -> Int? {
    if measure.units.isEmpty {
      if let count = Int(word), word.first?.isNumber == true { return count }
      report.error(
        "bad-bound", "'\(word)' is not a whole number", at: text.mark,
        hint: "for example \(key.name): \"\(measure.example)\"")
      return nil
    }
    let value = RawValue(.scalar(RawScalar(String(word), isQuoted: true)), mark: text.mark)
    var key = key
    key.example = "\"\(measure.example)\""
    return quantity(value, key, measure.units)?.value
  }
}
