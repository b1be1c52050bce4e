import Wire

/// A route's next hop is a neighbour.
enum RouteRule: Rule {
  static func check(_ wiring: Wiring, _ report: inout DiagnosticReport) {
    for node in wiring.lab.nodes {
      guard let spec = wiring.nodes[node.name] else { continue }
      switch spec.role {
      case .host(let host): check(host.routes, of: node, spec, commands: !host.settings.exec.isEmpty, &report)
      case .router(let router): check(router.routes, of: node, spec, commands: false, &report)
      case .nat(let nat): check(nat.routes, of: node, spec, commands: false, &report)
      case .hub, .learningSwitch, .flowSwitch, .tap, .interface, nil: break
      }
    }
  }

  private static func check(
    _ routes: [RouteSpec], of node: ResolvedNode, _ spec: NodeSpec, commands: Bool, _ report: inout DiagnosticReport
  ) {
    guard !routes.isEmpty else { return }
    let neighbourhood = Neighbourhood(node)
    var destinations: [IPPrefix: Int] = [:]
    for route in routes {
      if let line = destinations.updateValue(route.mark.line, forKey: route.destination.value) {
        report.error(
          "duplicate-route", "'\(node.name)' has a route to \(route.destination.value) already",
          at: route.destination.mark, hint: "the other one is on line \(line)")
      }
      if let interface = route.interface, neighbourhood.subnets[interface.value] == nil {
        if spec.isWhole {
          report.error(
            "unknown-interface", "'\(node.name)' has no interface '\(interface.value)'", at: interface.mark,
            hint: Suggestion.hint(for: interface.value, among: node.interfaces.map(\.name), what: "interfaces"))
        }
        continue
      }
      guard let via = route.via else { continue }
      let mayBeCommanded = commands && neighbourhood.addresses.isEmpty
      check(via, route, of: node, neighbourhood, isSure: spec.isWhole && !mayBeCommanded, &report)
    }
  }

  /// What a node has around it, looked up once for all its routes.
  private struct Neighbourhood {
    var addresses: Set<IPAddress>
    var subnets: [String: [IPPrefix]] = [:]
    var attached: AttachedSubnets

    init(_ node: ResolvedNode) {
      addresses = Set(node.interfaces.flatMap(\.addresses).map(\.address))
      attached = AttachedSubnets(node.interfaces)
      for interface in node.interfaces { subnets[interface.name] = interface.addresses.map(\.prefix) }
    }
  }

  private static func check(
    _ via: Marked<IPAddress>, _ route: RouteSpec, of node: ResolvedNode, _ neighbourhood: Neighbourhood, isSure: Bool,
    _ report: inout DiagnosticReport
  ) {
    if neighbourhood.addresses.contains(via.value) {
      report.error(
        "bad-route", "the next hop \(via.value) is an address of '\(node.name)' itself", at: via.mark,
        hint: "it is the address of a neighbour")
      return
    }
    let own = route.interface.flatMap { neighbourhood.subnets[$0.value] }
    let isReached = own?.contains { $0.contains(via.value) } ?? (neighbourhood.attached.interface(to: via.value) != nil)
    let isLinkLocal = via.value.version == .v6 && via.value.isLinkLocal
    if isLinkLocal, route.interface == nil, node.interfaces.count > 1 {
      report.error(
        "bad-route", "the next hop \(via.value) is link-local, and no interface is named", at: via.mark,
        hint: "add 'dev', as dev: \(node.interfaces.first?.name ?? "eth0")")
    } else if !isReached, !isLinkLocal, isSure {
      report.error(
        "bad-route", "the next hop \(via.value) is in no subnet of '\(node.name)'", at: via.mark,
        hint: hint(own ?? node.interfaces.flatMap(\.addresses).map(\.prefix)))
    }
  }

  private static func hint(_ subnets: [IPPrefix]) -> String {
    subnets.isEmpty
      ? "its interfaces have no addresses"
      : "its subnets: " + Suggestion.listed(subnets.prefix(Suggestion.candidatesMax).map(\.description))
  }
}
