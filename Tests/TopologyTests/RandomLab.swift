import SeededRandom
import Topology
import Wire

/// Random labs for properties that must hold in every lab.
enum RandomLab {
  static func lab(using generator: inout SplitMix64, nodes count: Int = 6, links linkCount: Int = 6) -> ResolvedLab {
    var lab = ResolvedLab(name: "t")
    for number in 0..<count where Int.random(in: 0..<5, using: &generator) > 0 {
      lab.nodes.append(ResolvedNode(name: "n\(number)", role: role(using: &generator)))
    }
    guard !lab.nodes.isEmpty else { return lab }
    for _ in 0..<linkCount {
      let first = Int.random(in: 0..<lab.nodes.count, using: &generator)
      let second = Int.random(in: 0..<lab.nodes.count, using: &generator)
      let ends = [first, second].map {
        Endpoint(node: lab.nodes[$0].name, interface: "e\(Int.random(in: 0..<5, using: &generator))")
      }
      guard first != second, lab.nodes[first].interface(named: ends[0].interface) == nil,
        lab.nodes[second].interface(named: ends[1].interface) == nil
      else { continue }
      for (index, end) in zip([first, second], ends) {
        let interface = interface(end.interface, of: lab.nodes[index].kind, using: &generator)
        lab.nodes[index].interfaces.append(interface)
      }
      var link = ResolvedLink(ends[0], ends[1])
      link.forward.delay = .milliseconds(Int.random(in: 0..<3, using: &generator))
      if Bool.random(using: &generator) { link.backward.loss = .random(Chance(Chance.certainty / 100)) }
      lab.links.append(link)
    }
    for index in lab.nodes.indices where lab.nodes[index].kind.hasAddresses && Bool.random(using: &generator) {
      let name = "x\(Int.random(in: 0..<2, using: &generator))"
      lab.nodes[index].interfaces.append(interface(name, of: lab.nodes[index].kind, using: &generator))
    }
    for node in lab.nodes where node.kind == .flowSwitch && Bool.random(using: &generator) {
      let flows = (0..<Int.random(in: 1..<4, using: &generator)).map { _ in
        FlowSpec(.text("priority=\(Int.random(in: 0..<5, using: &generator)),actions=drop"))
      }
      lab.flows.append(FlowList(node: node.name, flows: flows))
    }
    if Bool.random(using: &generator) {
      lab.captures = [CaptureSpec(ports: [], file: "\(Int.random(in: 0..<3, using: &generator)).pcapng")]
    }
    return lab
  }

  private static func role(using generator: inout SplitMix64) -> NodeRole {
    let small = Int.random(in: 0..<3, using: &generator)
    switch Int.random(in: 0..<8, using: &generator) {
    case 0, 1:
      return .host(HostSettings(listen: [ListenPort(.tcp, UInt16(small + 1))], exec: small == 0 ? [] : ["true"]))
    case 2: return .hub
    case 3, 4: return .learningSwitch(SwitchSettings(ageing: .seconds(small + 1)))
    case 5: return .flowSwitch(FlowSwitchSettings())
    case 6:
      return .router(RouterSettings(routes: small == 0 ? [] : [Route(to: .v4(.all), via: nil, interface: "e\(small)")]))
    default: return .nat(NATSettings(inside: ["e0"], outside: "e1", hairpin: small == 0))
    }
  }

  private static func interface(
    _ name: String, of kind: NodeKind, using generator: inout SplitMix64
  ) -> ResolvedInterface {
    var interface = ResolvedInterface(name: name, mac: MACAddress(bits: 0x0200_0000_0000))
    interface.mtu = [1500, 9000].randomElement(using: &generator) ?? 1500
    if kind.hasAddresses, let address = InterfaceAddress("10.0.0.\(Int.random(in: 1..<4, using: &generator))/24") {
      interface.addresses = [address]
    }
    if kind == .learningSwitch {
      let vlans: [PortVLAN] = [
        .access(10), .access(20), .trunk([10, 20], native: nil), .trunk([10], native: 20),
        .trunk([20, 30], native: 10),
      ]
      interface.vlan = vlans.randomElement(using: &generator)
    }
    if kind == .flowSwitch { interface.portNumber = UInt32.random(in: 1..<4, using: &generator) }
    return interface
  }
}
