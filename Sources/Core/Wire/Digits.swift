/// The value of a hexadecimal digit in ASCII, or `nil`.
func hexadecimalValue(_ byte: UInt8) -> UInt8? {
  switch byte {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
  case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
  case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
  default: nil
  }
}

/// The value of a decimal number in ASCII of at most `maximum`: digits alone, no sign, no leading zero, or `nil`.
///
/// A leading zero is refused because some readers take it for octal (RFC 6943, 3.1.1).
func decimalValue(_ text: some StringProtocol, maximum: Int) -> Int? {
  var value = 0
  var digits = 0
  for byte in text.utf8 {
    guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
    guard digits == 0 || value != 0 else { return nil }
    value = value * 10 + Int(byte - UInt8(ascii: "0"))
    digits += 1
    guard value <= maximum else { return nil }
  }
  return digits > 0 ? value : nil
}
