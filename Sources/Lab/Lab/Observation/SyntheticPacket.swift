import Topology
import Wire

/// A packet as a host of the lab would send it: its first hop is worked out from the file, as the host's kernel would
/// from its routes and neighbours.
struct SyntheticPacket {
  /// The port of the host that it leaves by.
  let source: Endpoint
  /// The whole frame.
  let frame: [UInt8]
  /// The host that it is for, where the address is a host's.
  let target: String?

  init(_ request: TraceRequest, in lab: ResolvedLab) throws {
    guard let node = lab.node(named: request.source), case .host(let settings) = node.role else {
      throw LabError.unknown("host", request.source, known: lab.hostNames)
    }
    let candidates = try SyntheticPacket.addresses(of: request.destination, in: lab)
    guard let (destination, interface, own) = SyntheticPacket.path(from: node, settings, to: candidates) else {
      throw LabError(
        .failed, "\(request.source) has no route to \(request.destination)",
        hint: "give it a gateway or a route, or an address of the same version")
    }
    let hop = SyntheticPacket.nextHop(to: destination, on: interface, settings)
    guard let hop, let mac = lab.mac(of: hop) else {
      throw LabError(
        .failed, "no node of the lab has \(hop.map { "\($0)" } ?? "a next hop"), the next hop from \(request.source)",
        hint: "a packet can be traced where the file says who the next hop is")
    }
    source = Endpoint(node: node.name, interface: interface.name)
    target = lab.owner(of: destination)
    frame = SyntheticPacket.frame(
      request, FramePath.between(interface.mac, own, and: mac, destination))
  }

  private static func addresses(of destination: String, in lab: ResolvedLab) throws -> [IPAddress] {
    if let address = IPAddress(destination) { return [address] }
    guard let node = lab.node(named: destination) else {
      throw LabError.unknown("host", destination, known: lab.hostNames)
    }
    let addresses = node.interfaces.flatMap(\.addresses).map(\.address)
    guard !addresses.isEmpty else { throw LabError(.failed, "\(destination) has no address in the file") }
    return addresses
  }

  /// The first of the addresses that the host can reach, the interface it leaves by, and the host's address there.
  private static func path(
    from node: ResolvedNode, _ settings: HostSettings, to candidates: [IPAddress]
  ) -> (IPAddress, ResolvedInterface, IPAddress)? {
    for destination in candidates {
      for interface in node.interfaces {
        guard let own = interface.addresses.first(where: { $0.version == destination.version }) else { continue }
        let reaches = interface.addresses.contains { $0.prefix.contains(destination) }
        if reaches || nextHop(to: destination, on: interface, settings) != nil {
          return (destination, interface, own.address)
        }
      }
    }
    return nil
  }

  private static func nextHop(
    to destination: IPAddress, on interface: ResolvedInterface, _ settings: HostSettings
  ) -> IPAddress? {
    if interface.addresses.contains(where: { $0.prefix.contains(destination) }) { return destination }
    let routes = settings.routes.filter { $0.destination.contains(destination) }
    let best = routes.max { $0.destination.length < $1.destination.length }
    let hop = best?.via ?? settings.gateways.first { $0.version == destination.version }
    guard let hop, interface.addresses.contains(where: { $0.prefix.contains(hop) }) else { return nil }
    return hop
  }

  private static func frame(_ request: TraceRequest, _ path: FramePath) -> [UInt8] {
    let sourcePort = request.sourcePort ?? 40_000
    switch request.transport {
    case "tcp":
      return EthernetFrame.tcp(
        path, TCPHeader(sourcePort: sourcePort, destinationPort: request.port ?? 0, flags: .syn))
    case "udp":
      return EthernetFrame.udp(path, sourcePort: sourcePort, destinationPort: request.port ?? 0)
    default: return EthernetFrame.icmpEcho(path, identifier: sourcePort, sequence: 1)
    }
  }
}

extension FramePath {
  /// The path between two stations with addresses of one version.
  static func between(
    _ mac: MACAddress, _ source: IPAddress, and hop: MACAddress, _ destination: IPAddress
  ) -> FramePath {
    switch (source, destination) {
    case (.v4(let source), .v4(let destination)):
      FramePath(from: mac, to: hop, source: source, destination: destination)
    case (.v6(let source), .v6(let destination)):
      FramePath(from: mac, to: hop, source: source, destination: destination)
    default: preconditionFailure("source and destination are of one version")
    }
  }
}

extension ResolvedLab {
  /// Names of the hosts, in the order of the file.
  var hostNames: [String] { nodes.filter { $0.kind == .host }.map(\.name) }

  /// The MAC address of the interface that has `address`.
  func mac(of address: IPAddress) -> MACAddress? {
    nodes.flatMap(\.interfaces).first { $0.addresses.contains { $0.address == address } }?.mac
  }

  /// The node that has `address`.
  public func owner(of address: IPAddress) -> String? {
    nodes.first { $0.interfaces.contains { $0.addresses.contains { $0.address == address } } }?.name
  }
}
