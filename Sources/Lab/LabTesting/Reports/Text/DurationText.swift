extension Duration {
  /// The duration with three digits and the unit that fits: `350 ns`, `1.2 ms`, `3.25 s`, `5 min`, `1 h 30 min`.
  var text: String {
    let nanoseconds = wholeNanoseconds
    guard nanoseconds != .min else { return "-292 years" }
    if nanoseconds < 0 { return "-" + Duration.nanoseconds(-nanoseconds).text }
    let units: [(name: String, size: Int64)] = [
      ("ns", 1), ("µs", 1000), ("ms", 1_000_000), ("s", 1_000_000_000),
    ]
    for unit in units {
      // Rounding must not print 1000 of a unit: 999.6 µs is 1 ms.
      if nanoseconds == 0 { return "0 s" }
      guard let digits = Duration.threeDigits(nanoseconds, of: unit.size, limit: unit.name == "s" ? 120 : 1000) else {
        continue
      }
      return "\(digits) \(unit.name)"
    }
    let seconds = (nanoseconds + 500_000_000) / 1_000_000_000
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60)
    if hours > 0 { return "\(hours) h" + (minutes > 0 ? " \(minutes) min" : "") }
    return "\(minutes) min" + (rest > 0 ? " \(rest) s" : "")
  }

  /// `value / size` with three significant digits and no zeros at the end; `nil` where that reaches `limit`.
  private static func threeDigits(_ value: Int64, of size: Int64, limit: Int64) -> String? {
    guard value / size < limit else { return nil }
    var decimals: Int64 = 1
    var places = 0
    while places < 2, value / size < 100 / decimals, size > decimals {
      decimals *= 10
      places += 1
    }
    let step = size / decimals
    let rounded = (value + step / 2) / step
    guard rounded / decimals < limit else { return nil }
    var text = "\(rounded / decimals)"
    guard places > 0 else { return text }
    let fraction = String(rounded % decimals)
    text += "." + String(repeating: "0", count: places - fraction.count) + fraction
    while text.last == "0" { text.removeLast() }
    if text.last == "." { text.removeLast() }
    return text
  }
}
