import FlowSwitching
import Wire

/// Lists of actions that fit the match.
extension RuleGenerator {
  mutating func actions(_ match: FlowMatch, table: UInt8) -> [FlowAction] {
    var actions: [FlowAction] = []
    // Open vSwitch takes masks in one version of OpenFlow, and tags off packets that may have none in another.
    hasMasks = random.coin()
    for _ in 0..<random.below(5) {
      if hasChanges, random.coin(), let change = change(match, actions) {
        actions.append(change)
      } else {
        actions.append(output())
      }
    }
    if table + 1 < tableCount, random.coin() {
      actions.append(.goToTable(table + 1 + UInt8(random.below(Int(tableCount - table - 1)))))
    } else if let last = actions.last, !last.isOutput {
      actions.append(output())
    }
    return actions
  }

  private mutating func output() -> FlowAction {
    switch random.below(8) {
    case 0: .flood
    case 1: .all
    case 2: .inPort
    default: .output(PortNumber(rawValue: UInt16(1 + random.below(portCount)))!)
    }
  }

  /// A change that every packet of the match allows.
  private mutating func change(_ match: FlowMatch, _ before: [FlowAction]) -> FlowAction? {
    var choices: [FlowAction] = [
      .setField(.ethernetSource, UInt128(random.one(of: Pools.macs) & 0xfeff_ffff_ffff)),
      .setField(.ethernetDestination, UInt128(random.one(of: Pools.macs))),
      .setField(.ethernetDestination, value: 0x0200_0000_0000, mask: 0xffff_0000_0000),
      .setField(.metadata, value: UInt128(random.below(3)), mask: 0xff),
      .setField(.register0, UInt128(random.below(3))), .setField(.register3, value: 2, mask: 2), .popVLAN,
    ]
    switch match.exact(.ethernetType) {
    case 0x0800?:
      choices += [
        .setField(.ipv4Source, UInt128(Pools.ipv4(&random).bits)),
        .setField(.ipv4Destination, value: 0x0a00_0000, mask: 0xffff_ff00),
      ]
      choices += trafficClass() + transport(match)
    case 0x86dd?:
      choices += [.setField(.ipv6Source, Pools.ipv6(&random).bits), .setField(.ipv6Destination, value: 7, mask: 0xff)]
      choices += trafficClass() + transport(match)
    case 0x0806?:
      choices += [
        .setField(.arpOperation, 2), .setField(.arpSenderIP, UInt128(Pools.ipv4(&random).bits)),
        .setField(.arpTargetMAC, UInt128(random.one(of: Pools.macs))),
      ]
    default: break
    }
    // Without a tag first, then with one, so that no more than one comes on.
    if match.exact(.vlanTCI) == 0, !before.contains(where: \.isTag) {
      choices.append(.setField(.vlanID, UInt128(random.one(of: Pools.vlans))))
      choices.append(.setField(.vlanPriority, UInt128(random.one(of: Pools.priorities))))
    }
    choices.removeAll { hasMasks ? $0.isTag : $0.isMasked }
    return random.one(of: choices)
  }

  private mutating func trafficClass() -> [FlowAction] {
    [
      .setField(.ipDSCP, UInt128(random.below(64))), .setField(.ipECN, UInt128(random.below(4))),
      .setField(.ipTTL, UInt128(random.one(of: Pools.ttls))), .decrementTTL,
    ]
  }

  private mutating func transport(_ match: FlowMatch) -> [FlowAction] {
    guard let proto = match.exact(.ipProtocol), proto == 6 || proto == 17 else { return [] }
    // Later fragments have no ports.
    if match.value[.ipFragment] == 3 { return [] }
    return [
      .setField(.transportSource, UInt128(random.one(of: Pools.ports))),
      .setField(.transportDestination, value: 3, mask: 3),
    ]
  }
}

extension FlowAction {
  fileprivate var isMasked: Bool {
    if case .setField(let field, _, let mask) = self { mask != field.fullMask } else { false }
  }

  fileprivate var isTag: Bool {
    switch self {
    case .setField(.vlanID, _, _), .setField(.vlanPriority, _, _), .popVLAN, .pushVLAN: true
    default: false
    }
  }
}
