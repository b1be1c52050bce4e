import Wire

/// A file with its names resolved: the lab as far as it can be made, and where each part of it is written.
struct Wiring {
  let file: LabFile
  /// The lab. Where the file has errors it lacks what they are about.
  let lab: ResolvedLab
  /// Where each interface and its settings are written.
  let origins: [Endpoint: Origin]
  /// The nodes of the file by name.
  let nodes: [String: NodeSpec]
  /// True where every link could be read and ends at nodes that exist, so that a port that seems to have no link has none.
  let isWhole: Bool
  /// The broadcast domains of the lab.
  let segments: [Segment]
  private let places: [String: Int]

  init(file: LabFile, lab: ResolvedLab, origins: [Endpoint: Origin], nodes: [String: NodeSpec], isWhole: Bool) {
    self.file = file
    self.lab = lab
    self.origins = origins
    self.nodes = nodes
    self.isWhole = isWhole
    segments = lab.segments
    var places: [String: Int] = [:]
    for (index, node) in lab.nodes.enumerated() { places[node.name] = index }
    self.places = places
  }

  /// Where an interface and its settings are written.
  struct Origin {
    /// Where the interface is first named.
    var mark: SourceMark
    /// The links that end at it, by their place in the file's list, each with the mark of the endpoint.
    var links: [Marked<Int>] = []
    var addresses: [Marked<InterfaceAddress>] = []
    var mac: Marked<MACAddress>?
    var mtu: Marked<Int>?
  }

  /// The node of that name, where it could be resolved.
  func resolvedNode(_ name: String) -> ResolvedNode? { places[name].map { lab.nodes[$0] } }

  /// The names of the nodes, in the order of the file.
  var nodeNames: [String] { file.nodes.map(\.name.value) }

  /// The interfaces of a node with their origins, in order.
  func interfaces(of node: ResolvedNode) -> [(endpoint: Endpoint, interface: ResolvedInterface, origin: Origin)] {
    node.interfaces.compactMap { interface in
      let endpoint = Endpoint(node: node.name, interface: interface.name)
      return origins[endpoint].map { (endpoint, interface, $0) }
    }
  }
}
