import Wire

/// A host reaches its gateways.
enum GatewayRule: Rule {
  static func check(_ wiring: Wiring, _ report: inout DiagnosticReport) {
    var segments: [Endpoint: SegmentFacts] = [:]
    for segment in wiring.segments {
      let facts = SegmentFacts(segment, wiring)
      for endpoint in segment.endpoints { segments[endpoint] = facts }
    }
    for node in wiring.lab.nodes {
      guard let spec = wiring.nodes[node.name], case .host(let host) = spec.role else { continue }
      for gateway in host.gateways { check(gateway, of: node, spec, segments, wiring, &report) }
    }
  }

  private static func check(
    _ gateway: Marked<IPAddress>, of node: ResolvedNode, _ spec: NodeSpec, _ segments: [Endpoint: SegmentFacts],
    _ wiring: Wiring, _ report: inout DiagnosticReport
  ) {
    let own = wiring.interfaces(of: node).flatMap { item in item.interface.addresses.map { (item.endpoint, $0) } }
    if own.contains(where: { $0.1.address == gateway.value }) {
      report.error(
        "bad-gateway", "the gateway \(gateway.value) is the address of '\(node.name)' itself", at: gateway.mark,
        hint: "it is the address of a router on the same network")
      return
    }
    let version = gateway.value.version
    let candidates = own.filter { $0.1.version == version }
    // Addresses that could not be read, or that commands of the host add, may reach it.
    guard spec.isWhole, !candidates.isEmpty || !hasCommands(spec) else { return }
    guard let reached = candidates.first(where: { $0.1.prefix.contains(gateway.value) }) else {
      if version == .v6, gateway.value.isLinkLocal { return }
      let subnets = candidates.map(\.1.prefix.description)
      report.error(
        "bad-gateway",
        candidates.isEmpty
          ? "'\(node.name)' has no IPv\(version.rawValue) address to reach the gateway \(gateway.value)"
          : "the gateway \(gateway.value) is in no subnet of '\(node.name)'", at: gateway.mark,
        hint: candidates.isEmpty
          ? "add an 'address', or remove the gateway" : "its subnets: " + Suggestion.listed(subnets))
      return
    }
    guard wiring.isWhole, let segment = segments[reached.0], segment.isComplete,
      !segment.addresses.contains(gateway.value)
    else { return }
    report.warning(
      "gateway-absent", "no interface on the network of '\(node.name)' has the gateway's address \(gateway.value)",
      at: gateway.mark,
      hint: segment.routers.isEmpty ? nil : "routers on it: " + Suggestion.listed(segment.routers))
  }

  /// What there is to know about a broadcast domain, looked up once for all its hosts.
  private struct SegmentFacts {
    var addresses: Set<IPAddress> = []
    /// Addresses of routers, with their interfaces.
    var routers: [String] = []
    /// True where no station may have an address that the file does not say.
    var isComplete: Bool

    init(_ segment: Segment, _ wiring: Wiring) {
      isComplete = !segment.isOpen
      for endpoint in segment.endpoints {
        guard let spec = wiring.nodes[endpoint.node], spec.isWhole, !hasCommands(spec) else {
          isComplete = false
          continue
        }
        for address in wiring.origins[endpoint]?.addresses ?? [] {
          addresses.insert(address.value.address)
          if spec.role?.kind == .router || spec.role?.kind == .nat {
            routers.append("\(address.value.address) (\(endpoint))")
          }
        }
      }
    }
  }

  private static func hasCommands(_ spec: NodeSpec) -> Bool {
    if case .host(let host) = spec.role { !host.settings.exec.isEmpty } else { false }
  }
}
