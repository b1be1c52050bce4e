import Wire

/// Writes matches as the reader reads them, in the order in which Open vSwitch lists fields.
struct MatchPrinter {
  let match: FlowMatch
  let printer: FieldPrinter
  private var items: [String] = []
  private var isTypeWritten = false
  private var isProtocolWritten = false

  init(_ match: FlowMatch, ports: PortDirectory?) {
    self.match = match
    printer = FieldPrinter(ports: ports)
  }

  /// The items of the match: `tcp`, `tp_dst=80` and so on.
  mutating func write() -> [String] {
    writeShorthand()
    for field in [MatchField.register0, .register1, .register2, .register3, .metadata, .inPort] { write(field) }
    writeVLAN()
    write(.ethernetSource)
    write(.ethernetDestination)
    if !isTypeWritten { write(.ethernetType) }
    if FieldRequirement.arp.standing(in: match) == .met {
      for field in [MatchField.arpSenderIP, .arpTargetIP, .arpOperation, .arpSenderMAC, .arpTargetMAC] { write(field) }
      return items
    }
    for field in [MatchField.ipv4Source, .ipv4Destination, .ipv6Source, .ipv6Destination] { write(field) }
    if !isProtocolWritten { write(.ipProtocol) }
    for field in [MatchField.ipDSCP, .ipECN, .ipTTL, .ipFragment] { write(field) }
    if FieldRequirement.icmp.standing(in: match) == .met {
      for field in [MatchField.icmpType, .icmpCode] { write(field) }
    } else {
      for field in [MatchField.transportSource, .transportDestination, .tcpFlags] { write(field) }
    }
    for field in [MatchField.ndTarget, .ndSourceMAC, .ndTargetMAC] { write(field) }
    return items
  }

  private mutating func writeShorthand() {
    guard let type = match.exact(.ethernetType) else { return }
    let proto = match.exact(.ipProtocol)
    let found =
      FieldName.shorthands.first { UInt128($0.type.rawValue) == type && $0.proto.map { UInt128($0.rawValue) } == proto }
      ?? FieldName.shorthands.first { UInt128($0.type.rawValue) == type && $0.proto == nil }
    guard let found else { return }
    items.append(found.name)
    isTypeWritten = true
    isProtocolWritten = found.proto != nil
  }

  private mutating func write(_ field: MatchField) {
    let mask = match.mask[field]
    guard mask != 0, let name = FieldName.canonical(field) else { return }
    items.append(printer.item(name, match.value[field], mask: mask))
  }

  private mutating func writeVLAN() {
    let (value, mask) = (match.value[.vlanTCI], match.mask[.vlanTCI])
    guard mask != 0 else { return }
    if value & 0x1000 != 0, mask == 0x1fff || mask == 0xf000 || mask == 0xffff {
      if mask & 0xfff != 0 { items.append("dl_vlan=\(value & 0xfff)") }
      if mask & 0xe000 != 0 { items.append("dl_vlan_pcp=\(value >> 13)") }
    } else if let name = FieldName.named("vlan_tci") {
      items.append(printer.item(name, value, mask: mask))
    }
  }
}
