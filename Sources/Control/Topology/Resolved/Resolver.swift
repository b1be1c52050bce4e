import Wire

/// Turns a file as typed into a lab: joins links and interfaces, and fills in what the file leaves open.
struct Resolver {
  private let file: LabFile
  private var drafts: [NodeDraft]
  private var indices: [String: Int] = [:]
  private var links: [ResolvedLink] = []
  private var isWhole = true
  private var takenMACs: Set<MACAddress> = []

  /// The lab of `file`, as far as it can be made.
  static func resolve(_ file: LabFile) -> Wiring {
    var resolver = Resolver(file)
    resolver.attachLinks()
    for index in resolver.drafts.indices { resolver.drafts[index].applySettings() }
    return resolver.finish()
  }

  private init(_ file: LabFile) {
    self.file = file
    drafts = file.nodes.map(NodeDraft.init)
    isWhole = file.hasAllLinks
    for (index, node) in file.nodes.enumerated() { indices[node.name.value] = index }
  }

  private mutating func attachLinks() {
    for (number, link) in file.links.enumerated() {
      if !link.isWhole || link.ends.count != 2 { isWhole = false }
      var places: [(node: Int, port: Int)] = []
      for end in link.ends {
        guard let node = indices[end.node.value], let interface = end.interface else {
          isWhole = false
          continue
        }
        let port = drafts[node].port(named: interface.value, mark: interface.mark)
        drafts[node].update(port) { draft in
          draft.origin.links.append(Marked(number, mark: interface.mark))
          draft.origin.addresses += end.addresses
          draft.origin.mac = draft.origin.mac ?? end.mac
          draft.linkMTU = link.mtu?.value
        }
        places.append((node, port))
      }
      guard places.count == 2 else { continue }
      let (first, second) = (places[0], places[1])
      drafts[first.node].update(first.port) { $0.peer = second }
      drafts[second.node].update(second.port) { $0.peer = first }
      guard drafts[first.node].spec.role != nil, drafts[second.node].spec.role != nil else { continue }
      var resolved = ResolvedLink(endpoint(first), endpoint(second))
      for setting in link.conditions.settings(from: resolved.first) { resolved.forward.set(setting.value) }
      for setting in link.conditions.settings(from: resolved.second) { resolved.backward.set(setting.value) }
      resolved.schedule = link.schedule.map { schedule in
        LinkSchedule(
          schedule.steps.map { step in
            LinkSchedule.Step(
              at: step.at,
              LinkChange(
                outward: step.conditions.settings(from: resolved.first).map(\.value),
                inward: step.conditions.settings(from: resolved.second).map(\.value)
              ).shortened)
          }, every: schedule.period)
      }
      links.append(resolved)
    }
  }

  private func endpoint(_ place: (node: Int, port: Int)) -> Endpoint {
    let draft = drafts[place.node]
    return Endpoint(node: draft.spec.name.value, interface: draft.ports[place.port].name)
  }

  private mutating func finish() -> Wiring {
    let name = file.name?.value ?? ""
    for draft in drafts { takenMACs.formUnion(draft.ports.compactMap(\.origin.mac?.value)) }
    var lab = ResolvedLab(name: name)
    var origins: [Endpoint: Wiring.Origin] = [:]
    var nodes: [String: NodeSpec] = [:]
    for draft in drafts {
      let nodeName = draft.spec.name.value
      nodes[nodeName] = draft.spec
      for port in draft.ports { origins[Endpoint(node: nodeName, interface: port.name)] = port.origin }
      guard let spec = draft.spec.role else { continue }
      let interfaces = draft.ports.map { interface($0, lab: name, node: nodeName, kind: spec.kind) }
      lab.nodes.append(ResolvedNode(name: nodeName, role: role(spec, interfaces), interfaces: interfaces))
    }
    lab.links = links
    lab.flows = file.flows.filter { !$0.flows.isEmpty }.map { FlowList(node: $0.node.value, flows: $0.flows) }
    lab.captures = file.captures.map(\.capture)
    return Wiring(file: file, lab: lab, origins: origins, nodes: nodes, isWhole: isWhole)
  }

  private mutating func interface(_ port: PortDraft, lab: String, node: String, kind: NodeKind) -> ResolvedInterface {
    let peerMTU = port.peer.flatMap { drafts[$0.node].ports[$0.port].origin.mtu?.value }
    let addresses = kind.hasAddresses ? port.origin.addresses.map(\.value) : []
    return ResolvedInterface(
      name: port.name, mac: mac(port, lab: lab, node: node),
      mtu: port.origin.mtu?.value ?? port.linkMTU ?? peerMTU ?? 1500,
      addresses: addresses, vlan: port.vlan, portNumber: port.number)
  }

  private mutating func mac(_ port: PortDraft, lab: String, node: String) -> MACAddress {
    if let mac = port.origin.mac { return mac.value }
    var mac = StableMAC.address(lab: lab, node: node, interface: port.name)
    for attempt in 1..<StableMAC.triesMax where takenMACs.contains(mac) {
      mac = StableMAC.address(lab: lab, node: node, interface: port.name, attempt: attempt)
    }
    takenMACs.insert(mac)
    return mac
  }

  private func role(_ spec: RoleSpec, _ interfaces: [ResolvedInterface]) -> NodeRole {
    switch spec {
    case .host(let host):
      var settings = host.settings
      settings.gateways = host.gateways.map(\.value)
      settings.routes = routes(host.routes, interfaces)
      settings.listen = host.listen.map(\.value)
      return .host(settings)
    case .hub: return .hub
    case .learningSwitch(let settings): return .learningSwitch(settings)
    case .flowSwitch(let settings): return .flowSwitch(settings)
    case .router(let router): return .router(RouterSettings(routes: routes(router.routes, interfaces)))
    case .nat(let nat):
      var settings = nat.settings
      settings.inside = nat.inside.map(\.value)
      settings.outside = nat.outside?.value ?? ""
      settings.routes = routes(nat.routes, interfaces)
      settings.forwards = nat.forwards.map(\.value)
      settings.pool = nat.pool.map(\.value)
      return .nat(settings)
    case .tap(let device): return .tap(DeviceSettings(device: device.device.value))
    case .interface(let device): return .interface(DeviceSettings(device: device.device.value))
    }
  }

  private func routes(_ routes: [RouteSpec], _ interfaces: [ResolvedInterface]) -> [Route] {
    guard !routes.isEmpty else { return [] }
    let attached = AttachedSubnets(interfaces)
    return routes.map { route in
      let reached = route.via.flatMap { attached.interface(to: $0.value) }
      return Route(to: route.destination.value, via: route.via?.value, interface: route.interface?.value ?? reached)
    }
  }
}
