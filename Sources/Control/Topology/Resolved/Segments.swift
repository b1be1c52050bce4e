/// A broadcast domain: the interfaces that hear one another's broadcasts.
public struct Segment: Hashable, Sendable {
  /// Interfaces of hosts, routers and NATs, and devices of the machine, in the order in which they are found.
  public var endpoints: [Endpoint]
  /// True where a device of the machine is part of it, so that stations may be there which the file does not name.
  public var isOpen: Bool
}

extension ResolvedLab {
  /// The broadcast domains of the lab. Switches join links by VLAN; hubs and flow switches join all of theirs.
  public var segments: [Segment] {
    var search = SegmentSearch(self)
    return search.segments()
  }
}

/// Finds broadcast domains by following an untagged frame from each interface through the bridges.
private struct SegmentSearch {
  /// A frame in a bridge: the node's place in the lab, and the VLAN, 0 for none.
  struct Inside: Hashable {
    var node: Int
    var vlan: UInt16
  }

  let lab: ResolvedLab
  private var nodes: [String: Int] = [:]
  private var peers: [Endpoint: Endpoint] = [:]
  private var vlans: [Endpoint: PortVLAN] = [:]
  /// For each VLAN of a switch the ports that are in it.
  private var members: [Inside: [Endpoint]] = [:]
  private var ports: [[Endpoint]] = []

  init(_ lab: ResolvedLab) {
    self.lab = lab
    for link in lab.links {
      peers[link.first] = link.second
      peers[link.second] = link.first
    }
    for (index, node) in lab.nodes.enumerated() {
      nodes[node.name] = index
      ports.append(node.interfaces.map { Endpoint(node: node.name, interface: $0.name) })
      guard node.kind.isBridge else { continue }
      for interface in node.interfaces {
        guard let vlan = interface.vlan else { continue }
        let endpoint = Endpoint(node: node.name, interface: interface.name)
        vlans[endpoint] = vlan
        for member in vlan.members { members[Inside(node: index, vlan: member), default: []].append(endpoint) }
      }
    }
  }

  mutating func segments() -> [Segment] {
    var found: [Segment] = []
    var assigned: Set<Endpoint> = []
    for (index, node) in lab.nodes.enumerated() where !node.kind.isBridge {
      for endpoint in ports[index] where !assigned.contains(endpoint) {
        let segment = segment(from: endpoint)
        assigned.formUnion(segment.endpoints)
        found.append(segment)
      }
    }
    return found
  }

  private func segment(from start: Endpoint) -> Segment {
    var segment = Segment(endpoints: [], isOpen: false)
    var stations: Set<Endpoint> = []
    var visited: Set<Inside> = []
    var arriving: [(at: Endpoint, tag: UInt16)] = [(start, 0)]
    if let peer = peers[start] { arriving.append((peer, 0)) }
    while let (endpoint, tag) = arriving.popLast() {
      guard let node = nodes[endpoint.node] else { continue }
      let kind = lab.nodes[node].kind
      guard kind.isBridge else {
        guard tag == 0, stations.insert(endpoint).inserted else { continue }
        segment.endpoints.append(endpoint)
        if kind == .tap || kind == .interface { segment.isOpen = true }
        continue
      }
      guard let vlan = Tagging.inside(vlans[endpoint], tag: tag) else { continue }
      let inside = Inside(node: node, vlan: vlan)
      guard visited.insert(inside).inserted else { continue }
      for port in vlans[endpoint] == nil ? ports[node] : members[inside] ?? [] {
        guard let peer = peers[port], let tag = Tagging.outside(vlans[port], vlan: vlan) else { continue }
        arriving.append((peer, tag))
      }
    }
    segment.endpoints.sort()
    return segment
  }
}

/// Which tag on the wire stands for which VLAN in a switch; 0 stands for no tag. A port without VLANs passes all tags.
enum Tagging {
  /// The VLAN of a frame that arrives with `tag`, or `nil` where the port drops it.
  static func inside(_ port: PortVLAN?, tag: UInt16) -> UInt16? {
    guard let port else { return tag }
    return tag == 0 ? port.untagged : port.isTagged(tag) ? tag : nil
  }

  /// The tag with which a frame of `vlan` leaves, or `nil` where it does not leave by the port.
  static func outside(_ port: PortVLAN?, vlan: UInt16) -> UInt16? {
    guard let port else { return vlan }
    return port.untagged == vlan ? 0 : port.isTagged(vlan) ? vlan : nil
  }
}

extension PortVLAN {
  fileprivate func isTagged(_ vlan: UInt16) -> Bool {
    switch self {
    case .access: false
    case .trunk(let vlans, let native): vlan != native && vlans.contains(vlan)
    }
  }
}
