import Dataplane

extension RandomSource {
  /// A value of the standard normal distribution, by Marsaglia's polar method.
  ///
  /// Only operations that IEEE 754 defines to the last bit are used, and no mathematical library, so that a seed gives
  /// the same values on every machine.
  mutating func nextNormal() -> Double {
    // A try fails with probability 1 − π/4; that 64 fail in a row happens once in 10⁴² values.
    for _ in 0..<64 {
      let x = nextSigned()
      let y = nextSigned()
      let square = x * x + y * y
      if square > 0 && square < 1 { return x * (-2 * naturalLogarithm(square) / square).squareRoot() }
    }
    return 0
  }

  /// A value of −1 ..< 1, all of 2⁵⁴ equally likely.
  private mutating func nextSigned() -> Double { Double(Int64(bitPattern: next()) >> 10) * 0x1p-53 }
}

/// The natural logarithm of a finite `x` > 0 to about 15 digits: ln m + e · ln 2 with √½ ≤ m < √2, and
/// ln m = 2 · artanh((m − 1) / (m + 1)) by its series.
func naturalLogarithm(_ x: Double) -> Double {
  var mantissa = x.significand
  var exponent = Double(x.exponent)
  if mantissa >= 1.4142135623730951 {
    mantissa /= 2
    exponent += 1
  }
  let t = (mantissa - 1) / (mantissa + 1)
  let square = t * t
  var sum = 1.0 / 21
  sum = sum * square + 1.0 / 19
  sum = sum * square + 1.0 / 17
  sum = sum * square + 1.0 / 15
  sum = sum * square + 1.0 / 13
  sum = sum * square + 1.0 / 11
  sum = sum * square + 1.0 / 9
  sum = sum * square + 1.0 / 7
  sum = sum * square + 1.0 / 5
  sum = sum * square + 1.0 / 3
  sum = sum * square + 1
  return 2 * t * sum + exponent * 0.6931471805599453
}
