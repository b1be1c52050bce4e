import Wire

extension FileDecoder {
  /// Types of links that containerlab has and Weft has not, with what to do without them.
  private static let foreignTypes: [(name: String, hint: String)] = [
    ("host", "a node of kind 'tap' or 'interface' connects the lab to the machine"),
    ("mgmt-net", "a Weft lab needs no management network; remove the link"),
    ("macvlan", "a node of kind 'interface' attaches to an interface of the machine"),
    ("vxlan", "a node of kind 'interface' can attach to a VXLAN device of the machine"),
    ("vxlan-stitch", "a node of kind 'interface' can attach to a VXLAN device of the machine"),
    ("veth-stitch", "a plain link needs no type; remove the key"),
    ("dummy", "an interface without a link needs no entry; remove the link"),
  ]

  /// Reads one link.
  mutating func link(_ item: RawValue) -> LinkSpec? {
    let errorsBefore = report.errorCount
    var link = LinkSpec(mark: item.mark)
    if let type = item["type"], let name = type.text,
      let foreign = FileDecoder.foreignTypes.first(where: { $0.name == name })
    {
      report.error("unsupported", "links of type '\(name)' are not supported", at: type.mark, hint: foreign.hint)
      link.isWhole = false
      return link
    }
    guard let fields = fields(item, LinkKeys.object, of: "a link") else { return nil }
    if let value = value(LinkKeys.type, fields), let type = text(value, LinkKeys.type),
      !["veth", "brief"].contains(type.value)
    {
      report.error(
        "bad-value", "'\(type.value)' is not a type of link", at: type.mark,
        hint: "remove the key; a plain link needs none")
    }
    if let value = value(LinkKeys.endpoints, fields, of: "a link") { link.ends = ends(value) }
    if let value = value(LinkKeys.mtu, fields) { link.mtu = mtu(value) }
    addAddresses(fields, LinkKeys.ipv4, .v4, to: &link)
    addAddresses(fields, LinkKeys.ipv6, .v6, to: &link)
    link.conditions = linkConditions(fields)
    link.schedule = value(LinkKeys.schedule, fields).flatMap { linkSchedule($0) }
    link.isWhole = report.errorCount == errorsBefore
    return link
  }

  private mutating func ends(_ value: RawValue) -> [LinkEndSpec] {
    guard let items = list(value, LinkKeys.endpoints) else { return [] }
    if items.count != 2 {
      report.error(
        "bad-link", "a link has two endpoints, not \(items.count)", at: value.mark,
        hint: "for example endpoints: \(LinkKeys.endpoints.example)")
    }
    return items.prefix(2).compactMap { item in item.entries == nil ? shortEnd(item) : longEnd(item) }
  }

  private mutating func shortEnd(_ item: RawValue) -> LinkEndSpec? {
    guard let text = text(item, LinkKeys.endpoints) else { return nil }
    let mark = textMark(item)
    guard let colon = text.value.firstIndex(of: ":") else {
      report.error(
        "bad-endpoint", "endpoint '\(text.value)' names no interface", at: mark, hint: "write it as \(text.value):eth1")
      return LinkEndSpec(node: Marked(text.value, mark: mark), interface: nil)
    }
    let node = String(text.value[..<colon])
    let interface = String(text.value[text.value.index(after: colon)...])
    let nodeLength = node.unicodeScalars.count
    guard !node.isEmpty, !interface.isEmpty else {
      report.error(
        "bad-endpoint", "endpoint '\(text.value)' names no \(node.isEmpty ? "node" : "interface")", at: mark,
        hint: "write it as node:interface, as \(node.isEmpty ? "h1" : node):\(interface.isEmpty ? "eth1" : interface)")
      return node.isEmpty ? nil : LinkEndSpec(node: Marked(node, mark: mark), interface: nil)
    }
    let interfaceMark = mark.part(offset: nodeLength + 1, length: interface.unicodeScalars.count)
    let name = Marked(interface, mark: interfaceMark)
    return LinkEndSpec(
      node: Marked(node, mark: mark.part(offset: 0, length: nodeLength)), interface: name)
  }

  private mutating func longEnd(_ item: RawValue) -> LinkEndSpec? {
    guard let fields = fields(item, LinkEndKeys.object, of: "an endpoint") else { return nil }
    let interface = value(LinkEndKeys.interface, fields, of: "an endpoint").flatMap { text($0, LinkEndKeys.interface) }
    let mac = value(LinkEndKeys.mac, fields).flatMap { self.mac($0, LinkEndKeys.mac) }
    let addresses = [LinkEndKeys.ipv4, LinkEndKeys.ipv6].compactMap { key in
      value(key, fields).flatMap { interfaceAddress($0, key) }
    }
    guard let node = value(LinkEndKeys.node, fields, of: "an endpoint").flatMap({ text($0, LinkEndKeys.node) }) else {
      return nil
    }
    return LinkEndSpec(node: node, interface: interface, addresses: addresses, mac: mac)
  }

  private mutating func addAddresses(_ fields: Fields, _ key: SchemaKey, _ version: IPVersion, to link: inout LinkSpec)
  {
    guard let value = value(key, fields), let items = list(value, key) else { return }
    if items.count > 2 {
      report.error("bad-link", "a link has two ends; '\(key.name)' has \(items.count) addresses", at: value.mark)
    }
    for (index, item) in items.prefix(2).enumerated() {
      guard item.text != "", let address = interfaceAddress(item, key) else { continue }
      if address.value.version != version {
        report.error("bad-address", "'\(address.value)' is not an IPv\(version.rawValue) address", at: address.mark)
      } else if link.ends.indices.contains(index) {
        link.ends[index].addresses.append(address)
      }
    }
  }
}
