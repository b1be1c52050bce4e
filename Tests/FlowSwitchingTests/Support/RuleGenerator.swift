import FlowSwitching
import SeededRandom
import Wire

/// Makes rules at random, such as the notation can express and Open vSwitch takes.
struct RuleGenerator {
  var random: SplitMix64
  /// Ports that rules name are 1…portCount.
  let portCount: Int
  /// Tables that rules are in are 0..<tableCount.
  var tableCount: UInt8 = 1
  /// With actions that change packets.
  var hasChanges = true
  /// Fields are set with masks; else tags may come and go.
  var hasMasks = false

  init(seed: UInt64, portCount: Int) {
    random = SplitMix64(seed: seed)
    self.portCount = portCount
  }

  mutating func rules(_ count: Int) -> [FlowRule] {
    var seen: Set<RuleIdentity> = []
    return (0..<count).map { _ in rule() }.filter { seen.insert($0.identity).inserted }
  }

  mutating func rule() -> FlowRule {
    let table = UInt8(random.below(Int(tableCount)))
    let match = match()
    return FlowRule(
      table: table, priority: UInt16(random.below(8) * 100), match: match, actions: actions(match, table: table),
      cookie: random.oneIn(4) ? random.next() : 0)
  }

  mutating func match() -> FlowMatch {
    var match = FlowMatch()
    if random.oneIn(3) { match.require(.inPort, UInt128(1 + random.below(portCount))) }
    if random.oneIn(4) { mac(.ethernetSource, &match) }
    if random.oneIn(4) { mac(.ethernetDestination, &match) }
    if random.oneIn(3) { vlan(&match) }
    if random.oneIn(4) { metadata(&match) }
    switch random.below(6) {
    case 0: break
    case 1: arp(&match)
    case 2, 3: ip(&match, isVersion6: false)
    case 4: ip(&match, isVersion6: true)
    default: match.require(.ethernetType, random.coin() ? 0x0800 : 0x86dd)
    }
    return match
  }

  private mutating func mac(_ field: MatchField, _ match: inout FlowMatch) {
    let mask: UInt128 = random.one(of: [0xffff_ffff_ffff, 0x0100_0000_0000, 0xffff_ffff_ff00])
    match.require(field, UInt128(random.one(of: Pools.macs)), mask: mask)
  }

  private mutating func vlan(_ match: inout FlowMatch) {
    let tci = UInt128(random.one(of: Pools.vlans)) | UInt128(random.one(of: Pools.priorities)) << 13 | 0x1000
    switch random.below(5) {
    case 0: match.require(.vlanTCI, 0)
    case 1: match.require(.vlanTCI, 0x1000, mask: 0x1000)
    case 2: match.require(.vlanTCI, tci, mask: 0xf000)
    case 3: match.require(.vlanTCI, tci, mask: 0xffff)
    default: match.require(.vlanTCI, tci, mask: 0x1fff)
    }
  }

  private mutating func metadata(_ match: inout FlowMatch) {
    if random.coin() {
      match.require(.metadata, UInt128(random.below(3)), mask: random.coin() ? 0xff : nil)
    } else {
      match.require(random.coin() ? .register0 : .register3, UInt128(random.below(3)), mask: random.coin() ? 0x3 : nil)
    }
  }

  private mutating func arp(_ match: inout FlowMatch) {
    match.require(.ethernetType, 0x0806)
    if random.coin() { match.require(.arpOperation, UInt128(1 + random.below(2))) }
    if random.oneIn(3) { address(.arpSenderIP, &match) }
    if random.oneIn(3) { address(.arpTargetIP, &match) }
    if random.oneIn(4) { mac(.arpSenderMAC, &match) }
    if random.oneIn(4) { mac(.arpTargetMAC, &match) }
  }

  private mutating func address(_ field: MatchField, _ match: inout FlowMatch) {
    let mask: UInt128 = random.one(of: [0xffff_ffff, 0xffff_ff00, 0xffff_0000, 0xff00_00ff])
    match.require(field, UInt128(Pools.ipv4(&random).bits), mask: mask)
  }

  private mutating func ip(_ match: inout FlowMatch, isVersion6: Bool) {
    match.require(.ethernetType, isVersion6 ? 0x86dd : 0x0800)
    for (four, six) in [(MatchField.ipv4Source, MatchField.ipv6Source), (.ipv4Destination, .ipv6Destination)]
    where random.oneIn(3) {
      if isVersion6 {
        let mask: UInt128 = random.one(of: [.max, .max << 64, .max << 96])
        match.require(six, Pools.ipv6(&random).bits, mask: mask)
      } else {
        address(four, &match)
      }
    }
    if random.oneIn(5) { match.require(.ipDSCP, UInt128(random.one(of: Pools.trafficClasses) >> 2)) }
    if random.oneIn(6) { match.require(.ipECN, UInt128(random.one(of: Pools.trafficClasses) & 3)) }
    if random.oneIn(6) { match.require(.ipTTL, UInt128(random.one(of: Pools.ttls))) }
    if random.oneIn(6) {
      let fragment: (UInt128, UInt128) = random.one(of: [(0, 3), (1, 1), (1, 3), (3, 3), (0, 2)])
      match.require(.ipFragment, fragment.0, mask: fragment.1)
    }
    transport(&match, isVersion6: isVersion6)
  }

  private mutating func transport(_ match: inout FlowMatch, isVersion6: Bool) {
    let proto: UInt128 = random.one(of: [0, 6, 6, 17, isVersion6 ? 58 : 1, 132])
    if proto == 0 { return }
    match.require(.ipProtocol, proto)
    if proto == 1 || proto == 58 {
      if random.coin() { match.require(.icmpType, isVersion6 ? UInt128(128 + random.below(10)) : 8) }
      if random.oneIn(3) { match.require(.icmpCode, 0) }
      if let type = match.exact(.icmpType), isVersion6, type == 135 || type == 136 {
        match.require(.icmpCode, 0)
        if random.coin() { match.require(.ndTarget, Pools.ipv6(&random).bits) }
        if random.oneIn(3) { mac(type == 135 ? .ndSourceMAC : .ndTargetMAC, &match) }
      }
      return
    }
    // Later fragments have no ports.
    if match.value[.ipFragment] == 3 { return }
    for field in [MatchField.transportSource, .transportDestination] where random.oneIn(3) {
      match.require(field, UInt128(random.one(of: Pools.ports)), mask: random.coin() ? 0xfffc : nil)
    }
    if proto == 6, random.oneIn(3) { match.require(.tcpFlags, 2, mask: random.one(of: [0xfff, 0x012, 0x002])) }
  }
}
