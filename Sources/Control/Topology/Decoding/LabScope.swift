import Wire

/// What checks and steps may name: the nodes, addresses, links and flows of the lab.
struct LabScope {
  /// The names of the nodes, in the order of the file.
  private(set) var nodeNames: [String] = []
  /// The lab's name; `nil` where it could not be read.
  private(set) var labName: String?
  /// False where the file has mistakes because of which something may only seem to be missing.
  private(set) var isWhole = true
  /// True from where another file is applied, which may have links and flows that this one has not.
  var isChanged = false
  private var specs: [String: NodeSpec] = [:]
  private var nodes: [String: ResolvedNode] = [:]
  private var owners: [IPAddress: String] = [:]
  private var aliases: [String: (node: String, addresses: [IPAddress])] = [:]
  private(set) var links: [Endpoint: ResolvedLink] = [:]
  private var ports: [String: [String]] = [:]
  private var flows: [String: [FlowSpec]] = [:]
  private(set) var hasOutside = false

  /// Nothing.
  init() {}

  init(_ wiring: Wiring) {
    nodeNames = wiring.nodeNames
    labName = wiring.lab.name.isEmpty ? nil : wiring.lab.name
    specs = wiring.nodes
    isWhole = wiring.isWhole
    for node in wiring.lab.nodes {
      nodes[node.name] = node
      switch node.role {
      case .tap, .interface: hasOutside = true
      case .host(let host): if !host.exec.isEmpty { hasOutside = true }
      case .hub, .learningSwitch, .flowSwitch, .router, .nat: break
      }
      for interface in node.interfaces {
        for address in interface.addresses.map(\.address) {
          owners[address] = owners[address] ?? node.name
          let alias = "\(node.name)-\(interface.name)"
          aliases[alias, default: (node.name, [])].addresses.append(address)
        }
      }
    }
    for link in wiring.lab.links {
      links[link.first] = link
      links[link.second] = link
      for end in [link.first, link.second] { ports[end.node, default: []].append(end.interface) }
    }
    for list in wiring.lab.flows { flows[list.node, default: []] += list.flows }
  }

  /// True for a node that the file has, whether it could be read or not.
  func has(_ name: String) -> Bool { specs[name] != nil }

  /// True where nothing of a node is missing that the file has.
  func isWhole(_ name: String) -> Bool { specs[name]?.isWhole == true }

  /// The kind of a node; `nil` where it could not be read.
  func kind(of name: String) -> NodeKind? { specs[name]?.role?.kind }

  /// The names of nodes of a kind.
  func names(of kind: NodeKind) -> [String] { nodeNames.filter { self.kind(of: $0) == kind } }

  /// A node's addresses of a version, in the order of its interfaces.
  func addresses(of name: String, _ version: IPVersion) -> [IPAddress] {
    nodes[name]?.interfaces.flatMap(\.addresses).map(\.address).filter { $0.version == version } ?? []
  }

  /// The node that has an address.
  func owner(of address: IPAddress) -> String? { owners[address] }

  /// What the name of an interface, as `r1-eth0`, stands for.
  func alias(_ name: String, ipv6: Bool) -> (node: String, address: IPAddress)? {
    guard let alias = aliases[name] else { return nil }
    let address = alias.addresses.first { ($0.version == .v6) == ipv6 } ?? (ipv6 ? nil : alias.addresses.first)
    return address.map { (alias.node, $0) }
  }

  /// The interfaces of a node that have a link.
  func ports(of name: String) -> [String] { ports[name] ?? [] }

  /// The flows of a flow switch, those among them that are added while the lab runs.
  func flows(of name: String) -> [FlowSpec] { flows[name] ?? [] }

  /// A flow is added to a flow switch while the lab runs.
  mutating func add(_ flow: FlowSpec, to name: String) { flows[name, default: []].append(flow) }
}
