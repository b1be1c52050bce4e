import Wire

/// Interfaces and routes, which hosts, routers and NATs have.
extension FileDecoder {
  /// `interfaces`: settings by interface.
  mutating func interfaces(_ fields: Fields) -> [InterfaceSpec] {
    map(value(InterfaceKeys.interfaces, fields), InterfaceKeys.interfaces).compactMap { entry in
      guard isInterfaceName(entry.key),
        let fields = self.fields(entry.value, InterfaceKeys.object, of: "interface '\(entry.key.value)'")
      else { return nil }
      var interface = InterfaceSpec(name: entry.key)
      interface.addresses = interfaceAddresses(value(InterfaceKeys.address, fields), InterfaceKeys.address)
      if let value = value(InterfaceKeys.mac, fields) { interface.mac = mac(value, InterfaceKeys.mac) }
      if let value = value(InterfaceKeys.mtu, fields) { interface.mtu = mtu(value) }
      return interface
    }
  }

  /// `routes`: static routes.
  mutating func routes(_ fields: Fields) -> [RouteSpec] {
    guard let items = value(RouteKeys.routes, fields).flatMap({ list($0, RouteKeys.routes) }) else { return [] }
    return items.compactMap { route($0) }
  }

  private mutating func route(_ item: RawValue) -> RouteSpec? {
    guard let fields = fields(item, RouteKeys.object, of: "a route") else { return nil }
    let viaValue = value(RouteKeys.via, fields)
    let via = viaValue.flatMap { address($0, RouteKeys.via) }
    let interface = value(RouteKeys.dev, fields).flatMap { text($0, RouteKeys.dev) }
    guard let value = value(RouteKeys.to, fields, of: "a route"),
      let destination = prefix(value, RouteKeys.to, nextHop: via?.value)
    else { return nil }
    guard viaValue == nil || via != nil else { return nil }
    guard via != nil || interface != nil else {
      report.error(
        "missing-key", "a route has neither 'via' nor 'dev'", at: fields.mark,
        hint: "add the next hop, as via: \(RouteKeys.via.example)")
      return nil
    }
    if let via, via.value.version != destination.value.version {
      report.error(
        "bad-route",
        "the next hop is IPv\(via.value.version.rawValue), and the destination IPv\(destination.value.version.rawValue)",
        at: via.mark)
      return nil
    }
    return RouteSpec(mark: fields.mark, destination: destination, via: via, interface: interface)
  }

  /// An MTU (IPv4's least is 68, RFC 791, 3.2).
  mutating func mtu(_ value: RawValue) -> Marked<Int>? {
    integer(
      value, InterfaceKeys.mtu, in: 68...65_535, code: "bad-mtu",
      hint: "1500 is Ethernet's, 9000 that of jumbo frames")
  }

  /// True for what Linux takes as an interface's name; anything else is reported.
  mutating func isInterfaceName(_ name: Marked<String>) -> Bool {
    NameRules.checkInterfaceName(name, &report)
  }

  /// Where the text of a scalar begins, behind its quote.
  func textMark(_ value: RawValue) -> SourceMark {
    switch report.source.scalars(from: value.mark).first {
    case "\"", "'": value.mark.part(offset: 1, length: value.mark.length - 2)
    default: value.mark
    }
  }
}
