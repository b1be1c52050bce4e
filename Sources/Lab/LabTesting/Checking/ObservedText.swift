extension String {
  /// Characters of an answer that are shown.
  private static var excerptMax: Int { 60 }

  /// The text on one line and in quotes, cut where it is long.
  var excerpt: String {
    let line = split(whereSeparator: \.isNewline).joined(separator: " ")
    return line.count > String.excerptMax ? "\"\(line.prefix(String.excerptMax))…\"" : "\"\(line)\""
  }
}

extension Double {
  /// The number as bits a second with three digits, as `97.3 Mbit/s`.
  var bitRate: String {
    let units = ["bit/s", "kbit/s", "Mbit/s", "Gbit/s", "Tbit/s"]
    var value = self
    var unit = 0
    while value >= 999.5, unit < units.count - 1 {
      value /= 1000
      unit += 1
    }
    let scale: Double = value >= 100 || unit == 0 ? 1 : value >= 10 ? 10 : 100
    let whole = Int(value * scale + 0.5)
    let digits = Int(scale)
    guard digits > 1, whole % digits != 0 else { return "\(whole / digits) \(units[unit])" }
    var fraction = String(whole % digits)
    fraction = String(repeating: "0", count: String(digits).count - 1 - fraction.count) + fraction
    while fraction.last == "0" { fraction.removeLast() }
    return "\(whole / digits).\(fraction) \(units[unit])"
  }
}
