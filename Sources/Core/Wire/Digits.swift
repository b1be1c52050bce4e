/// The value of a hexadecimal digit in ASCII, or `nil`.
func hexadecimalValue(_ byte: UInt8) -> UInt8? {
  switch byte {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
  case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
  case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
  default: nil
  }
}

/// A decimal number in ASCII as it is read: digits alone, no sign, no leading zero, at most `maximum`.
///
/// A leading zero is refused because some readers take it for octal (RFC 6943, 3.1.1).
struct DecimalNumber {
  let maximum: Int
  /// The number so far; `nil` before the first digit.
  private(set) var value: Int?

  init(maximum: Int) { self.maximum = maximum }

  /// Reads a whole number, or is `nil`.
  static func value(_ text: some Collection<UInt8>, maximum: Int) -> Int? {
    var number = DecimalNumber(maximum: maximum)
    for byte in text { guard number.append(byte) else { return nil } }
    return number.value
  }

  /// Adds a digit; false where it is none, or the number would not be strict any more.
  mutating func append(_ byte: UInt8) -> Bool {
    guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9"), value != 0 else { return false }
    let next = (value ?? 0) * 10 + Int(byte - UInt8(ascii: "0"))
    value = next
    return next <= maximum
  }
}
