import Wire

/// Values that are addresses.
extension FileDecoder {
  /// An address with the length of its subnet.
  mutating func interfaceAddress(_ value: RawValue, _ key: SchemaKey) -> Marked<InterfaceAddress>? {
    guard let text = text(value, key) else { return nil }
    if let address = InterfaceAddress(text.value) { return Marked(address, mark: text.mark) }
    if let bare = IPAddress(text.value) {
      report.error(
        "bad-address", "'\(text.value)' has no subnet length", at: text.mark,
        hint: "add it, as \(text.value)/\(bare.version == .v4 ? 24 : 64)")
    } else {
      report.error(
        "bad-address", "'\(text.value)' is not an address with the length of its subnet", at: text.mark,
        hint: Self.addressHint(text.value) ?? "for example 10.1.0.10/24 or \"2001:db8::10/64\"")
    }
    return nil
  }

  /// An address alone.
  mutating func address(_ value: RawValue, _ key: SchemaKey) -> Marked<IPAddress>? {
    guard let text = text(value, key) else { return nil }
    if let address = IPAddress(text.value) { return Marked(address, mark: text.mark) }
    let isInterface = InterfaceAddress(text.value) != nil
    report.error(
      "bad-address",
      isInterface
        ? "'\(key.name)' takes an address without a subnet length" : "'\(text.value)' is not an IP address",
      at: text.mark,
      hint: isInterface
        ? "write \(text.value.prefix { $0 != "/" })" : Self.addressHint(text.value) ?? "for example \(key.example)")
    return nil
  }

  /// A prefix. `default` becomes the prefix of all addresses of the version of `nextHop`.
  mutating func prefix(_ value: RawValue, _ key: SchemaKey, nextHop: IPAddress?) -> Marked<IPPrefix>? {
    guard let text = text(value, key) else { return nil }
    if text.value == "default" {
      return Marked(nextHop?.version == .v6 ? .v6(.all) : .v4(.all), mark: text.mark)
    }
    if let prefix = IPPrefix(text.value) { return Marked(prefix, mark: text.mark) }
    if let address = InterfaceAddress(text.value) {
      report.error(
        "bad-address", "'\(text.value)' has bits set after its length", at: text.mark,
        hint: "the prefix is \(address.prefix)")
    } else if let address = IPAddress(text.value) {
      report.error(
        "bad-address", "'\(text.value)' has no length", at: text.mark,
        hint: "write \(IPPrefix(host: address)) for it alone")
    } else {
      report.error(
        "bad-address", "'\(text.value)' is not a prefix", at: text.mark,
        hint: Self.addressHint(text.value) ?? "for example 10.2.0.0/16, or default")
    }
    return nil
  }

  /// A MAC address that a station may have.
  mutating func mac(_ value: RawValue, _ key: SchemaKey) -> Marked<MACAddress>? {
    guard let text = text(value, key) else { return nil }
    guard let mac = MACAddress(text.value) else {
      report.error(
        "bad-mac", "'\(text.value)' is not a MAC address", at: text.mark,
        hint: "six hexadecimal numbers, as \"02:00:00:00:00:01\"")
      return nil
    }
    guard !mac.isGroup, mac != .zero else {
      report.error(
        "bad-mac", "\(mac) is \(mac == .zero ? "no station's" : "a group's") address, not an interface's",
        at: text.mark,
        hint: "the second digit of an interface's own address is 2, 6, a or e, as \"02:00:00:00:00:01\"")
      return nil
    }
    return Marked(mac, mark: text.mark)
  }

  /// One address or a list of them.
  mutating func interfaceAddresses(_ value: RawValue?, _ key: SchemaKey) -> [Marked<InterfaceAddress>] {
    oneOrMany(value, key).compactMap { interfaceAddress($0, key) }
  }

  /// An address and a port, as `10.1.0.10:80` or `[2001:db8::10]:80`.
  static func socket(_ text: String) -> (IPAddress, UInt16)? {
    guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]), port > 0 else {
      return nil
    }
    var host = text[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = host.dropFirst().dropLast()
      return IPv6Address(host).map { (.v6($0), port) }
    }
    return IPv4Address(host).map { (.v4($0), port) }
  }

  /// What is probably wrong with something that looks like an address.
  static func addressHint(_ text: String) -> String? {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    if parts.count == 2, let address = IPAddress(parts[0]) {
      return "the length of an IPv\(address.version.rawValue) prefix is 0 to \(address.version.addressWidth)"
    }
    let octets = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    if octets.count > 1, octets.allSatisfy({ Int($0) != nil }) {
      if octets.count != 4 { return "an IPv4 address has four numbers" }
      if let bad = octets.first(where: { (Int($0) ?? 0) > 255 }) { return "\(bad) is more than 255" }
      if let bad = octets.first(where: { $0.count > 1 && $0.first == "0" }) { return "\(bad) has a leading zero" }
    }
    return nil
  }
}
