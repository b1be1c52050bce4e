import Wire

/// Who probes whom: `alice -> web:443`.
extension FileDecoder {
  /// A probe's two ends as they are written.
  struct ProbeText {
    var source: Marked<String>
    /// The destination without its port.
    var host: Marked<String>
    var port: Marked<UInt16>?
    /// What a URL has behind the host and the port.
    var path: String?
    var whole: SourceMark
  }

  /// Whether a probe's destination has a port.
  enum PortUse {
    case none
    case optional
    case required
  }

  /// Reads `source -> destination`.
  mutating func probeText(_ value: RawValue, _ key: SchemaKey, port use: PortUse, url: Bool = false) -> ProbeText? {
    guard let text = text(value, key) else { return nil }
    let mark = textMark(value)
    let hint = "write it as \(key.name): \(key.example)"
    guard let arrow = text.value.firstRange(of: "->") else {
      let isOther = ["→", "=>", "-->", " to "].contains { text.value.firstRange(of: $0) != nil }
      report.error(
        "bad-check", "'\(text.value)' does not say who \(key.name == "ping" ? "pings" : "asks") whom", at: mark,
        hint: isOther ? "the arrow is written '->': \(hint)" : hint)
      return nil
    }
    guard let source = part(text.value[..<arrow.lowerBound], of: text.value, mark),
      let target = part(text.value[arrow.upperBound...], of: text.value, mark),
      !target.value.contains(where: \.isWhitespace), !source.value.contains(where: \.isWhitespace)
    else {
      report.error(
        "bad-check", "'\(text.value)' does not name one host on each side of the arrow", at: mark, hint: hint)
      return nil
    }
    if let quote = text.value.first(where: { $0 == "\"" || $0 == "'" }) {
      report.error(
        "bad-check", "the quotes in '\(text.value)' are part of the text", at: mark,
        hint: "write \(key.name): \"\(text.value.filter { $0 != quote })\"")
      return nil
    }
    var probe = ProbeText(source: source, host: target, whole: target.mark)
    if url {
      guard let rest = stripURL(&probe, hint) else { return nil }
      probe.path = rest
    }
    guard splitPort(&probe, use, key) else { return nil }
    return probe
  }

  /// The trimmed part of a text with its place; `nil` where it is empty.
  func part(_ part: Substring, of whole: String, _ mark: SourceMark) -> Marked<String>? {
    let front = part.prefix { $0 == " " || $0 == "\t" }
    var trimmed = part[front.endIndex...]
    while trimmed.last == " " || trimmed.last == "\t" { trimmed.removeLast() }
    guard !trimmed.isEmpty else { return nil }
    let offset = whole[..<trimmed.startIndex].unicodeScalars.count
    return Marked(String(trimmed), mark: mark.part(offset: offset, length: trimmed.unicodeScalars.count))
  }

  /// Takes scheme and path off a URL; `nil` where it is none that can be asked for.
  private mutating func stripURL(_ probe: inout ProbeText, _ hint: String) -> String? {
    var text = Substring(probe.host.value)
    if text.lowercased().hasPrefix("https://") {
      report.error(
        "unsupported", "pages behind TLS cannot be checked", at: probe.host.mark,
        hint: "use http://, or a tcp check of port 443")
      return nil
    }
    var offset = 0
    if text.lowercased().hasPrefix("http://") {
      text = text.dropFirst(7)
      offset = 7
    }
    let authority = text.prefix { $0 != "/" && $0 != "?" }
    guard !authority.isEmpty else {
      report.error("bad-check", "'\(probe.host.value)' names no host", at: probe.host.mark, hint: hint)
      return nil
    }
    let path = text[authority.endIndex...]
    let length = authority.unicodeScalars.count
    probe.host = Marked(String(authority), mark: probe.host.mark.part(offset: offset, length: length))
    return path.hasPrefix("/") ? String(path) : "/" + path
  }

  /// Splits `web:443` and `[2001:db8::1]:443`; an IPv6 address alone has no port.
  private mutating func splitPort(_ probe: inout ProbeText, _ use: PortUse, _ key: SchemaKey) -> Bool {
    let text = probe.host.value
    var host = Substring(text)
    var port: Substring?
    if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
      host = text[text.index(after: text.startIndex)..<end]
      let rest = text[text.index(after: end)...]
      port = rest.hasPrefix(":") ? rest.dropFirst() : rest.isEmpty ? nil : rest
    } else if IPv6Address(text) == nil, let colon = text.lastIndex(of: ":") {
      host = text[..<colon]
      port = text[text.index(after: colon)...]
    }
    let offset = text[..<host.startIndex].unicodeScalars.count
    let mark = probe.host.mark
    probe.host = Marked(String(host), mark: mark.part(offset: offset, length: host.unicodeScalars.count))
    guard let port else {
      if use == .required {
        let bare = IPv6Address(text) == nil ? text : "[\(text)]"
        report.error(
          "missing-port", "a \(key.name) check needs a port", at: mark,
          hint: "for example \(bare):\(key.name == "udp" ? 53 : 443)")
      }
      return use != .required
    }
    let portMark = mark.part(
      offset: text[..<port.startIndex].unicodeScalars.count, length: max(1, port.unicodeScalars.count))
    if use == .none {
      report.error("bad-port", "a \(key.name) has no port", at: portMark, hint: "write \(host) alone")
      return false
    }
    guard !port.isEmpty else {
      report.error("bad-port", "there is no port behind the colon", at: portMark, hint: "a port is 1 to 65535")
      return false
    }
    guard let number = Int(port), (1...65_535).contains(number) else {
      report.error("bad-port", "'\(port)' is not a port", at: portMark, hint: "a port is 1 to 65535")
      return false
    }
    probe.port = Marked(UInt16(number), mark: portMark)
    return true
  }

  /// The host of the lab that a probe comes from.
  mutating func source(_ name: Marked<String>) -> String? {
    guard isNode(name, among: scope.names(of: .host), what: "hosts") else { return nil }
    guard let kind = scope.kind(of: name.value) else { return nil }
    guard kind == .host else {
      report.error(
        "not-a-host", "'\(name.value)' is a \(kind.rawValue), and only a host can ask", at: name.mark,
        hint: Suggestion.hint(for: name.value, among: scope.names(of: .host), what: "hosts")
          ?? "the lab has no node of kind 'host'")
      return nil
    }
    return name.value
  }

  /// The address that a destination stands for.
  mutating func target(_ host: Marked<String>, ipv6: Bool) -> CheckTarget? {
    if let address = IPAddress(host.value) {
      let owner = scope.owner(of: address)
      if owner == nil, scope.isWhole, !scope.hasOutside, !scope.isChanged, !address.isMulticast {
        report.warning("unknown-address", "no node of the lab has the address \(address)", at: host.mark)
      }
      return CheckTarget(name: host.value, node: owner, address: address)
    }
    if !scope.has(host.value), let alias = scope.alias(host.value, ipv6: ipv6) {
      return CheckTarget(name: host.value, node: alias.node, address: alias.address)
    }
    if !scope.has(host.value), let hint = FileDecoder.addressHint(host.value) {
      report.error("bad-address", "'\(host.value)' is neither a node nor an IP address", at: host.mark, hint: hint)
      return nil
    }
    guard isNode(host, among: scope.nodeNames, what: "nodes"), let kind = scope.kind(of: host.value) else { return nil }
    guard kind.hasAddresses else {
      report.error(
        "missing-address", "'\(host.value)' is a \(kind.rawValue), which has no address to answer from", at: host.mark,
        hint: "name a host, a router or a NAT")
      return nil
    }
    let version: IPVersion = ipv6 || scope.addresses(of: host.value, .v4).isEmpty ? .v6 : .v4
    guard let address = scope.addresses(of: host.value, version).first else {
      if scope.isWhole(host.value) {
        report.error(
          "missing-address", "'\(host.value)' has no \(ipv6 ? "IPv6 " : "")address in this file", at: host.mark,
          hint: "add it to the node, or write an address here")
      }
      return nil
    }
    return CheckTarget(name: host.value, node: host.value, address: address)
  }

  /// True for a node of the file; anything else is reported.
  mutating func isNode(_ name: Marked<String>, among names: [String], what: String) -> Bool {
    if scope.has(name.value) { return true }
    report.error(
      "unknown-node", "there is no node '\(name.value)'", at: name.mark,
      hint: Suggestion.hint(for: name.value, among: names, what: what))
    return false
  }
}
