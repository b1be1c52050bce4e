import Wire

extension FlowAction {
  /// The action in the notation of Open vSwitch, with port names where `ports` has them. `match` is the one of its rule:
  /// Open vSwitch takes `tp_dst` for TCP's in one place and wants `udp_dst` in its stead.
  public func text(ports: PortDirectory? = nil, match: FlowMatch = FlowMatch()) -> String {
    let printer = FieldPrinter(ports: ports)
    switch self {
    case .output(let port): return "output:\(printer.port(port))"
    case .inPort: return "in_port"
    case .flood: return "flood"
    case .all: return "all"
    case .normal: return "normal"
    case .pushVLAN(let type): return "push_vlan:0x\(String(type, radix: 16))"
    case .popVLAN: return "pop_vlan"
    case .decrementTTL: return "dec_ttl"
    case .resubmit(let table): return "resubmit(,\(table))"
    case .goToTable(let table): return "goto_table:\(table)"
    case .setField(let field, let value, let mask):
      if mask == field.fullMask, let setter = FieldSetter.all.first(where: { $0.field == field }) {
        let name = FieldName(setter.name, field, setter.format)
        return "\(setter.name):\(printer.valueText(name, value, mask: mask))"
      }
      guard let name = FlowAction.settableName(field, match) else { return "set_field:\(value)->\(field)" }
      return "set_field:\(printer.valueText(name, value, mask: mask))->\(name.name)"
    }
  }

  /// The name under which `set_field` sets a field of packets of `match`.
  private static func settableName(_ field: MatchField, _ match: FlowMatch) -> FieldName? {
    guard match.exact(.ipProtocol) == UInt128(IPProtocol.udp.rawValue) else { return FieldName.canonical(field) }
    switch field {
    case .transportSource: return FieldName.named("udp_src")
    case .transportDestination: return FieldName.named("udp_dst")
    default: return FieldName.canonical(field)
    }
  }
}

extension FlowMatch: CustomStringConvertible {
  /// The match in the notation of Open vSwitch; empty for the match of every packet.
  public var description: String { text() }

  /// The match, with port names where `ports` has them.
  public func text(ports: PortDirectory? = nil) -> String {
    var printer = MatchPrinter(self, ports: ports)
    return printer.write().joined(separator: ",")
  }
}

extension FlowRule: CustomStringConvertible {
  /// The rule in the notation of Open vSwitch, on one line: it reads back as the same rule.
  public var description: String { text() }

  /// The rule on one line, with port names where `ports` has them.
  public func text(ports: PortDirectory? = nil) -> String {
    var items: [String] = []
    if table != 0 { items.append("table=\(table)") }
    if cookie != 0 { items.append("cookie=0x\(String(cookie, radix: 16))") }
    if idleTimeout != 0 { items.append("idle_timeout=\(idleTimeout)") }
    if hardTimeout != 0 { items.append("hard_timeout=\(hardTimeout)") }
    items.append(identity.matchText(ports: ports))
    items.append("actions=\(actionsText(ports: ports))")
    return items.joined(separator: ",")
  }

  /// The actions, `drop` where there are none.
  public func actionsText(ports: PortDirectory? = nil) -> String {
    actions.isEmpty ? "drop" : actions.map { $0.text(ports: ports, match: match) }.joined(separator: ",")
  }

  /// What a trace says of a packet that met the rule.
  func traceText(ports: PortDirectory) -> String {
    let place = origin.map { " (\($0))" } ?? ""
    return "table \(table): \(identity.matchText(ports: ports)) → \(actionsText(ports: ports))\(place)"
  }
}

extension RuleIdentity: CustomStringConvertible {
  /// Table, priority and match on one line.
  public var description: String { (table == 0 ? "" : "table=\(table),") + matchText() }

  /// Priority and match on one line, without the table.
  public func matchText(ports: PortDirectory? = nil) -> String {
    let match = match.text(ports: ports)
    return "priority=\(priority)" + (match.isEmpty ? "" : "," + match)
  }
}
