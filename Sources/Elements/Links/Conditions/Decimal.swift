/// `count` in units of `unit`, a power of ten, as a decimal without trailing zeros: 1,500 in units of 1,000 is `1.5`.
func decimal(_ count: UInt64, unit: UInt64) -> String {
  let (whole, rest) = count.quotientAndRemainder(dividingBy: unit)
  guard rest > 0 else { return String(whole) }
  var digits = Array(String(unit + rest).dropFirst())
  while digits.last == "0" { digits.removeLast() }
  return "\(whole).\(String(digits))"
}
