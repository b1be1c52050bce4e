import Wire

extension Invariants {
  /// What is read of a text is written in a form that is read as the same.
  static func addressText(_ bytes: RawSpan) -> String? {
    let text = String(decoding: copy(bytes), as: UTF8.self)
    let survives = [
      survives(text, MACAddress.init), survives(text, IPv4Address.init), survives(text, IPv6Address.init),
      survives(text, IPAddress.init), survives(text, IPv4Prefix.init), survives(text, IPv6Prefix.init),
      survives(text, IPPrefix.init), survives(text, InterfaceAddress.init),
    ]
    guard survives.allSatisfy({ $0 }) else { return "\(text) does not survive" }
    guard IPv4Address(text) == nil || text == IPv4Address(text)?.description else { return "two texts of an address" }
    return text.utf8.count > 64 && IPAddress(text) != nil ? "too long for an address" : nil
  }

  private static func survives<Value: LosslessStringConvertible & Equatable>(
    _ text: String, _ read: (String) -> Value?
  ) -> Bool {
    guard let value = read(text) else { return true }
    return read(value.description) == value
  }
}
