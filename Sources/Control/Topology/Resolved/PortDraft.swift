/// An interface while the lab is put together.
struct PortDraft {
  var name: String
  var origin: Wiring.Origin
  var vlan: PortVLAN?
  var number: UInt32?
  /// The other end, as places in the lists of nodes and of their interfaces.
  var peer: (node: Int, port: Int)?
  var linkMTU: Int?
}

/// The interfaces of one node while the lab is put together.
struct NodeDraft {
  let spec: NodeSpec
  private(set) var ports: [PortDraft] = []
  private var indices: [String: Int] = [:]

  init(_ spec: NodeSpec) { self.spec = spec }

  /// The place of the interface of that name, which is made where there is none.
  mutating func port(named name: String, mark: SourceMark) -> Int {
    if let index = indices[name] { return index }
    indices[name] = ports.count
    ports.append(PortDraft(name: name, origin: Wiring.Origin(mark: mark)))
    return ports.count - 1
  }

  mutating func update(_ index: Int, _ change: (inout PortDraft) -> Void) { change(&ports[index]) }

  /// Gives the interfaces the settings of the node. An interface that only the settings name is made for kinds that
  /// have addresses; a switch's port without a link is a mistake, which a rule reports.
  mutating func applySettings() {
    guard let role = spec.role else { return }
    for interface in spec.interfaces where role.kind.hasAddresses || indices[interface.name.value] != nil {
      let index = port(named: interface.name.value, mark: interface.name.mark)
      ports[index].origin.addresses = interface.addresses + ports[index].origin.addresses
      ports[index].origin.mac = interface.mac ?? ports[index].origin.mac
      ports[index].origin.mtu = interface.mtu
      ports[index].vlan = interface.vlan
      ports[index].number = interface.number?.value
    }
    applyPlainSettings()
    applyVLANs(role)
    applyNumbers(role)
  }

  /// Address, MAC address and MTU of a host belong to the interface of its first link; without a link to its only
  /// interface, or to `eth0`.
  private mutating func applyPlainSettings() {
    let plain = spec.plain
    guard plain.firstMark != nil || plain.mtu != nil else { return }
    if ports.isEmpty {
      guard let mark = plain.firstMark else { return }
      _ = port(named: "eth0", mark: mark)
    }
    let index = ports.firstIndex { !$0.origin.links.isEmpty } ?? 0
    ports[index].origin.addresses = plain.addresses + ports[index].origin.addresses
    ports[index].origin.mac = ports[index].origin.mac ?? plain.mac
    ports[index].origin.mtu = ports[index].origin.mtu ?? plain.mtu
  }

  /// A switch with VLANs on one port has them on all.
  private mutating func applyVLANs(_ role: RoleSpec) {
    guard case .learningSwitch = role, spec.interfaces.contains(where: { $0.vlan != nil }) else { return }
    for index in ports.indices where ports[index].vlan == nil { ports[index].vlan = .access(1) }
  }

  /// Ports of a flow switch without a number get the first free ones, in the order of links.
  private mutating func applyNumbers(_ role: RoleSpec) {
    guard case .flowSwitch = role else { return }
    var taken = Set(ports.compactMap(\.number))
    var next: UInt32 = 1
    for index in ports.indices where ports[index].number == nil {
      while taken.contains(next) { next += 1 }
      ports[index].number = next
      taken.insert(next)
    }
  }
}
