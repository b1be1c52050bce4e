/// Numbers in the notation: decimal, or hexadecimal after `0x`. A leading zero is refused, as some readers take it for
/// octal.
enum FlowNumber {
  /// The number, at most `maximum`.
  static func read(_ piece: FlowPiece, maximum: UInt128, what: String) throws(FlowProblem) -> UInt128 {
    let text = piece.text
    guard let value = decimal(text) ?? hexadecimal(text) else {
      if piece.isEmpty { throw piece.error("\(what) has no value") }
      throw piece.error("'\(text)' is not a number", hint: "decimal, or hexadecimal as 0x1f")
    }
    guard value <= maximum else { throw piece.error("\(what) is 0 to \(maximum), not \(text)") }
    return value
  }

  /// The value of decimal digits, saturated; `nil` for anything else.
  static func decimal(_ text: String) -> UInt128? {
    let digits = text.utf8
    guard !digits.isEmpty, digits.count == 1 || digits.first != UInt8(ascii: "0") else { return nil }
    return value(digits, radix: 10)
  }

  private static func hexadecimal(_ text: String) -> UInt128? {
    guard text.hasPrefix("0x") || text.hasPrefix("0X"), text.utf8.count > 2 else { return nil }
    return value(text.utf8.dropFirst(2), radix: 16)
  }

  private static func value(_ digits: some Sequence<UInt8>, radix: UInt128) -> UInt128? {
    var value: UInt128 = 0
    for digit in digits {
      guard let number = Character(Unicode.Scalar(digit)).hexDigitValue, number < Int(radix) else { return nil }
      let (product, overflow) = value.multipliedReportingOverflow(by: radix)
      let (sum, carry) = product.addingReportingOverflow(UInt128(number))
      value = overflow || carry ? .max : sum
    }
    return value
  }
}

/// Ports in the notation: a number, or a name with or without double quotes.
struct PortReader {
  /// The ports that exist; `nil` where any number may be one.
  let ports: PortDirectory?

  /// The port that `piece` names.
  func read(_ piece: FlowPiece) throws(FlowProblem) -> PortNumber {
    let word = piece.unquoted
    let text = word.text
    if let number = ports?.number(named: text) { return number }
    guard FlowNumber.decimal(text) != nil || text.hasPrefix("0x") else {
      throw word.error(
        reserved(text) ?? "there is no port '\(text)'", hint: hint(text) ?? "ports are named by their numbers here")
    }
    let number = try FlowNumber.read(word, maximum: 0xffff_ffff, what: "a port number")
    guard let value = UInt16(exactly: number), let port = PortNumber(rawValue: value) else {
      throw word.error("a port number is 1 to \(PortNumber.numberMax), not \(text)", hint: hint(text))
    }
    if let ports, !ports.contains(port) { throw word.error("there is no port \(port)", hint: hint(text)) }
    return port
  }

  private func hint(_ text: String) -> String? {
    guard let ports else { return nil }
    if ports.ports.isEmpty { return "the switch has no ports; links give it some" }
    let nearest = NearestName.hint(for: text, among: ports.ports.map(\.name)).map { $0 + " " } ?? ""
    return nearest + "ports: " + ports.listed
  }

  private func reserved(_ text: String) -> String? {
    switch text.lowercased() {
    case "local": "the port 'local' is not supported yet: a flow switch has no interface of its own"
    case "controller": "the port 'controller' is not supported yet: rules come from the file alone"
    default: nil
    }
  }
}
